namespace Holdfast.Modules.Access.Policies.Schema;

/// <summary>What kinds of values there are, as a schema and a condition know them before any value is there.</summary>
internal abstract record CedarType
{
    public static CedarType Long { get; } = new NamedType("long");

    public static CedarType String { get; } = new NamedType("string");

    public static CedarType Bool { get; } = new BoolType(null);

    /// <summary>The type of this <see cref="Values.CedarValue.TypeName"/>, where that says all: no sets, records or entities.</summary>
    public static CedarType Named(string name) => name == "bool" ? Bool : new NamedType(name);

    public static CedarType Exactly(bool value) => new BoolType(value);

    /// <summary>The type that holds the values of both, in the strict sense: null where only mixing would help.</summary>
    public static CedarType? Joined(CedarType left, CedarType right) => (left, right) switch
    {
        (BoolType a, BoolType b) => a == b ? a : Bool,
        (SetType a, SetType b) => Joined(a.Element, b.Element) is { } element ? new SetType(element) : null,
        (RecordType a, RecordType b) => JoinedRecord(a, b),
        _ => left == right ? left : null,
    };

    private static RecordType? JoinedRecord(RecordType left, RecordType right)
    {
        if (left.Attributes.Count != right.Attributes.Count)
        {
            return null;
        }

        var attributes = new Dictionary<string, AttributeType>();
        foreach (var (name, attribute) in left.Attributes)
        {
            if (!right.Attributes.TryGetValue(name, out var other) || other.IsRequired != attribute.IsRequired || Joined(attribute.Type, other.Type) is not { } type)
            {
                return null;
            }

            attributes[name] = new(type, attribute.IsRequired);
        }

        return new(attributes);
    }
}

/// <summary>A boolean; where it can only be one of the two, which.</summary>
internal sealed record BoolType(bool? Only) : CedarType
{
    public override string ToString() => "bool";
}

/// <summary>long, string, decimal, ipaddr, datetime or duration.</summary>
internal sealed record NamedType(string Name) : CedarType
{
    /// <summary>Whether two of them have an order.</summary>
    public bool IsOrdered => Name is "long" or "datetime" or "duration";

    public override string ToString() => Name;
}

internal sealed record EntityType(string Name) : CedarType
{
    public override string ToString() => Name;
}

internal sealed record SetType(CedarType Element) : CedarType
{
    public override string ToString() => $"set of {Element}";
}

internal sealed record RecordType(IReadOnlyDictionary<string, AttributeType> Attributes) : CedarType
{
    public static RecordType Empty { get; } = new(new Dictionary<string, AttributeType>());

    public override string ToString() => $"record of {(Attributes.Count == 0 ? "nothing" : string.Join(", ", Attributes.Keys.Order(StringComparer.Ordinal)))}";
}

/// <summary>An attribute of a record or an entity. One that is not required has to be asked for with <c>has</c> before it is read.</summary>
internal sealed record AttributeType(CedarType Type, bool IsRequired);
