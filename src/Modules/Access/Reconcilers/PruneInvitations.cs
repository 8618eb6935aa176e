using Holdfast.Modules.Access.Members;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Access.Reconcilers;

/// <summary>Removes invitations a month after they were good; of those that nobody ended, their place in the quota is free then.</summary>
internal sealed class PruneInvitations(InvitationDb db, IServiceProvider services, TimeProvider time) : IReconciler
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    public async Task Reconcile(CancellationToken ct)
    {
        var before = time.GetUtcNow() - Kept;
        foreach (var tenant in await db.TenantsWithOld(before, ct))
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(tenant, "access.prune_invitations", Id.NewGuid(time).ToString("N")));
            await using var change = scope.ServiceProvider.GetRequiredService<InvitationDb>().Bookkeeping();
            if (await InvitationDb.Prune(change, before, ct) is > 0 and var open)
            {
                await Quotas.Return(change, InvitationDb.Quota, open, ct);
            }

            await change.Commit(ct);
        }
    }
}
