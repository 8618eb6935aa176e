using System.Diagnostics.CodeAnalysis;

namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>A set of values of any types: no order, nothing twice.</summary>
[SuppressMessage("Naming", "CA1710:Identifiers should have correct suffix", Justification = "It is a value of the language, not a collection of ours.")]
public sealed class SetValue : CedarValue
{
    private const int Few = 8;

    private readonly CedarValue[] items;
    private readonly HashSet<CedarValue>? index;
    private readonly int hash;

    public SetValue(IEnumerable<CedarValue> values)
    {
        var given = values as CedarValue[] ?? [.. values];
        if (given.Length > Few)
        {
            index = [.. given];
            items = [.. index];
        }
        else
        {
            items = Distinct(given);
        }

        foreach (var item in items)
        {
            hash = unchecked(hash + item.GetHashCode());
        }
    }

    /// <summary>In no order that means anything.</summary>
    public IReadOnlyList<CedarValue> Items => items;

    public int Count => items.Length;

    /// <inheritdoc/>
    public override string TypeName => "set";

    public bool Contains(CedarValue value)
    {
        if (index is not null)
        {
            return index.Contains(value);
        }

        foreach (var item in items)
        {
            if (item.Equals(value))
            {
                return true;
            }
        }

        return false;
    }

    public bool ContainsAll(SetValue other) => other.Count <= Count && Array.TrueForAll(other.items, Contains);

    public bool ContainsAny(SetValue other) => other.Count <= Count ? Array.Exists(other.items, Contains) : Array.Exists(items, other.Contains);

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) =>
        ReferenceEquals(this, other) || (other is SetValue set && set.hash == hash && set.Count == Count && ContainsAll(set));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(5, hash);

    public override string ToString() => $"[{string.Join(", ", items.Select(item => item.ToString()))}]";

    private static CedarValue[] Distinct(CedarValue[] given)
    {
        var kept = new List<CedarValue>(given.Length);
        foreach (var item in given)
        {
            if (!kept.Contains(item))
            {
                kept.Add(item);
            }
        }

        return kept.Count == given.Length ? given : [.. kept];
    }
}
