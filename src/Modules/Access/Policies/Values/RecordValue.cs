namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>Values by name.</summary>
public sealed class RecordValue : CedarValue
{
    private const int Few = 8;

    private readonly Dictionary<string, CedarValue> fields;

    // The same where there are few: comparing them all is faster than a hash.
    private readonly (string Name, CedarValue Value)[]? few;
    private readonly int hash;

    /// <exception cref="ArgumentException">A name stands there twice.</exception>
    public RecordValue(IEnumerable<KeyValuePair<string, CedarValue>> values)
    {
        fields = [];
        foreach (var (name, value) in values)
        {
            fields.Add(name, value);
            hash = unchecked(hash + HashCode.Combine(name, value.GetHashCode()));
        }

        few = fields.Count <= Few ? [.. fields.Select(field => (field.Key, field.Value))] : null;
    }

    /// <summary>A record of nothing.</summary>
    public static RecordValue Empty { get; } = new([]);

    public IReadOnlyDictionary<string, CedarValue> Fields => fields;

    /// <inheritdoc/>
    public override string TypeName => "record";

    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>Null where the record has no such attribute.</summary>
    public CedarValue? Find(string name)
    {
        if (few is null)
        {
            return fields.GetValueOrDefault(name);
        }

        foreach (var field in few)
        {
            if (field.Name == name)
            {
                return field.Value;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other)
    {
        if (ReferenceEquals(this, other))
        {
            return true;
        }

        if (other is not RecordValue record || record.hash != hash || record.fields.Count != fields.Count)
        {
            return false;
        }

        foreach (var (name, value) in fields)
        {
            if (!record.fields.TryGetValue(name, out var there) || !there.Equals(value))
            {
                return false;
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(7, hash);

    public override string ToString() =>
        $"{{{string.Join(", ", fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"\"{field.Key}\": {field.Value}"))}}}";
}
