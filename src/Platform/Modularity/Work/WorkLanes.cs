using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>
/// Where items of work end, however they end: each has its own try and measure, and a lane whose item failed rests, a second, then two, four, …
/// Nothing that goes wrong in one gets out of it.
/// </summary>
/// <param name="work">The work's name, in logs and measures.</param>
/// <param name="longest">The longest rest.</param>
/// <param name="most">How many resting lanes are remembered.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where failures are said, once each.</param>
public sealed class WorkLanes<TLane>(string work, TimeSpan longest, int most, TimeProvider time, ILogger logger) where TLane : notnull
{
    private readonly Resting<TLane> resting = new(longest, most, time);

    /// <summary>How many lanes rest, or did and were not tried again since.</summary>
    public int Resting => resting.Count;

    /// <summary>How long a lane is still left alone; zero when it is not.</summary>
    public TimeSpan Rest(TLane lane) => resting.Left(lane);

    /// <summary>Leaves a lane alone although nothing is wrong with it.</summary>
    public void Leave(TLane lane, TimeSpan pause) => resting.Until(lane, pause);

    /// <summary>Does an item; true when it went well. It throws nothing, also when it is cancelled.</summary>
    public async Task<bool> Run(TLane lane, TenantId tenant, Func<CancellationToken, Task> act, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(act);
        var began = time.GetTimestamp();
        WorkMeter.Began(work);
        var outcome = "failed";
        try
        {
            await act(ct);
            outcome = "done";
            resting.Succeeded(lane);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            outcome = "stopped";
        }
        catch (TenantRelocatingException)
        {
            // For a moment nothing can be changed in the tenant; nothing is wrong with the item.
            outcome = "waits";
            resting.Until(lane, Resting<TLane>.First);
        }
        catch (Exception e)
        {
            var (failures, pause) = resting.Failed(lane);
            WorkLog.Failed(logger, e, work, tenant.Value, $"{lane}", failures, pause);
        }

        WorkMeter.Ended(work, outcome, time.GetElapsedTime(began));
        return outcome == "done";
    }
}
