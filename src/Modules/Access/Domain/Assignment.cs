using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>One assignment of a role.</summary>
internal readonly partial record struct AssignmentId(Guid Value) : IId<AssignmentId>;

/// <summary>Somebody or something has a role at a node of a tenant's tree, and below it, until a time.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">The tenant of who has the role.</param>
/// <param name="Kind">What kind of thing has it.</param>
/// <param name="Principal">Which.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node; of level Tenant for all of a tenant.</param>
/// <param name="In">In whose tree: the own tenant, or one below it.</param>
/// <param name="ExpiresAt">It gives nothing from then on; null when it does not end by itself.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change.</param>
/// <param name="ProvidedBy">The identity provider that says so, and takes it away again; null when people gave it.</param>
internal sealed record Assignment(
    AssignmentId Id,
    TenantId Tenant,
    AssigneeKind Kind,
    Guid Principal,
    string Role,
    Scope Scope,
    TenantId In,
    DateTimeOffset? ExpiresAt,
    DateTimeOffset CreatedAt,
    long Version = 1,
    IdentityProviderId? ProvidedBy = null) : IVersioned
{
    public static Assignment OfUser(User user, string role, TimeProvider time) => new(
        Platform.Kernel.Id.New<AssignmentId>(time), user.Tenant, AssigneeKind.User, user.Id.Value, role, new Scope(ScopeLevel.Tenant, user.Tenant.Value), user.Tenant, null, time.GetUtcNow());
}
