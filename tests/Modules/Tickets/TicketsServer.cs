using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.Modules.Tickets.TicketsServer))]

namespace Holdfast.Tests.Modules.Tickets;

/// <summary>The host, allowed to reach products on this machine, and quick to take an execution for lost.</summary>
public sealed class TicketsServer : IAsyncDisposable
{
    public TestServer Server { get; } = TestServer.With(new Dictionary<string, string?>(GrafanaServer.Reachable)
    {
        ["Holdfast:Tickets:ExecutionLease"] = "00:00:01",
        ["Holdfast:Integrations:CallTimeout"] = "00:00:04",
    });

    public ValueTask DisposeAsync() => Server.DisposeAsync();
}
