using System.Text;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Vault.Azure;

/// <summary>
/// Secrets in an Azure Key Vault. The database and the vault have no common transaction, so every secret is written down here before it is
/// made there, to be removed unless a change keeps it: a crash, a lost answer or a failed commit leaves nothing behind, and a committed
/// reference is never to a removed secret.
/// </summary>
internal sealed class AzureSecrets(KeyVaultClient vault, VaultDb db, TimeProvider time, ILogger<AzureSecrets> logger) : ISecretStore
{
    public const string Store = "azure";

    /// <summary>Key Vault's limit.</summary>
    public const int MaxValueBytes = 25_600;

    /// <summary>How long a change has to keep what was staged; far longer than any request may take.</summary>
    private static readonly TimeSpan KeptWithin = TimeSpan.FromMinutes(15);

    public bool IsConfigured => vault.IsConfigured;

    public async Task<Result<StagedSecret>> Stage(OpContext op, string name, string value, CancellationToken ct)
    {
        if (Encoding.UTF8.GetByteCount(value) > MaxValueBytes)
        {
            return VaultProblems.TooLarge(MaxValueBytes);
        }

        var id = Id.NewGuid(time);
        var outside = OutsideName.Of(op.Tenant, id);
        await db.Begin(op, id, vault.Host, KeptWithin, ct);
        var tags = new Dictionary<string, string> { ["product"] = "holdfast", ["tenant"] = op.Tenant.ToString(), ["name"] = name };
        return await vault.Set(outside, value, tags, ct) is { } problem ? problem : new StagedSecret(Store, outside, null);
    }

    public async Task<Problem?> Keep(Change change, StagedSecret staged, int version, CancellationToken ct) =>
        await VaultDb.Keep(change, OutsideName.IdIn(change.Op.Tenant, staged.Name)!.Value, ct) ? null : VaultProblems.Expired;

    public async Task<Result<string>> Reveal(OpContext op, SecretRef secret, CancellationToken ct)
    {
        if (!IsConfigured)
        {
            VaultLog.UnknownStore(logger, Store, secret.Name);
            return VaultProblems.UnknownStore(Store);
        }

        if (OutsideName.IdIn(op.Tenant, secret.Name) is null)
        {
            VaultLog.ForeignName(logger, secret.Name, op.Tenant.Value);
            return VaultProblems.Missing;
        }

        return await vault.Get(secret.Name, ct);
    }

    public void Delete(Change change, SecretRef secret)
    {
        if (OutsideName.IdIn(change.Op.Tenant, secret.Name) is { } id)
        {
            VaultDb.Release(change, id);
        }
        else
        {
            VaultLog.ForeignName(logger, secret.Name, change.Op.Tenant.Value);
        }
    }
}
