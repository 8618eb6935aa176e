using System.Diagnostics;
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
                while (await AssessmentDb.Claim(store, TurnsAtOnce, ct) is { Count: > 0 } turns)
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

    private async Task Analyze(AnalysisTurn turn, CancellationToken ct)
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
}
