using System.Diagnostics;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Analysis;

/// <summary>
/// Takes devices whose turn has come. A turn is claimed by a lease in the schedule, which is renewed while the device is analysed and goes with the
/// analysis' commit, so that of many workers one has it, and what a dead one held comes up again. Telemetry that comes meanwhile gets the device another turn; an analysis that
/// fails puts its device off, longer each time.
/// </summary>
internal sealed class AnalyzeDevices(IServiceProvider scope, AssessmentDb db, DeviceAnalysis analysis, FleetMetrics metrics, IOptions<FleetOptions> options, TimeProvider time) : IWork
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);

    public WorkPace Pace => new(options.Value.AnalysisPoll, options.Value.AnalysisLanes, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => AssessmentDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var device = DeviceId.From(item.Id!.Value);
        if (await db.Take(op, device, Length, ct) is not { } turn)
        {
            return false;
        }

        using var activity = FleetMetrics.Activities.StartActivity("fleet.analyze", ActivityKind.Consumer, turn.TraceParent);
        activity?.SetTag("holdfast.tenant", op.Tenant.ToString());
        var began = time.GetTimestamp();
        try
        {
            await Lease.While(Length, stop => Renew(op, device, stop), stop => analysis.Run(op, device, stop), time, ct);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            // The loop says what went wrong; here it is written down how often, so that no worker comes back to it too soon.
            await db.PutOff(op, device, turn.Attempts + 1, CancellationToken.None);
            throw;
        }

        metrics.Analyses.Record(time.GetElapsedTime(began).TotalSeconds);
        return true;
    }

    // The analysis has the scope's connection; this goes beside it.
    private async Task<bool> Renew(OpContext op, DeviceId device, CancellationToken ct)
    {
        var own = OpContext.OfSystem(op.Tenant, op.Operation, op.Origin.RequestId);
        await using var beside = scope.OpenWork(own);
        return await beside.ServiceProvider.GetRequiredService<AssessmentDb>().Renew(own, device, Length, ct);
    }
}
