using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Products;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.Modules.Tickets.TicketsServer))]

namespace Holdfast.Tests.Modules.Tickets;

/// <summary>The host, allowed to reach products on this machine, and quick to give up waiting for one.</summary>
public sealed class TicketsServer : IAsyncDisposable
{
    public TestServer Server { get; } = TestServer.With(new Dictionary<string, string?>(ProductServer.Reachable)
    {
        ["Holdfast:Integrations:CallTimeout"] = "00:00:04",
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
