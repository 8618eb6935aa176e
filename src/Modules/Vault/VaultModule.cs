using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Vault.Azure;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Modules.Vault.Reconcilers;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Vault;

/// <summary>Secrets at rest, and the key that everything else is sealed under.</summary>
public sealed class VaultModule : IModule
{
    /// <inheritdoc/>
    public static string Name => "vault";

    /// <inheritdoc/>
    public static void Describe(ModuleBuilder module) => module
        .Options<VaultOptions>()
        .Schema()
        .Scoped<VaultDb>()
        .Singleton<Sealer>()
        .Register(services => services
            .AddSingleton<ISealer>(provider => provider.GetRequiredService<Sealer>())
            .AddHostedService(provider => provider.GetRequiredService<Sealer>()))
        .Singleton<KeyVaultMeter>()
        .Singleton<KeyVaultClient>()
        .Scoped<LocalSecrets>()
        .Scoped<AzureSecrets>()
        .Contract<ISecrets, Secrets>()
        .Contract<ITenantRemoval, VaultRemoval>()
        .Works<RemoveOutsideSecrets>();
}
