namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>Values by name.</summary>
public sealed class RecordValue : CedarValue
{
    private readonly Dictionary<string, CedarValue> fields;
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
    }

    /// <summary>A record of nothing.</summary>
    public static RecordValue Empty { get; } = new([]);

    public IReadOnlyDictionary<string, CedarValue> Fields => fields;

    /// <inheritdoc/>
    public override string TypeName => "record";

    public bool Has(string name) => fields.ContainsKey(name);

    /// <summary>Null where the record has no such attribute.</summary>
    public CedarValue? Find(string name) => fields.GetValueOrDefault(name);

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
