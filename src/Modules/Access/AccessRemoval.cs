using Holdfast.Modules.Access.Members;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What people of other tenants have in one that is removed, and what its own have in others.</summary>
internal sealed class AccessRemoval(AssignmentDb db, MemberDb members) : ITenantRemoval
{
    public async Task Remove(OpContext op, CancellationToken ct)
    {
        await db.TakeBackIn(op.Tenant, ct);
        foreach (var guest in await members.OfHome(op.Tenant, ct))
        {
            await using var change = members.ChangeAcross(op);
            await Guests.Leave(change, guest, ct);
            await change.Commit(ct);
        }
    }
}
