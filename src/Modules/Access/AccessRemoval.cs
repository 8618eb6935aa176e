using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What people of other tenants have in one that is removed: their rows are in their own tenants' books.</summary>
internal sealed class AccessRemoval(ControlSession control) : ITenantRemoval
{
    public async Task Remove(OpContext op, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from assignment where in_tenant_id = {op.Tenant} and tenant_id <> {op.Tenant}");
        await change.Commit(ct);
    }
}
