using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.KeyVault;
using Microsoft.Extensions.DependencyInjection;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.Modules.Vault.Azure.AzureServer))]

namespace Holdfast.Tests.Modules.Vault.Azure;

/// <summary>The host with a Key Vault of its own.</summary>
public sealed class AzureServer : IAsyncLifetime
{
    public KeyVaultServer Vault { get; private set; } = null!;

    public TestServer Server { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Vault = await KeyVaultServer.Start();
        Server = TestServer.With(Vault.Settings, Vault.AddTo);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Vault.DisposeAsync();
    }

    /// <summary>The server's parts, acting for a tenant.</summary>
    public async Task<AsyncServiceScope> Scope(TestTenant tenant) => (await Server.Services()).OpenOp(Op(tenant));

    public static OpContext Op(TestTenant tenant) => OpContext.OfSystem(TenantId.From(Guid.Parse(tenant.Id)), "test", "test");

    /// <summary>Time passes for everything of the tenant that is to be removed, and the reconciler comes by.</summary>
    public async Task Remove(TestTenant tenant)
    {
        await Server.Sql(tenant, "update outside_secret_due set due_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await Server.Work("vault.remove_outside_secrets");
    }
}
