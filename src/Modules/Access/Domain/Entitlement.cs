using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>One reason why somebody may do something: a role that they have at a node, by themselves or by a group, or what a key was made with.</summary>
/// <param name="Id">The assignment's id, or the key's.</param>
/// <param name="Assignment">By which role; null for what a key was made with.</param>
/// <param name="In">In whose tree.</param>
/// <param name="Node">At which node, and below it.</param>
/// <param name="Permissions">The names of the permissions, in order.</param>
/// <param name="EndsAt">It gives nothing from then on; null when it does not end by itself.</param>
internal sealed record Entitlement(Guid Id, Assignment? Assignment, TenantId In, Scope Node, IReadOnlyList<string> Permissions, DateTimeOffset? EndsAt)
{
    /// <summary>The role's id, and those of the roles that it inherits from; none for what a key was made with.</summary>
    public IReadOnlyCollection<string> Roles { get; init; } = [];

    /// <summary>What an assignment gives.</summary>
    public static Entitlement Of(Assignment assignment, IReadOnlyList<string> permissions) =>
        new(assignment.Id.Value, assignment, assignment.In, assignment.Scope, permissions, assignment.ExpiresAt);

    /// <summary>The roles that several give in a tenant, and those that they inherit from.</summary>
    public static IReadOnlyList<string> RolesIn(TenantId tenant, IEnumerable<Entitlement> all) =>
        [.. all.Where(e => e.In == tenant).SelectMany(e => e.Roles).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>Whether this alone gives a permission in a tenant at a place.</summary>
    public bool Gives(TenantId tenant, string permission, ScopePath place) => Grants([this]).ReachOf(tenant, permission).Covers(place);

    /// <summary>What several give together: the one form in which rights are enforced.</summary>
    public static Grants Grants(IEnumerable<Entitlement> all) => Platform.Kernel.Grants.Of(all.SelectMany(e => e.Permissions.Select(p => (e.In, e.Node, p))));
}
