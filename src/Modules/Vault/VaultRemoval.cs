using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Vault.Azure;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Vault;

/// <summary>What a store outside keeps of a tenant that is removed: all of its secrets go, those that something refers to as well. While the store is away, the tenant's removal waits.</summary>
internal sealed class VaultRemoval(VaultDb db, KeyVaultClient vault) : ITenantRemoval
{
    private const int AtATime = 50;

    public async Task Remove(OpContext op, CancellationToken ct)
    {
        List<(Guid Id, string Vault)> kept;
        do
        {
            kept = await db.Outside(op, AtATime, ct);
            foreach (var (id, host) in kept)
            {
                if (!vault.IsConfigured || host != vault.Host)
                {
                    throw new InvalidOperationException($"A secret of the tenant lies in the Key Vault {host}, which is not the one that is configured.");
                }

                if (await vault.Delete(OutsideName.Of(op.Tenant, id), ct) is { } problem)
                {
                    throw new InvalidOperationException($"The Key Vault did not remove a secret: {problem.Code}.");
                }

                await db.Forget(op, id, ct);
            }
        }
        while (kept.Count == AtATime);
    }
}
