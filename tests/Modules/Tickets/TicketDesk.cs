using System.Text.Json.Nodes;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Tickets;

/// <summary>A fresh tenant and a Grafana of its own, for each test.</summary>
public abstract class TicketDesk(TicketsServer fixture) : IAsyncLifetime
{
    protected TestServer Server => fixture.Server;

    protected GrafanaServer Grafana { get; private set; } = null!;

    protected TestTenant Tenant { get; private set; } = null!;

    protected ApiClient Admin => Tenant.Admin;

    public async ValueTask InitializeAsync()
    {
        Grafana = await GrafanaServer.Start();
        Tenant = await Server.NewTenant();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Grafana.DisposeAsync();
    }

    protected async Task<ApiAnswer> Open(string subject = "Look at web-1", object? action = null) =>
        (await Admin.Post("/api/tickets", new { subject, description = "Somebody said so.", severity = "HIGH", action })).Expect(201);

    protected async Task<ApiAnswer> Get(string id) => (await Admin.Get($"/api/tickets/{id}")).Expect(200);

    protected Task<ApiAnswer> Execute(string id, object? body = null) => Admin.Post($"/api/tickets/{id}/execute", body);

    /// <summary>A Grafana integration that has passed its test.</summary>
    protected async Task<string> Integrate(string? token = null, bool tested = true)
    {
        var id = (await Admin.Post("/api/integrations", new { connector = "grafana", name = $"G{Guid.CreateVersion7():N}", settings = new { url = Grafana.Url }, secret = new { token = token ?? Grafana.Token } })).Expect(201).Id;
        if (tested)
        {
            ((bool)(await Admin.Post($"/api/integrations/{id}/test")).Expect(200).Json["ok"]!).ShouldBeTrue();
        }

        return id;
    }

    protected static object Annotate(string integration, string text = "noted") => new { integrationId = integration, action = "grafana.annotate", parameters = new { text } };

    protected async Task<JsonNode[]> Tickets(string query = "") =>
        [.. (await Admin.Get($"/api/tickets{query}")).Expect(200).Json["items"]!.AsArray().Select(t => t!)];

    /// <summary>All of a list, which has one page.</summary>
    protected async Task<JsonNode[]> Items(string path) => [.. (await Admin.Get(path)).Expect(200).Json["items"]!.AsArray().Select(t => t!)];

    /// <summary>Says what the fleet says when an analyzer has found something.</summary>
    protected async Task<FindingRaised> Raise(FindingSeverity severity, DeviceId? device = null, string rule = "ssh.brute_force", string detail = "312 failed log-ins from 203.0.113.9.")
    {
        var raised = new FindingRaised(
            Id.New<FindingId>(TimeProvider.System), device ?? Id.New<DeviceId>(TimeProvider.System), "web-1", rule, severity, "Someone is guessing passwords", detail, 40, [Guid.CreateVersion7()]);
        await using var scope = (await Server.Services()).OpenOp(OpContext.OfSystem(TenantId.From(Guid.Parse(Tenant.Id)), "fleet.analysis_runner", Guid.CreateVersion7().ToString("N")));
        await using var change = scope.ServiceProvider.GetRequiredService<TenantSession>().Change();
        change.Publish(raised);
        await change.Commit(TestContext.Current.CancellationToken);
        return raised;
    }

    /// <summary>The names of the tenant's events, oldest first.</summary>
    protected async Task<List<string>> Events()
    {
        var op = OpContext.OfSystem(TenantId.From(Guid.Parse(Tenant.Id)), "test", "r");
        await using var scope = (await Server.Services()).OpenOp(op);
        return await scope.ServiceProvider.GetRequiredService<TenantSession>()
            .Query($"select name from event where tenant_id = {op.Tenant} order by seq", row => row.Text(), TestContext.Current.CancellationToken);
    }
}
