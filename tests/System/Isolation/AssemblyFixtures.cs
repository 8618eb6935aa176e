using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;
using Holdfast.Tests.System.Isolation;

[assembly: AssemblyFixture(typeof(EndpointServer))]
[assembly: AssemblyFixture(typeof(Places))]

namespace Holdfast.Tests.System.Isolation;

/// <summary>A server with places for tenants.</summary>
public sealed class Places : IAsyncLifetime
{
    public PlacedServer Placed { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Placed = await PlacedServer.Start();

    public ValueTask DisposeAsync() => Placed.DisposeAsync();
}
