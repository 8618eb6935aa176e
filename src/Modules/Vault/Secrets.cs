using Holdfast.Modules.Vault.Azure;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Modules.Vault.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Vault;

/// <summary>New values go to the Key Vault when one is configured, else into the database; what is there is read and removed where it lies.</summary>
internal sealed class Secrets(LocalSecrets local, AzureSecrets azure, ILogger<Secrets> logger) : ISecrets
{
    public Task<Result<StagedSecret>> Stage(OpContext op, string name, string value, CancellationToken ct)
    {
        if (!SecretName.IsGood(name) || value.Length is 0 or > SecretName.MaxValueLength)
        {
            throw new ArgumentException("A secret's name or size is out of bounds; whoever takes one from a request checks it.");
        }

        ISecretStore store = azure.IsConfigured ? azure : local;
        return store.Stage(op, name, value, ct);
    }

    public async Task<Result<SecretRef>> Keep(Change change, StagedSecret staged, SecretRef? replaces, CancellationToken ct)
    {
        var version = (replaces?.Version ?? 0) + 1;
        if (replaces is not null)
        {
            Delete(change, replaces);
        }

        return await Of(staged.Store)!.Keep(change, staged, version, ct) is { } problem ? problem : new SecretRef(staged.Store, staged.Name, version);
    }

    public async Task<Result<string>> Reveal(OpContext op, SecretRef secret, CancellationToken ct)
    {
        if (Of(secret.Store) is { } store)
        {
            return await store.Reveal(op, secret, ct);
        }

        VaultLog.UnknownStore(logger, secret.Store, secret.Name);
        return VaultProblems.UnknownStore(secret.Store);
    }

    public void Delete(Change change, SecretRef secret)
    {
        if (Of(secret.Store) is { } store)
        {
            store.Delete(change, secret);
        }
        else
        {
            VaultLog.UnknownStore(logger, secret.Store, secret.Name);
        }
    }

    private ISecretStore? Of(string store) => store switch
    {
        LocalSecrets.Store => local,
        AzureSecrets.Store => azure,
        _ => null,
    };
}
