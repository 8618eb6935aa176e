using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Webhooks;

/// <summary>The statements about endpoints, and what their owners see of deliveries.</summary>
internal sealed class WebhooksDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant(
        """
        w.id, w.url, w.description, w.events, w.max_retries, w.timeout_seconds, w.retry_delay_seconds, w.status, w.disabled_reason, w.secret, w.version, w.created_at,
        h.successes, h.failures, h.last_delivery_at, h.not_before
        """);

    private static Sql WithHealth => Sql.Constant("webhook w join webhook_health h on h.tenant_id = w.tenant_id and h.webhook_id = w.id");

    private static Sql DeliveryColumns => Sql.Constant("id, webhook_id, event, event_id, status, attempts, next_attempt_at, created_at");

    public Change Change() => session.Change();

    public Task<Webhook?> Webhook(OpContext op, WebhookId id, CancellationToken ct) =>
        session.First($"select {Columns} from {WithHealth} where w.tenant_id = {op.Tenant} and w.id = {id}", Read, ct);

    public static Task<Webhook?> ForUpdate(Change change, WebhookId id, CancellationToken ct) =>
        change.First($"select {Columns} from {WithHealth} where w.tenant_id = {change.Op.Tenant} and w.id = {id} for update of w", Read, ct);

    public Task<List<Webhook>> Webhooks(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from {WithHealth}
         where w.tenant_id = {op.Tenant} and ({page.After} is null or w.id < {page.After})
         order by w.id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    public Task<long> Count(OpContext op, CancellationToken ct) =>
        session.First($"select count(*) from webhook where tenant_id = {op.Tenant}", row => row.GetInt64(0), ct);

    public static void Insert(Change change, Webhook webhook)
    {
        change.Add($"""
            insert into webhook (tenant_id, id, url, description, events, status, max_retries, timeout_seconds, retry_delay_seconds, secret, version, created_at)
            values ({change.Op.Tenant}, {webhook.Id}, {webhook.Url}, {webhook.Description}, {Names(webhook)}, {webhook.Status}, {webhook.Policy.MaxRetries},
                    {webhook.Policy.TimeoutSeconds}, {webhook.Policy.RetryDelaySeconds}, {webhook.SealedSecret}, {webhook.Version}, {webhook.CreatedAt})
            """);
        change.Add($"insert into webhook_health (tenant_id, webhook_id) values ({change.Op.Tenant}, {webhook.Id})");
    }

    public static void Update(Change change, Webhook webhook) => change.Add($"""
        update webhook
           set url = {webhook.Url}, description = {webhook.Description}, events = {Names(webhook)}, status = {webhook.Status},
               disabled_reason = {webhook.DisabledReason}, max_retries = {webhook.Policy.MaxRetries}, timeout_seconds = {webhook.Policy.TimeoutSeconds},
               retry_delay_seconds = {webhook.Policy.RetryDelaySeconds}, version = {webhook.Version}
         where tenant_id = {change.Op.Tenant} and id = {webhook.Id}
        """);

    /// <summary>Takes everything that still waits for an endpoint into the dead-letter queue.</summary>
    public static void Bury(Change change, WebhookId id)
    {
        change.Add($"""
            update webhook_delivery set status = {DeliveryStatus.Dead}, next_attempt_at = null, finished_at = now()
             where tenant_id = {change.Op.Tenant} and webhook_id = {id} and status in ('PENDING', 'FAILED')
            """);
        change.Add($"delete from webhook_due where tenant_id = {change.Op.Tenant} and webhook_id = {id}");
    }

    /// <summary>Lets an endpoint that asked to be left alone be tried at once.</summary>
    public static void ForgetSlowness(Change change, WebhookId id) =>
        change.Add($"update webhook_health set not_before = null where tenant_id = {change.Op.Tenant} and webhook_id = {id}");

    /// <summary>With its deliveries.</summary>
    public static void Delete(Change change, WebhookId id)
    {
        change.Add($"delete from webhook where tenant_id = {change.Op.Tenant} and id = {id}");
        change.Add($"delete from webhook_due where tenant_id = {change.Op.Tenant} and webhook_id = {id}");
    }

    /// <summary>The active endpoints that want an event and were there when it happened; held until the change ends, so that none is deleted meanwhile.</summary>
    public static Task<List<WebhookId>> Subscribed(Change change, string eventName, DateTimeOffset at, CancellationToken ct) => change.Query(
        $"""
        select id from webhook
         where tenant_id = {change.Op.Tenant} and status = 'ACTIVE' and created_at <= {at} and events && {new[] { EventNames.Every, eventName }} for key share
        """,
        row => row.Id<WebhookId>(0),
        ct);

    /// <summary>One delivery for each endpoint, unless it has one for this event.</summary>
    public static void Enqueue(Change change, IReadOnlyList<(DeliveryId Id, WebhookId Webhook)> deliveries, Guid eventId, Payload payload, string? traceParent, DateTimeOffset now)
    {
        Guid[] ids = [.. deliveries.Select(d => d.Id.Value)];
        Guid[] webhooks = [.. deliveries.Select(d => d.Webhook.Value)];
        change.Add($"""
            with made as (
                insert into webhook_delivery (tenant_id, id, webhook_id, event, event_id, body, trace_parent, status, next_attempt_at, created_at)
                select {change.Op.Tenant}, d.id, d.webhook_id, {payload.Type}, {eventId}, {payload.ToText()}, {traceParent}, {DeliveryStatus.Pending}, {now}, {now}
                  from unnest({ids}, {webhooks}) d (id, webhook_id)
                on conflict (tenant_id, webhook_id, event_id) do nothing
                returning tenant_id, id, webhook_id)
            insert into webhook_due (tenant_id, delivery_id, webhook_id, due_at)
            select tenant_id, id, webhook_id, now() from made
            """);
        change.Add($"insert into webhook_pruning (tenant_id, due_at) values ({change.Op.Tenant}, now()) on conflict do nothing");
    }

    public static Task<Delivery?> DeliveryForUpdate(Change change, DeliveryId id, CancellationToken ct) => change.First(
        $"select {DeliveryColumns} from webhook_delivery where tenant_id = {change.Op.Tenant} and id = {id} for update", ReadDelivery, ct);

    public Task<List<Delivery>> Deliveries(OpContext op, WebhookId webhook, DeliveryStatus? status, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {DeliveryColumns} from webhook_delivery
         where tenant_id = {op.Tenant} and webhook_id = {webhook} and ({status}::text is null or status = {status}) and ({page.After} is null or id < {page.After})
         order by id desc limit {page.Limit + 1}
        """,
        ReadDelivery,
        ct);

    /// <summary>A finished delivery begins again; a worker that still holds it has nothing more to say about it.</summary>
    public static void Reopen(Change change, Delivery delivery, DateTimeOffset now)
    {
        change.Add($"""
            update webhook_delivery set status = {DeliveryStatus.Pending}, tries = 0, claim = claim + 1, next_attempt_at = {now}, finished_at = null
             where tenant_id = {change.Op.Tenant} and id = {delivery.Id}
            """);
        change.Add($"""
            insert into webhook_due (tenant_id, delivery_id, webhook_id, due_at) values ({change.Op.Tenant}, {delivery.Id}, {delivery.Webhook}, now())
            on conflict (tenant_id, delivery_id) do update set due_at = excluded.due_at
            """);
    }

    private static string[] Names(Webhook webhook) => [.. webhook.Events];

    private static Webhook Read(NpgsqlDataReader row) => new(
        row.Id<WebhookId>(0),
        row.GetString(1),
        row.GetString(2),
        row.GetFieldValue<string[]>(3),
        new DeliveryPolicy(row.GetInt32(4), row.GetInt32(5), row.GetInt32(6)),
        row.Enum<WebhookStatus>(7),
        row.IsDBNull(8) ? null : row.Enum<DisabledReason>(8),
        row.GetFieldValue<byte[]>(9),
        row.GetInt64(10),
        row.Time(11),
        new WebhookHealth(row.GetInt64(12), row.GetInt64(13), row.TimeOrNull(14), row.TimeOrNull(15)));

    private static Delivery ReadDelivery(NpgsqlDataReader row) => new(
        row.Id<DeliveryId>(0),
        row.Id<WebhookId>(1),
        row.GetString(2),
        row.GetGuid(3),
        row.Enum<DeliveryStatus>(4),
        row.Json<List<Attempt>>(5),
        row.TimeOrNull(6),
        row.Time(7));
}
