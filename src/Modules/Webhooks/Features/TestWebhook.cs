using System.Diagnostics;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Delivering;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>Sends an endpoint a signed <c>webhook.test</c>, as any event is sent.</summary>
internal sealed class TestWebhook(WebhooksDb db, DeliveryWake wake, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Write).ReachesOutside();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/admin/webhooks/{id}/test", (WebhookId id, TestWebhook feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(DeliveryView.From));

    public async Task<Result<Delivery>> Handle(OpContext op, WebhookId id, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await WebhooksDb.ForUpdate(change, id, ct) is not { } webhook)
        {
            return WebhooksProblems.NotFound;
        }

        if (!webhook.IsActive)
        {
            return WebhooksProblems.IsDisabled;
        }

        var now = time.GetUtcNow();
        var delivery = new Delivery(Id.New<DeliveryId>(time), id, Payload.TestType, Id.NewGuid(time), DeliveryStatus.Pending, [], now, now);
        var payload = new Payload(delivery.Event, now, op.Tenant, AuditFact.Show(new { webhook = id }));
        WebhooksDb.Enqueue(change, [(delivery.Id, id)], delivery.EventId, payload, Activity.Current?.Id, now);
        change.Audit(WebhookView.Fact(webhook, null, null));
        if (await change.Commit(ct) is { } problem)
        {
            return problem;
        }

        wake.Now();
        return delivery;
    }
}
