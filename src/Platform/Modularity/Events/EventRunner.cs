using System.Diagnostics;
using System.Diagnostics.Metrics;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>
/// Runs reactions. Each (tenant, handler) is a lane that is worked through in order. An event is claimed by deleting its mark in the
/// transaction that also holds the reaction's effect: both commit, or neither, so an effect in the database happens once, whatever dies.
/// A signal wakes the runner; a lost signal costs one poll interval. A reaction that fails is tried again with growing pauses while its
/// lane waits, and after the last attempt its event is set aside (due at infinity) and counted, and the lane goes on.
/// </summary>
public sealed class EventRunner(
    IServiceProvider services,
    IStores stores,
    IReadOnlyList<ModuleManifest> modules,
    EventBus bus,
    IOptions<EventOptions> options,
    TimeProvider time,
    ILogger<EventRunner> logger) : BackgroundService
{
    /// <summary>The source of the spans around reactions.</summary>
    public static readonly ActivitySource Activities = new("Holdfast.Events");

    private readonly Dictionary<string, HandlerPart> handlers = modules.SelectMany(m => m.Handlers).DistinctBy(h => (h.Handler, h.EventName)).GroupBy(h => h.Handler)
        .ToDictionary(g => g.Key, g => g.First(), StringComparer.Ordinal);

    private readonly Dictionary<(string, string), HandlerPart> handlersByEvent = modules.SelectMany(m => m.Handlers).Where(h => h.EventName is not null)
        .ToDictionary(h => (h.Handler, h.EventName!));

    private static readonly Meter Meter = new("Holdfast.Events");
    private static readonly Counter<long> Handled = Meter.CreateCounter<long>("holdfast.events.handled", description: "Reactions that committed.");
    private static readonly Counter<long> Retried = Meter.CreateCounter<long>("holdfast.events.retried", description: "Reactions that failed and will be tried again.");
    private static readonly Counter<long> SetAside = Meter.CreateCounter<long>("holdfast.events.set_aside", description: "Events that a reaction failed on for the last time.");

    private readonly SemaphoreSlim wake = new(0, 1);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var listening = bus.Listen(_ => Wake());
        while (!stoppingToken.IsCancellationRequested)
        {
            var worked = false;
            try
            {
                foreach (var store in stores.TenantStores)
                {
                    var lanes = await DueLanes(store, stoppingToken);
                    await Parallel.ForEachAsync(
                        lanes,
                        new ParallelOptions { MaxDegreeOfParallelism = options.Value.Lanes, CancellationToken = stoppingToken },
                        async (lane, ct) => worked |= await Work(lane.Tenant, lane.Handler, ct));
                }
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                EventLog.PollFailed(logger, e);
            }

            if (!worked && !stoppingToken.IsCancellationRequested)
            {
                await Idle(stoppingToken);
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        wake.Dispose();
        base.Dispose();
    }

    private void Wake()
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

    private async Task Idle(CancellationToken ct)
    {
        try
        {
            await wake.WaitAsync(options.Value.PollInterval, ct);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
        }
    }

    private static Task<List<(TenantId Tenant, string Handler)>> DueLanes(Store store, CancellationToken ct) => store.Ask(
        $"select distinct tenant_id, handler from event_pending where due_at <= now() limit 500",
        row => (row.Id<TenantId>(0), row.GetString(1)),
        ct);

    private async Task<bool> Work(TenantId tenant, string handler, CancellationToken ct)
    {
        var any = false;
        for (var i = 0; i < 100 && !ct.IsCancellationRequested; i++)
        {
            if (!await One(tenant, handler, ct))
            {
                return any;
            }

            any = true;
        }

        return any;
    }

    private async Task<bool> One(TenantId tenant, string handler, CancellationToken ct)
    {
        var op = OpContext.OfSystem(tenant, handler, Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenOp(op);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var change = session.Adopt();
        try
        {
            var claimed = await Claim(change, op, handler, ct);
            if (claimed is not { } claim)
            {
                return false;
            }

            try
            {
                await React(scope.ServiceProvider, op, handler, claim.Stored, ct);
                if (!change.Completed)
                {
                    await change.Commit(ct);
                }

                Handled.Add(1, new KeyValuePair<string, object?>("handler", handler));
                return true;
            }
            catch (Exception e) when (!ct.IsCancellationRequested)
            {
                await change.Abandon();
                await PutBack(session, op, handler, claim, e, ct);
                return false;
            }
        }
        finally
        {
            await change.Abandon();
        }
    }

    private async Task React(IServiceProvider scope, OpContext op, string handler, StoredEvent stored, CancellationToken ct)
    {
        using var activity = Activities.StartActivity($"{handler} {stored.Name}", ActivityKind.Consumer, stored.TraceParent);
        activity?.SetTag("holdfast.tenant", op.Tenant.ToString());
        var part = handlersByEvent.GetValueOrDefault((handler, stored.Name)) ?? handlers.GetValueOrDefault(handler);
        if (part is null)
        {
            // The handler was removed from the program since; its marks are done.
            return;
        }

        await part.Run(scope, op, stored, ct);
    }

    private static async Task<(long Seq, int Attempts, StoredEvent Stored)?> Claim(Change change, OpContext op, string handler, CancellationToken ct)
    {
        // One worker per lane: the lock is the transaction's, so it is gone with it however that ends.
        var mine = await change.First(
            $"select pg_try_advisory_xact_lock(hashtextextended({handler}, 0) # hashtextextended({op.Tenant.ToString()}, 1)), {op.Tenant} as tenant_id",
            row => row.GetBoolean(0),
            ct);
        if (!mine)
        {
            return null;
        }

        var rows = await change.Query(
            $"""
            with head as (
                select tenant_id, seq from event_pending
                 where tenant_id = {op.Tenant} and handler = {handler} and due_at < 'infinity' order by seq limit 1),
            claimed as (
                delete from event_pending p using head
                 where p.tenant_id = head.tenant_id and p.handler = {handler} and p.seq = head.seq and p.due_at <= now()
                returning p.seq, p.attempts)
            select c.seq, c.attempts, e.id, e.name, e.at, e.data, e.trace_parent
              from claimed c join event e on e.tenant_id = {op.Tenant} and e.seq = c.seq
            """,
            row => (row.GetInt64(0), row.GetInt32(1), new StoredEvent(row.GetGuid(2), row.GetString(3), row.Time(4), row.JsonOrNull(5)!.Value, row.TextOrNull(6))),
            ct);
        return rows.Count == 0 ? null : rows[0];
    }

    private async Task PutBack(TenantSession session, OpContext op, string handler, (long Seq, int Attempts, StoredEvent Stored) claim, Exception error, CancellationToken ct)
    {
        var attempts = claim.Attempts + 1;
        var last = attempts >= options.Value.MaxAttempts;
        (last ? SetAside : Retried).Add(1, new KeyValuePair<string, object?>("handler", handler));
        EventLog.ReactionFailed(logger, error, handler, claim.Stored.Name, claim.Stored.Id, attempts, last);
        var pause = TimeSpan.FromSeconds(Math.Min(300, Math.Pow(2, attempts - 1)));
        await using var change = session.Change();
        change.Add(last
            ? (Sql)$"update event_pending set attempts = {attempts}, due_at = 'infinity' where tenant_id = {op.Tenant} and handler = {handler} and seq = {claim.Seq}"
            : $"update event_pending set attempts = {attempts}, due_at = now() + {pause} where tenant_id = {op.Tenant} and handler = {handler} and seq = {claim.Seq}");
        await change.Commit(ct);
    }
}
