using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access.Domain;

/// <summary>One assignment of a role.</summary>
internal readonly partial record struct AssignmentId(Guid Value) : IId<AssignmentId>;

/// <summary>A principal has a role at a node of a tenant's tree, and below it, until a time.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">The principal's tenant.</param>
/// <param name="Kind">What kind of principal.</param>
/// <param name="Principal">Which.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node; of level Tenant for all of a tenant.</param>
/// <param name="In">In whose tree: the principal's own tenant, or one below it.</param>
/// <param name="ExpiresAt">It gives nothing from then on; null when it does not end by itself.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record Assignment(
    AssignmentId Id, TenantId Tenant, PrincipalKind Kind, Guid Principal, string Role, Scope Scope, TenantId In, DateTimeOffset? ExpiresAt, DateTimeOffset CreatedAt)
{
    /// <summary>Whether it makes its principal an administrator of its whole tenant.</summary>
    public bool RunsTheTenant => Role == StockRole.Admin.Id && ExpiresAt is null && IsStock;

    /// <summary>Whether it is of the kind that a person's role is: on all of the principal's own tenant.</summary>
    public bool IsStock => Scope == new Scope(ScopeLevel.Tenant, Tenant.Value);

    public static Assignment OfUser(User user, string role, TimeProvider time) => new(
        Platform.Kernel.Id.New<AssignmentId>(time), user.Tenant, PrincipalKind.User, user.Id.Value, role, new Scope(ScopeLevel.Tenant, user.Tenant.Value), user.Tenant, null, time.GetUtcNow());
}
