using Holdfast.Platform.Data;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Hosts.Server;

/// <summary>How one part of the server is.</summary>
internal sealed record PartHealth(string Name, string Status, string? Detail);

/// <summary>How the server is.</summary>
/// <param name="Status">ok, degraded or not_ready.</param>
/// <param name="Parts">What it needs and how that is; for the operator only, and empty for others.</param>
internal sealed record ReadyView(string Status, IReadOnlyList<PartHealth> Parts);

/// <summary>Liveness and readiness for anybody's probes, reasons and metrics for the operator: nothing of any tenant.</summary>
internal static class HealthEndpoints
{
    private const string OfTenants = "database:";
    private const string Why = "Probes have no credential, and learn nothing of a tenant.";

    public static void Map(WebApplication application)
    {
        application.MapGet("/health/live", () => Results.Json(new { status = "ok" }, WireJson.Options)).OpenToAll(Why).WithMetadata(new Unlimited()).ExcludeFromDescription();
        application.MapGet("/health/ready", Ready).OpenToAll(Why).WithMetadata(new Unlimited()).ExcludeFromDescription();
        application.MapGet("/metrics", (HttpContext http, OperatorAccess access, TelemetryService telemetry) =>
                access.Has(http) ? Results.Text(telemetry.Scrape(), "text/plain; version=0.0.4") : new EmptyAnswer(ServerProblems.OperatorOnly))
            .OpenToAll("The operator is told by address or token, and metrics name no tenant.").ExcludeFromDescription();
    }

    private static IResult Ready(HttpContext http, OperatorAccess access, IStores stores, NatsConnection nats, Engines engines, IHostApplicationLifetime lifetime)
    {
        var parts = stores.Databases.Select(d => Part(d, engines)).ToList();
        parts.Add(nats.ConnectionState == NatsConnectionState.Open
            ? new PartHealth("nats", "ok", null)
            : new PartHealth("nats", "away", Reason(engines.Nats?.State) ?? "not connected"));
        if (lifetime.ApplicationStopping.IsCancellationRequested)
        {
            parts.Add(new PartHealth("server", "stopping", "draining"));
        }

        // Without a tenants' database the others' are served: the process is ready, and its operator sees what is not.
        var ready = parts.TrueForAll(p => p.Status == "ok" || p.Name.StartsWith(OfTenants, StringComparison.Ordinal));
        var status = !ready ? "not_ready" : parts.TrueForAll(p => p.Status == "ok") ? "ok" : "degraded";
        return Results.Json(new ReadyView(status, access.Has(http) ? parts : []), WireJson.Options, statusCode: ready ? 200 : 503);
    }

    private static PartHealth Part(Database database, Engines engines)
    {
        var name = database.HoldsControl ? "database" : OfTenants + database.Name;
        return database.State switch
        {
            { Status: DatabaseStatus.Ready } => new PartHealth(name, "ok", null),
            var state => new PartHealth(
                name,
                state.Status == DatabaseStatus.Away ? "away" : "behind",
                $"{(database.HoldsControl ? Reason(engines.Postgres?.State) : null) ?? state.Detail} Since {state.Since:u}."),
        };
    }

    private static string? Reason(EngineState? state) => state is null or { Status: EngineStatus.Running } ? null : state.Reason ?? state.Status.ToString();
}
