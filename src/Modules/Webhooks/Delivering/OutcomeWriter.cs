using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Modules.Webhooks.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>
/// Writes down what came of deliveries to an endpoint, all that have ended in one commit. What cannot be written is lost with its lease, and the
/// delivery is sent again.
/// </summary>
internal sealed class OutcomeWriter(DeliveriesDb db, ILogger<OutcomeWriter> logger)
{
    /// <summary>Writes outcomes, and hands back what was not tried.</summary>
    public async Task Write(OpContext op, Lane lane, IReadOnlyList<Outcome> outcomes, IReadOnlyList<Claimed> untried)
    {
        await using var change = db.Change();

        // Lock order: the endpoint, its deliveries, its statistics.
        if (outcomes.Any(o => o.Verdict.Gone))
        {
            await Disable(change, lane.Webhook);
        }

        foreach (var outcome in outcomes.OrderBy(o => o.Delivery.Id.Value))
        {
            DeliveriesDb.Record(change, outcome);
        }

        if (outcomes.Count > 0)
        {
            DeliveriesDb.Tally(change, lane.Webhook, outcomes);
        }

        foreach (var delivery in untried)
        {
            DeliveriesDb.Release(change, delivery.Id, delivery.Claim);
        }

        await change.Commit(CancellationToken.None);
    }

    private async Task Disable(Change change, WebhookId id)
    {
        if (await WebhooksDb.ForUpdate(change, id, CancellationToken.None) is not { } webhook)
        {
            return;
        }

        var before = WebhookView.Show(webhook);
        if (webhook.Disable(DisabledReason.Gone))
        {
            WebhooksDb.Update(change, webhook);
            WebhooksDb.Bury(change, id);
            change.Publish(new WebhookDisabled(id, EnumText.Of(DisabledReason.Gone)), webhook.Place);
            change.Audit(WebhookView.Fact(webhook, before, WebhookView.Show(webhook)) with { Action = "webhooks.disable_webhook", Severity = AuditSeverity.Warning });
            WebhooksLog.Disabled(logger, id.Value, change.Op.Tenant.Value);
        }
    }
}
