using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>The statements that deliveries run on.</summary>
internal sealed class DeliveriesDb(TenantSession session)
{
    private const int MostAttemptsKept = 20;

    public Change Change() => session.Change();

    /// <summary>
    /// The endpoints with something due, the longest waiting first, and how long that is. One index probe per endpoint (a loose index scan),
    /// so that a long queue for one endpoint costs the others nothing.
    /// </summary>
    public static async Task<(List<WorkItem> Lanes, TimeSpan Oldest)> DueLanes(Database database, WorkQuery wanted, CancellationToken ct)
    {
        var rows = await database.Ask(
            $"""
            with recursive lane as (
                (select webhook_id, due_at, tenant_id from webhook_due order by webhook_id, due_at limit 1)
                union all
                select next.* from lane cross join lateral (
                    select webhook_id, due_at, tenant_id from webhook_due where webhook_id > lane.webhook_id order by webhook_id, due_at limit 1) next)
            select tenant_id, webhook_id, now() - due_at from lane
             where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}
            """,
            row => (Lane: new WorkItem(row.Id<TenantId>(), row.Uuid()), Age: row.Get<TimeSpan>()),
            ct);
        return ([.. rows.Select(r => r.Lane)], rows.Count > 0 ? rows[0].Age : TimeSpan.Zero);
    }

    /// <summary>Nothing is due to an endpoint before a moment that it has asked for.</summary>
    public static void LeaveAlone(Change change, WebhookId webhook, DateTimeOffset until) => change.Add(
        $"update webhook_due set due_at = {until} where tenant_id = {change.Op.Tenant} and webhook_id = {webhook} and due_at < {until}");

    /// <summary>Takes up to so many due deliveries; they come up again when the lease ends.</summary>
    public static Task<List<Claimed>> Claim(Change change, WebhookId webhook, int most, TimeSpan lease, CancellationToken ct) => change.Query(
        $"""
        with taken as (
            select tenant_id, delivery_id from webhook_due
             where tenant_id = {change.Op.Tenant} and webhook_id = {webhook} and due_at <= now()
             order by due_at, delivery_id limit {most} for update skip locked),
        leased as (
            update webhook_due d set due_at = now() + {lease} from taken where d.tenant_id = taken.tenant_id and d.delivery_id = taken.delivery_id)
        update webhook_delivery v set claim = claim + 1 from taken
         where v.tenant_id = taken.tenant_id and v.id = taken.delivery_id
        returning v.id, v.event, v.body, v.trace_parent, v.tries, v.claim
        """,
        row => new Claimed(row.Id<DeliveryId>(), row.Text(), row.Text(), row.TextOrNull(), row.Int(), row.Long()),
        ct);

    /// <summary>
    /// Writes down an attempt and what follows from it, unless a later claim has taken over. What was taken into the dead-letter queue
    /// meanwhile, because its endpoint was disabled, is not tried again.
    /// </summary>
    public static void Record(Change change, Outcome outcome)
    {
        var (delivery, verdict) = (outcome.Delivery, outcome.Verdict);
        var again = verdict.RetryIn is not null ? Sql.Constant("status <> 'DEAD'") : Sql.Constant("false");
        var recorded = (Sql)$"""
            with recorded as (
                update webhook_delivery
                   set status = case when {again} then 'FAILED' else {Final(verdict.Status)} end, tries = tries + 1,
                       attempts = case when jsonb_array_length(attempts) >= {MostAttemptsKept} then attempts - 0 else attempts end
                           || jsonb_build_array({Json.Of(outcome.Attempt)}),
                       next_attempt_at = case when {again} then now() + {Interval(verdict.RetryIn)} end, finished_at = case when {again} then null else now() end
                 where tenant_id = {change.Op.Tenant} and id = {delivery.Id} and claim = {delivery.Claim}
                returning tenant_id, id, next_attempt_at)
            """;
        change.Add(verdict.RetryIn is null
            ? (Sql)$"{recorded} delete from webhook_due d using recorded r where d.tenant_id = r.tenant_id and d.delivery_id = r.id"
            : $"{recorded} update webhook_due d set due_at = r.next_attempt_at from recorded r where d.tenant_id = r.tenant_id and d.delivery_id = r.id");
    }

    /// <summary>Adds a batch of attempts to what is known of an endpoint.</summary>
    public static void Tally(Change change, WebhookId webhook, IReadOnlyCollection<Outcome> outcomes)
    {
        var successes = outcomes.Count(o => o.Verdict.Status == DeliveryStatus.Succeeded);
        change.Add($"""
            update webhook_health
               set successes = successes + {successes}, failures = failures + {outcomes.Count - successes},
                   last_delivery_at = greatest(last_delivery_at, {outcomes.Max(o => o.Attempt.At)}),
                   not_before = greatest(not_before, now() + {Interval(outcomes.Max(o => o.Verdict.SlowDown))})
             where tenant_id = {change.Op.Tenant} and webhook_id = {webhook}
            """);
    }

    /// <summary>Hands a delivery back untried.</summary>
    public static void Release(Change change, DeliveryId id, long claim) => change.Add($"""
        update webhook_due d set due_at = now() from webhook_delivery v
         where d.tenant_id = {change.Op.Tenant} and d.delivery_id = {id} and v.tenant_id = d.tenant_id and v.id = d.delivery_id and v.claim = {claim}
        """);

    /// <summary>Tenants whose old deliveries have not been looked for lately.</summary>
    public static async Task<IReadOnlyList<WorkItem>> DuePruning(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id from webhook_pruning where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}",
        row => new WorkItem(row.Id<TenantId>()),
        ct);

    /// <summary>Removes up to so many deliveries that finished longer ago than that; the next look is in an hour.</summary>
    public async Task<int> Prune(TimeSpan retention, int limit, CancellationToken ct)
    {
        await using var change = session.Change();
        var removed = await change.Execute(
            $"""
            delete from webhook_delivery where tenant_id = {change.Op.Tenant} and id = any(array(
                select id from webhook_delivery
                 where tenant_id = {change.Op.Tenant} and finished_at < now() - {retention}
                 order by finished_at limit {limit} for update skip locked))
            """,
            ct);
        change.Add($"update webhook_pruning set due_at = now() + interval '1 hour' where tenant_id = {change.Op.Tenant}");
        await change.Commit(ct);
        return removed;
    }

    // Whoever is not tried again although the verdict said so is dead.
    private static DeliveryStatus Final(DeliveryStatus status) => status == DeliveryStatus.Failed ? DeliveryStatus.Dead : status;

    // An unknown interval makes the sum unknown: null.
    private static Sql Interval(TimeSpan? span) => span is { } known ? (Sql)$"{known}" : Sql.Constant("null::interval");
}
