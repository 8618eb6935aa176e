using Holdfast.Tests.Harness;
using Holdfast.Tests.Modules.Tenancy;

[assembly: AssemblyFixture(typeof(TestServer))]
[assembly: AssemblyFixture(typeof(Places))]

namespace Holdfast.Tests.Modules.Tenancy;

/// <summary>A server with places for tenants.</summary>
public sealed class Places : IAsyncLifetime
{
    public PlacedServer Placed { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Placed = await PlacedServer.Start();

    public ValueTask DisposeAsync() => Placed.DisposeAsync();
}
