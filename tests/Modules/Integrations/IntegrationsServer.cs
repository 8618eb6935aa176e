using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Products;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.Modules.Integrations.IntegrationsServer))]

namespace Holdfast.Tests.Modules.Integrations;

/// <summary>The host, allowed to reach products on this machine.</summary>
public sealed class IntegrationsServer : IAsyncDisposable
{
    public TestServer Server { get; } = TestServer.With(ProductServer.Reachable);

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
