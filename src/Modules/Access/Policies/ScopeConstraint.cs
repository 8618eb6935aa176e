using Holdfast.Modules.Access.Policies.Values;

namespace Holdfast.Modules.Access.Policies;

internal enum ScopeKind
{
    Any,
    Equal,
    In,
    Is,
    IsIn,
}

/// <summary>
/// What the scope says about the principal, the action or the resource. An entity that a link has yet to give is a slot: <see cref="Entities"/> is null then.
/// Only the action may stand in one of several.
/// </summary>
internal sealed record ScopeConstraint(ScopeKind Kind, string? Type, EntityUid[]? Entities, TextPosition At)
{
    public bool HasSlot => Kind is ScopeKind.Equal or ScopeKind.In or ScopeKind.IsIn && Entities is null;

    /// <summary>The same with the slot filled.</summary>
    public ScopeConstraint With(EntityUid? entity) => HasSlot ? this with { Entities = [entity ?? throw new ArgumentNullException(nameof(entity))] } : this;

    public bool Matches(EntityUid uid, EntityStore store) => Kind switch
    {
        ScopeKind.Any => true,
        ScopeKind.Equal => uid.Equals(Entities![0]),
        ScopeKind.Is => uid.Type == Type,
        ScopeKind.In => IsInAny(uid, store),
        _ => uid.Type == Type && IsInAny(uid, store),
    };

    private bool IsInAny(EntityUid uid, EntityStore store)
    {
        foreach (var entity in Entities!)
        {
            if (store.IsIn(uid, entity))
            {
                return true;
            }
        }

        return false;
    }
}
