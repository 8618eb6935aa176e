using System.Diagnostics;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Analysis;

/// <summary>
/// Takes devices whose turn has come. A turn is claimed by moving its mark a minute ahead, so that of many workers one has it, and a worker that
/// dies loses a minute; telemetry that comes meanwhile moves the mark back, and the device gets another turn.
/// </summary>
internal sealed class AnalysisRunner(
    IServiceProvider services, IStores stores, FleetMetrics metrics, IOptions<FleetOptions> options, TimeProvider time, ILogger<AnalysisRunner> logger) : BackgroundService
{
    private const int TurnsAtOnce = 200;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.AnalysisPoll, time);
        try
        {
            do
            {
                await Look(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // Stopping.
        }
    }

    private async Task Look(CancellationToken ct)
    {
        try
        {
            foreach (var store in stores.TenantStores)
            {
                while (await Claim(store, ct) is { Count: > 0 } turns)
                {
                    await Parallel.ForEachAsync(
                        turns, new ParallelOptions { MaxDegreeOfParallelism = options.Value.AnalysisLanes, CancellationToken = ct }, async (turn, stop) => await Analyze(turn, stop));
                }
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.ScheduleFailed(e);
        }
    }

    private async Task Analyze(Turn turn, CancellationToken ct)
    {
        using var activity = FleetMetrics.Activities.StartActivity("fleet.analyze", ActivityKind.Consumer, turn.TraceParent);
        activity?.SetTag("holdfast.tenant", turn.Tenant.ToString());
        var began = time.GetTimestamp();
        try
        {
            var op = OpContext.OfSystem(turn.Tenant, "fleet.analyze", Id.NewGuid(time).ToString("N"));
            await using var scope = services.OpenOp(op);
            await scope.ServiceProvider.GetRequiredService<DeviceAnalysis>().Run(op, turn.Device, turn.DueAt, ct);
            metrics.Analyses.Record(time.GetElapsedTime(began).TotalSeconds);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            logger.AnalysisFailed(e, turn.Device.Value);
        }
    }

    // The schedule holds ids and times of all tenants and nothing else, so it is read without one.
    private static Task<List<Turn>> Claim(Store store, CancellationToken ct) => store.Ask(
        $"""
        with due as (
            select tenant_id, device_id from analysis_schedule where due_at <= now() order by due_at limit {TurnsAtOnce} for update skip locked)
        update analysis_schedule s set due_at = now() + interval '1 minute' from due
         where s.tenant_id = due.tenant_id and s.device_id = due.device_id
        returning s.tenant_id, s.device_id, s.due_at, s.trace_parent
        """,
        row => new Turn(row.Id<TenantId>(0), row.Id<DeviceId>(1), row.Time(2), row.TextOrNull(3)),
        ct);

    private sealed record Turn(TenantId Tenant, DeviceId Device, DateTimeOffset DueAt, string? TraceParent);
}
