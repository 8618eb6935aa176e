using Holdfast.Platform.Embedded;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>How one part of the server is.</summary>
internal sealed record PartHealth(string Name, string Status, string? Detail);

/// <summary>How the server is.</summary>
internal sealed record ReadyView(string Status, IReadOnlyList<PartHealth> Parts);

/// <summary>Liveness, readiness and metrics: no tenant, no credential, nothing of any tenant.</summary>
internal static class HealthEndpoints
{
    private const string Why = "Probes have no credential, and learn nothing of a tenant.";

    public static void Map(WebApplication application)
    {
        application.MapGet("/health/live", (HttpContext http) => Results.Json(new { status = "ok" }, WireJson.Options)).OpenToAll(Why).ExcludeFromDescription();
        application.MapGet("/health/ready", Ready).OpenToAll(Why).ExcludeFromDescription();
        application.MapGet("/metrics", (TelemetryService telemetry) => Results.Text(telemetry.Scrape(), "text/plain; version=0.0.4")).OpenToAll(Why).ExcludeFromDescription();
    }

    private static async Task<IResult> Ready(NpgsqlDataSource database, NatsConnection nats, Engines engines, IHostApplicationLifetime lifetime, CancellationToken ct)
    {
        var parts = new List<PartHealth>
        {
            await Database(database, engines, ct),
            nats.ConnectionState == NatsConnectionState.Open
                ? new PartHealth("nats", "ok", null)
                : new PartHealth("nats", "away", Reason(engines.Nats?.State) ?? "not connected"),
        };
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            parts.Add(new PartHealth("server", "stopping", "draining"));
        }

        var ready = parts.TrueForAll(p => p.Status == "ok");
        return Results.Json(new ReadyView(ready ? "ok" : "not_ready", parts), WireJson.Options, statusCode: ready ? 200 : 503);
    }

    private static async Task<PartHealth> Database(NpgsqlDataSource database, Engines engines, CancellationToken ct)
    {
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
            limit.CancelAfter(TimeSpan.FromSeconds(2));
            await using var command = database.CreateCommand("select 1");
            await command.ExecuteScalarAsync(limit.Token);
            return new PartHealth("database", "ok", null);
        }
        catch (Exception e) when (e is NpgsqlException or OperationCanceledException && !ct.IsCancellationRequested)
        {
            return new PartHealth("database", "away", Reason(engines.Postgres?.State) ?? "no answer");
        }
    }

    private static string? Reason(EngineState? state) => state is null or { Status: EngineStatus.Running } ? null : state.Reason ?? state.Status.ToString();
}
