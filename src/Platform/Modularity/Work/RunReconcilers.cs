using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>
/// Runs the reconcilers, each at its interval and under a lease in the control store, so that of many workers one does it. The lease is renewed while
/// the reconciler runs and released at its end; what a dead worker held comes up again a minute later.
/// </summary>
public sealed class RunReconcilers(IServiceProvider scope, IReadOnlyList<ModuleManifest> modules, IEnumerable<ReconcilerPart> ofPlatform, ControlSession control, TimeProvider time) : IWork
{
    private static readonly TimeSpan Length = TimeSpan.FromMinutes(1);
    private readonly Guid holder = Id.NewGuid(time);

    /// <inheritdoc/>
    public WorkPace Pace => new(TimeSpan.FromSeconds(2), 4, WorkPace.ShortGrace, OnlyControl: true);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct)
    {
        var notYet = (await control.Query($"select name from lease where due_at > now() or until > now()", row => row.Text(), ct)).ToHashSet(StringComparer.Ordinal);
        return [.. Parts.Where(p => !notYet.Contains(p.Name)).Select(p => new Turn(p.Name))];
    }

    /// <inheritdoc/>
    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(item);
        var part = Parts.First(p => p.Name == item.Name);
        if (!await Take(part, ct))
        {
            return false;
        }

        var isDone = false;
        try
        {
            await Lease.While(Length, stop => Renew(part, stop), stop => ((IReconciler)scope.GetRequiredService(part.Type)).Reconcile(stop), time, ct);
            isDone = true;
        }
        finally
        {
            await Release(part, isDone);
        }

        return true;
    }

    /// <summary>Has a reconciler run as soon as it can, with a change in the control store.</summary>
    public static void Demand(Change change, string name)
    {
        ArgumentNullException.ThrowIfNull(change);
        change.Add($"update lease set due_at = least(due_at, now()) where name = {name}");
    }

    private IEnumerable<ReconcilerPart> Parts => modules.SelectMany(m => m.Reconcilers).Concat(ofPlatform);

    // The next turn is set at the beginning, so that what is demanded meanwhile is another one.
    private async Task<bool> Take(ReconcilerPart part, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        var won = await change.Query(
            $"""
            insert into lease (name, holder, until, due_at) values ({part.Name}, {holder}, now() + {Length}, now() + {part.Every})
            on conflict (name) do update set holder = excluded.holder, until = excluded.until, due_at = excluded.due_at
             where lease.until <= now() and lease.due_at <= now()
            returning holder
            """,
            row => row.Uuid(),
            ct);
        await change.Commit(ct);
        return won.Count > 0;
    }

    private async Task<bool> Renew(ReconcilerPart part, CancellationToken ct)
    {
        // The reconciler uses the scope's sessions; this goes beside them.
        await using var own = scope.OpenWork(OpContext.OfSystem(default, part.Name, Id.NewGuid(time).ToString("N")));
        await using var change = own.ServiceProvider.GetRequiredService<ControlSession>().Bookkeeping();
        var renewed = await change.Execute($"update lease set until = now() + {Length} where name = {part.Name} and holder = {holder} and until > now()", ct);
        await change.Commit(ct);
        return renewed == 1;
    }

    private async Task Release(ReconcilerPart part, bool isDone)
    {
        var soon = part.Every < Length ? part.Every : Length;
        await using var change = control.Bookkeeping();
        change.Add(isDone
            ? (Sql)$"update lease set until = now() where name = {part.Name} and holder = {holder}"
            : $"update lease set until = now(), due_at = least(due_at, now() + {soon}) where name = {part.Name} and holder = {holder}");
        await change.Commit(CancellationToken.None);
    }

    private sealed record Turn(string Reconciler) : WorkItem(default, Name: Reconciler)
    {
        public override string Operation => Reconciler;
    }
}
