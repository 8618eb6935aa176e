using System.Collections.Concurrent;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>
/// One kind of work in one database, in a task of its own. It asks what is due, starts as much as it has lanes for, and asks again as soon as one
/// is free, a signal comes or the poll interval is over. Every item has its own scope, try, rest and measure, so what fails or hangs for one tenant
/// is that tenant's alone; a database that is away is asked nothing until it is back, and no other loop notices.
/// </summary>
internal sealed class WorkLoop(WorkPart part, WorkPace pace, Database database, IServiceProvider services, WorkOptions options, TimeProvider time, ILogger logger) : IDisposable
{
    private readonly ConcurrentDictionary<(TenantId Tenant, Guid?, string?), Task> underWay = new();
    private readonly WorkLanes<(TenantId, Guid?, string?)> lanes = new(part.Name, options.LongestRest, options.MaxResting, time, logger);
    private readonly SemaphoreSlim wake = new(0, 1);
    private int asked;

    /// <summary>Runs until stopped; then items under way may end for a while, and are cancelled after.</summary>
    public async Task Run(CancellationToken ct)
    {
        using var cut = new CancellationTokenSource();
        while (!ct.IsCancellationRequested)
        {
            if (!await Look(cut.Token, ct))
            {
                await Idle(ct);
            }
        }

        await Task.WhenAny(Finished(), Task.Delay(pace.Grace, time, CancellationToken.None));
        await cut.CancelAsync();
        await Finished();
    }

    public void Wake()
    {
        try
        {
            wake.Release();
        }
        catch (SemaphoreFullException)
        {
            // Already awake.
        }
        catch (ObjectDisposedException)
        {
            // Stopping.
        }
    }

    public void Dispose() => wake.Dispose();

    private Task Finished() => Task.WhenAll(underWay.Values);

    /// <summary>Starts what is due; true when more may be.</summary>
    private async Task<bool> Look(CancellationToken cut, CancellationToken ct)
    {
        var room = pace.Lanes - underWay.Count;
        if (room <= 0 || database.State.Status != DatabaseStatus.Ready)
        {
            return false;
        }

        try
        {
            var found = await Find(room, ct);
            asked = 0;
            var started = 0;
            foreach (var item in found)
            {
                if (started < room && !underWay.ContainsKey(item.Lane) && lanes.Rest(item.Lane) == default && !HasItsShare(item.Tenant))
                {
                    Start(item, cut);
                    started++;
                }
            }

            return started > 0 && started < room;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e)
        {
            var pause = TimeSpan.FromSeconds(Math.Min(10, Math.Pow(2, Math.Min(asked++, 10)) / 2));
            WorkLog.FindFailed(logger, e, part.Name, database.Name, pause);
            await Pause(pause, ct);
            return false;
        }
    }

    private async Task<IReadOnlyList<WorkItem>> Find(int room, CancellationToken ct)
    {
        // Lanes that rest or are under way may come up in front of the others, so as many more are asked for.
        var crowded = underWay.Keys.Select(l => l.Tenant).Distinct().Where(HasItsShare).ToArray();
        await using var scope = services.OpenWork(OpContext.OfSystem(default, part.Name, Id.NewGuid(time).ToString("N")));
        return await Work(scope).Find(database, new WorkQuery(room + lanes.Resting + underWay.Count, crowded), ct);
    }

    private bool HasItsShare(TenantId tenant) => tenant != default && underWay.Keys.Count(l => l.Tenant == tenant) >= Math.Max(1, pace.Lanes * 3 / 4);

    private void Start(WorkItem item, CancellationToken cut)
    {
        var began = new TaskCompletionSource();
        underWay[item.Lane] = Perform(item, began.Task, cut);
        began.SetResult();
    }

    private async Task Perform(WorkItem item, Task began, CancellationToken cut)
    {
        await began.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await lanes.Run(item.Lane, item.Tenant, async stop =>
        {
            var op = OpContext.OfSystem(item.Tenant, item.Operation ?? part.Name, Id.NewGuid(time).ToString("N"));
            await using var scope = services.OpenWork(op);
            var isDone = await Work(scope).Do(op, item, stop);
            if (!isDone)
            {
                lanes.Leave(item.Lane, pace.Poll);
            }
        }, cut);
        underWay.TryRemove(item.Lane, out _);
        Wake();
    }

    private IWork Work(AsyncServiceScope scope) => (IWork)scope.ServiceProvider.GetRequiredService(part.Type);

    private async Task Idle(CancellationToken ct)
    {
        try
        {
            await wake.WaitAsync(pace.Poll, ct);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
        }
    }

    private async Task Pause(TimeSpan pause, CancellationToken ct)
    {
        try
        {
            await Task.Delay(pause, time, ct);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
        }
    }
}
