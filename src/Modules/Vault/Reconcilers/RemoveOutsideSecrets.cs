using Holdfast.Modules.Vault.Azure;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Vault.Reconcilers;

/// <summary>
/// Removes from the Key Vault what was replaced, deleted, or staged and never kept. The first failure ends a tenant's round: the vault is away or
/// refuses, and the next secret would fare no better; the one that failed comes up again after the others.
/// </summary>
internal sealed class RemoveOutsideSecrets(VaultDb db, KeyVaultClient vault, ILogger<RemoveOutsideSecrets> logger) : IWork
{
    private const int AtATime = 50;

    public WorkPace Pace => new(TimeSpan.FromSeconds(30), 2, WorkPace.ShortGrace);

    public async Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) =>
        vault.IsConfigured ? await VaultDb.TenantsWithDue(database, wanted, ct) : [];

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var removed = 0;
        List<Guid> claimed;
        do
        {
            claimed = await db.Claim(op, vault.Host, AtATime, ct);
            foreach (var id in claimed)
            {
                if (await vault.Delete(OutsideName.Of(op.Tenant, id), ct) is { } problem)
                {
                    await db.Postpone(op, id, ct);
                    throw new InvalidOperationException($"The Key Vault did not remove a secret: {problem.Code}.");
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
