using Holdfast.Modules.Vault.Azure;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Vault.Reconcilers;

/// <summary>
/// Removes from the Key Vault what was replaced, deleted, or staged and never kept. The first failure ends the round: the vault is away or
/// refuses, and the next secret would fare no better; the one that failed comes up again after the others.
/// </summary>
internal sealed class RemoveOutsideSecrets(IServiceProvider services, IStores stores, KeyVaultClient vault, TimeProvider time, ILogger<RemoveOutsideSecrets> logger) : IReconciler
{
    private const int AtATime = 50;

    public async Task Reconcile(CancellationToken ct)
    {
        if (!vault.IsConfigured)
        {
            return;
        }

        foreach (var store in stores.TenantStores)
        {
            foreach (var tenant in await VaultDb.TenantsWithDue(store, ct))
            {
                if (!await Remove(OpContext.OfSystem(tenant, "vault.remove_outside_secrets", Id.NewGuid(time).ToString("N")), ct))
                {
                    return;
                }
            }
        }
    }

    private async Task<bool> Remove(OpContext op, CancellationToken ct)
    {
        await using var scope = services.OpenOp(op);
        var db = scope.ServiceProvider.GetRequiredService<VaultDb>();
        var removed = 0;
        List<Guid> claimed;
        do
        {
            claimed = await db.Claim(op, vault.Host, AtATime, ct);
            foreach (var id in claimed)
            {
                if (await vault.Delete(OutsideName.Of(op.Tenant, id), ct) is not null)
                {
                    await db.Postpone(op, id, ct);
                    return false;
                }

                await db.Forget(op, id, ct);
                removed++;
            }
        }
        while (claimed.Count == AtATime);

        if (removed > 0)
        {
            VaultLog.Removed(logger, removed, op.Tenant.Value);
        }
        else
        {
            VaultLog.OfAnotherVault(logger, op.Tenant.Value, vault.Host);
            await db.PostponeAll(op, ct);
        }

        return true;
    }
}
