using System.Diagnostics;
using System.Diagnostics.Metrics;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>
/// Runs reactions. Each (tenant, handler) is a lane that is worked through in order. Events are claimed by deleting their marks in the transaction
/// that also holds the reactions' effects: both commit, or neither, so an effect in the database happens once, whatever dies. A reaction that fails
/// takes nothing else with it: those before it in the same transaction are done again without it. It is tried again with growing pauses while its
/// lane waits, and after the last attempt its event is set aside (due at infinity) and counted, and the lane goes on.
/// </summary>
public sealed class RunReactions(
    IServiceProvider scope, TenantSession session, IReadOnlyList<ModuleManifest> modules, IOptions<EventOptions> options, ILogger<RunReactions> logger) : IWork
{
    /// <summary>The source of the spans around reactions.</summary>
    public static readonly ActivitySource Activities = new("Holdfast.Events");

    private const int TransactionsInATurn = 20;
    private static readonly Meter Meter = new("Holdfast.Events");
    private static readonly Counter<long> Handled = Meter.CreateCounter<long>("holdfast.events.handled", description: "Reactions that committed.");
    private static readonly Counter<long> Retried = Meter.CreateCounter<long>("holdfast.events.retried", description: "Reactions that failed and will be tried again.");
    private static readonly Counter<long> SetAside = Meter.CreateCounter<long>("holdfast.events.set_aside", description: "Events that a reaction failed on for the last time.");

    /// <inheritdoc/>
    public WorkPace Pace => new(options.Value.PollInterval, options.Value.Lanes, WorkPace.ShortGrace);

    /// <summary>Lanes whose first mark is due. One that waits for its first mark's next attempt is not among them, however many stand behind it.</summary>
    public async Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        return await database.Ask<WorkItem>(
            $"""
            with recursive lane as (
                (select tenant_id, handler from event_pending where due_at < 'infinity' order by tenant_id, handler limit 1)
                union all
                select next.tenant_id, next.handler from lane cross join lateral (
                    select tenant_id, handler from event_pending
                     where due_at < 'infinity' and (tenant_id, handler) > (lane.tenant_id, lane.handler) order by tenant_id, handler limit 1) next)
            select lane.tenant_id, lane.handler from lane cross join lateral (
                select due_at from event_pending p
                 where p.tenant_id = lane.tenant_id and p.handler = lane.handler and p.due_at < 'infinity' order by p.seq limit 1) head
             where head.due_at <= now() and lane.tenant_id <> all({wanted.ExceptIds}) order by head.due_at limit {wanted.Limit}
            """,
            row => new ReactionLane(row.Id<TenantId>(), row.Text()),
            ct);
    }

    /// <inheritdoc/>
    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(item);
        var handler = item.Name!;
        var limit = options.Value.Batch;
        for (var i = 0; i < TransactionsInATurn && !ct.IsCancellationRequested; i++)
        {
            var round = await Round(handler, limit, ct);
            if (round.Failed is { } failed)
            {
                if (round.Claimed.Count == 1 || failed.Index == 0)
                {
                    await PutBack(handler, round.Claimed[failed.Index], failed, ct);
                    return true;
                }

                limit = failed.Index;
                continue;
            }

            if (round.Claimed.Count < limit)
            {
                return i > 0 || round.Claimed.Count > 0;
            }

            limit = options.Value.Batch;
        }

        return true;
    }

    private async Task<Turn> Round(string handler, int limit, CancellationToken ct)
    {
        await using var change = session.Change();
        var claimed = await Claim(change, handler, limit, ct);
        if (claimed.Count == 0)
        {
            return new(claimed, null);
        }

        var index = 0;
        try
        {
            for (; index < claimed.Count; index++)
            {
                if (await React(change, handler, claimed[index], ct) is { } refused)
                {
                    return new(claimed, new(index, null, refused));
                }
            }

            // Each alone, should it be the commit that fails.
            index = claimed.Count == 1 ? 0 : 1;
            if (await change.Commit(ct) is { } problem)
            {
                return new(claimed, new(index, null, problem));
            }
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            return new(claimed, new(index, e, null));
        }

        Handled.Add(claimed.Count, new KeyValuePair<string, object?>("handler", handler));
        return new(claimed, null);
    }

    private async Task<Problem?> React(Change change, string handler, Mark mark, CancellationToken ct)
    {
        if (mark.Stored is not { } stored)
        {
            EventLog.EventGone(logger, handler, mark.Seq, change.Op.Tenant.Value);
            return null;
        }

        if (Part(handler, stored.Name) is not { } part)
        {
            EventLog.NoHandler(logger, handler, stored.Name, stored.Id, change.Op.Tenant.Value);
            return null;
        }

        using var activity = Activities.StartActivity($"{handler} {stored.Name}", ActivityKind.Consumer, stored.TraceParent);
        activity?.SetTag("holdfast.tenant", change.Op.Tenant.ToString());
        return await part.Run(scope, change, stored, ct) ?? await change.Flush(ct);
    }

    // Null when the program has no such reaction any more: its marks are done.
    private HandlerPart? Part(string handler, string eventName) =>
        modules.SelectMany(m => m.Handlers).FirstOrDefault(h => h.Handler == handler && (h.EventName is null || h.EventName == eventName));

    private static async Task<List<Mark>> Claim(Change change, string handler, int limit, CancellationToken ct)
    {
        // One worker per lane: the lock is the transaction's, so it is gone with it however that ends.
        var mine = await change.First(
            $"select pg_try_advisory_xact_lock(hashtextextended({handler}, 0) # hashtextextended({change.Op.Tenant.ToString()}, 1)), {change.Op.Tenant} as tenant_id",
            row => row.Bool(),
            ct);
        return !mine ? [] : await change.Query(
            $"""
            with head as (
                select seq, due_at from event_pending
                 where tenant_id = {change.Op.Tenant} and handler = {handler} and due_at < 'infinity' order by seq limit {limit}),
            ready as (
                select seq, bool_and(due_at <= now()) over (order by seq) as is_due from head),
            claimed as (
                delete from event_pending p using ready r
                 where p.tenant_id = {change.Op.Tenant} and p.handler = {handler} and p.seq = r.seq and r.is_due
                returning p.seq, p.attempts)
            select c.seq, c.attempts, e.id, e.name, e.at, e.data, e.trace_parent, e.organization_id, e.group_id, e.device_id
              from claimed c left join event e on e.tenant_id = {change.Op.Tenant} and e.seq = c.seq order by c.seq
            """,
            row => new Mark(
                row.Long(),
                row.Int(),
                row.Group(8, e => new StoredEvent(
                    e.Uuid(), e.Text(), e.Time(), e.JsonOrNull()!.Value, e.TextOrNull(), new ScopePath(e.OrNull<Guid>(), e.OrNull<Guid>(), e.OrNull<Guid>())))),
            ct);
    }

    private async Task PutBack(string handler, Mark mark, Failure failure, CancellationToken ct)
    {
        var attempts = mark.Attempts + 1;
        var last = attempts >= options.Value.MaxAttempts;
        (last ? SetAside : Retried).Add(1, new KeyValuePair<string, object?>("handler", handler));
        EventLog.ReactionFailed(logger, failure.Error, handler, mark.Stored?.Name, mark.Stored?.Id, attempts, last, failure.Problem?.Code);
        var pause = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, attempts - 1)));
        await using var change = session.Bookkeeping();
        var tenant = change.Op.Tenant;
        change.Add(last
            ? (Sql)$"update event_pending set attempts = {attempts}, due_at = 'infinity' where tenant_id = {tenant} and handler = {handler} and seq = {mark.Seq}"
            : $"update event_pending set attempts = {attempts}, due_at = now() + {pause} where tenant_id = {tenant} and handler = {handler} and seq = {mark.Seq}");
        await change.Commit(ct);
    }

    private sealed record ReactionLane(TenantId Tenant, string Handler) : WorkItem(Tenant, Name: Handler)
    {
        public override string Operation => Handler;
    }

    private sealed record Mark(long Seq, int Attempts, StoredEvent? Stored);

    private sealed record Failure(int Index, Exception? Error, Problem? Problem);

    private sealed record Turn(List<Mark> Claimed, Failure? Failed);
}
