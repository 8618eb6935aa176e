using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Vault;

/// <summary>One place where secrets are kept; what <see cref="ISecrets"/> promises, for references of this store.</summary>
internal interface ISecretStore
{
    Task<Result<StagedSecret>> Stage(OpContext op, string name, string value, CancellationToken ct);

    Task<Problem?> Keep(Change change, StagedSecret staged, int version, CancellationToken ct);

    Task<Result<string>> Reveal(OpContext op, SecretRef secret, CancellationToken ct);

    void Delete(Change change, SecretRef secret);
}
