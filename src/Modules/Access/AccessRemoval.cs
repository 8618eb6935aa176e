using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What people of other tenants have in one that is removed: their rows are in their own tenants' books.</summary>
internal sealed class AccessRemoval(AssignmentDb db) : ITenantRemoval
{
    public Task Remove(OpContext op, CancellationToken ct) => db.TakeBackIn(op.Tenant, ct);
}
