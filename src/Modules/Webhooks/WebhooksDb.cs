using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Modules.Webhooks.Reactions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Webhooks;

/// <summary>The statements about endpoints, and what their owners see of deliveries.</summary>
internal sealed class WebhooksDb(TenantSession session)
{
    public static Quota Quota { get; } = new("webhooks", "Endpoints outside that are told of events.");

    private static Sql Columns => Sql.Constant(
        """
        w.id, w.url, w.description, w.events, w.max_retries, w.timeout_seconds, w.retry_delay_seconds, w.status, w.disabled_reason, w.secret, w.version, w.created_at,
        w.organization_id, w.group_id, w.device_id, h.successes, h.failures, h.last_delivery_at, h.not_before
        """);

    private static Sql WithHealth => Sql.Constant("webhook w join webhook_health h on h.tenant_id = w.tenant_id and h.webhook_id = w.id");

    private static Sql DeliveryColumns => Sql.Constant("id, webhook_id, event, event_id, status, attempts, next_attempt_at, created_at");

    public Change Change() => session.Change();

    public Task<Webhook?> Webhook(OpContext op, WebhookId id, CancellationToken ct) =>
        session.First($"select {Columns} from {WithHealth} where w.tenant_id = {op.Tenant} and w.id = {id}{Within(op)}", Read, ct);

    public static Task<Webhook?> ForUpdate(Change change, WebhookId id, CancellationToken ct) =>
        change.First($"select {Columns} from {WithHealth} where w.tenant_id = {change.Op.Tenant} and w.id = {id}{Within(change.Op)} for update of w", Read, ct);

    /// <summary>An endpoint by its id or its description; of several, the oldest. Held until the change ends, so that it is not deleted meanwhile.</summary>
    public static async Task<Webhook?> Named(Change change, string named, CancellationToken ct)
    {
        var id = Guid.TryParse(named, out var one) ? one : Guid.Empty;
        return await change.First(
            $"""
            select {Columns} from {WithHealth}
             where w.tenant_id = {change.Op.Tenant} and (w.id = {id} or lower(w.description) = {named.ToLowerInvariant()}){Within(change.Op)}
             order by w.id limit 1 for key share of w
            """,
            Read,
            ct);
    }

    public Task<List<Webhook>> Webhooks(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from {WithHealth}
         where w.tenant_id = {op.Tenant}{Within(op)}{page.Below("w.id")}
         order by w.id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    public static void Insert(Change change, Webhook webhook)
    {
        change.Add($"""
            insert into webhook (tenant_id, id, organization_id, group_id, device_id, url, description, events, status, max_retries, timeout_seconds, retry_delay_seconds, secret, version, created_at)
            values ({change.Op.Tenant}, {webhook.Id}, {webhook.Place.Organization}, {webhook.Place.Group}, {webhook.Place.Device}, {webhook.Url}, {webhook.Description}, {Names(webhook)}, {webhook.Status}, {webhook.Policy.MaxRetries},
                    {webhook.Policy.TimeoutSeconds}, {webhook.Policy.RetryDelaySeconds}, {webhook.SealedSecret}, {webhook.Version}, {webhook.CreatedAt})
            """);
        change.Add($"insert into webhook_health (tenant_id, webhook_id) values ({change.Op.Tenant}, {webhook.Id})");
        SetInterest(change, webhook);
    }

    public static void Update(Change change, Webhook webhook)
    {
        change.Add($"""
            update webhook
               set url = {webhook.Url}, description = {webhook.Description}, events = {Names(webhook)}, status = {webhook.Status},
                   disabled_reason = {webhook.DisabledReason}, max_retries = {webhook.Policy.MaxRetries}, timeout_seconds = {webhook.Policy.TimeoutSeconds},
                   retry_delay_seconds = {webhook.Policy.RetryDelaySeconds}, version = {webhook.Version}
             where tenant_id = {change.Op.Tenant} and id = {webhook.Id}
            """);
        SetInterest(change, webhook);
    }

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
        EventInterest.Set(change, EnqueueDeliveries.Lane, id.Value, []);
    }

    /// <summary>
    /// The active endpoints that want an event, were there when it happened, and hear of the place where it happened; held until the change ends, so that none is deleted meanwhile.
    /// </summary>
    public static Task<List<WebhookId>> Subscribed(Change change, StoredEvent stored, CancellationToken ct) => change.Query(
        $"""
        select id from webhook
         where tenant_id = {change.Op.Tenant} and status = 'ACTIVE' and created_at <= {stored.At} and events && {new[] { EventNames.Every, stored.Name }}
           and case when device_id is not null then device_id = {stored.Path.Device}
                    when group_id is not null then group_id = {stored.Path.Group}
                    when organization_id is not null then organization_id = {stored.Path.Organization}
                    else true end
           for key share
        """,
        row => row.Id<WebhookId>(),
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
         where tenant_id = {op.Tenant} and webhook_id = {webhook}{In(status)}{page.Below("id")}
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

    private static Sql Within(OpContext op) => op.Reach.Narrow("w.organization_id", "w.group_id", "w.device_id");

    private static Sql In(DeliveryStatus? status) => status is { } one ? $" and status = {one}" : Sql.Empty;

    private static void SetInterest(Change change, Webhook webhook) =>
        EventInterest.Set(change, EnqueueDeliveries.Lane, webhook.Id.Value, webhook.IsActive ? webhook.Events : []);

    private static string[] Names(Webhook webhook) => [.. webhook.Events];

    private static Webhook Read(Row row) => new(
        row.Id<WebhookId>(),
        row.Text(),
        row.Text(),
        row.Get<string[]>(),
        new DeliveryPolicy(row.Int(), row.Int(), row.Int()),
        row.Enum<WebhookStatus>(),
        row.EnumOrNull<DisabledReason>(),
        row.Bytes(),
        row.Long(),
        row.Time(),
        new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), row.OrNull<Guid>()),
        new WebhookHealth(row.Long(), row.Long(), row.TimeOrNull(), row.TimeOrNull()));

    private static Delivery ReadDelivery(Row row) => new(
        row.Id<DeliveryId>(),
        row.Id<WebhookId>(),
        row.Text(),
        row.Uuid(),
        row.Enum<DeliveryStatus>(),
        row.Json<List<Attempt>>(),
        row.TimeOrNull(),
        row.Time());
}
