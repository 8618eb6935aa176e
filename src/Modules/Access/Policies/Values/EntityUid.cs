namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>An entity's id: its type's name (with namespaces, <c>Holdfast::Device</c>) and an id of any text.</summary>
public sealed class EntityUid(string type, string id) : CedarValue
{
    private readonly int hash = HashCode.Combine(type, id);

    public string Type => type;

    public string Id => id;

    /// <inheritdoc/>
    public override string TypeName => "entity";

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) =>
        ReferenceEquals(this, other) || (other is EntityUid uid && uid.hash == hash && uid.Id == id && uid.Type == type);

    /// <inheritdoc/>
    public override int GetHashCode() => hash;

    public override string ToString() => $"{type}::\"{id}\"";
}
