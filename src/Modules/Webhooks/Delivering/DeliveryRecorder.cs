using System.Threading.Channels;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Modules.Webhooks.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>
/// Writes outcomes down, all that have gathered in one commit per tenant: an endpoint's statistics are one row, and waiting for a disk at
/// every outcome would make that row the bottleneck. An outcome that cannot be written is lost with its lease, and the delivery is sent again.
/// </summary>
internal sealed class DeliveryRecorder(IServiceProvider services, TimeProvider time, ILogger<DeliveryRecorder> logger)
{
    private const int MostPerCommit = 256;
    private readonly Channel<(Outcome Outcome, TaskCompletionSource Written)> waiting =
        Channel.CreateBounded<(Outcome, TaskCompletionSource)>(new BoundedChannelOptions(MostPerCommit * 4) { SingleReader = true });

    /// <summary>Ends when the outcome is written, or could not be.</summary>
    public async Task Record(Outcome outcome)
    {
        var written = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await waiting.Writer.WriteAsync((outcome, written));
        await written.Task;
    }

    /// <summary>No more outcomes will come.</summary>
    public void Complete() => waiting.Writer.TryComplete();

    /// <summary>Writes until <see cref="Complete"/>.</summary>
    public async Task Run()
    {
        var batch = new List<(Outcome Outcome, TaskCompletionSource Written)>();
        while (await waiting.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MostPerCommit && waiting.Reader.TryRead(out var next))
            {
                batch.Add(next);
            }

            foreach (var tenant in batch.GroupBy(b => b.Outcome.Lane.Tenant))
            {
                await Write(tenant.Key, [.. tenant.Select(b => b.Outcome)]);
                foreach (var (_, written) in tenant)
                {
                    written.SetResult();
                }
            }
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage("Design", "CA1031", Justification = "This is the runner of recordings: every error ends here.")]
    private async Task Write(TenantId tenant, IReadOnlyList<Outcome> outcomes)
    {
        try
        {
            await using var scope = services.OpenOp(OpContext.OfSystem(tenant, "webhooks.deliver", Id.NewGuid(time).ToString("N")));
            await using var change = scope.ServiceProvider.GetRequiredService<DeliveriesDb>().Change();

            // Always in the same order, so that two processes never hold each other's rows. Lock order: endpoints, deliveries, statistics.
            foreach (var gone in outcomes.Where(o => o.Verdict.Gone).Select(o => o.Lane.Webhook).Distinct().OrderBy(w => w.Value))
            {
                await Disable(change, gone);
            }

            foreach (var outcome in outcomes.OrderBy(o => o.Delivery.Id.Value))
            {
                DeliveriesDb.Record(change, outcome);
            }

            foreach (var endpoint in outcomes.GroupBy(o => o.Lane.Webhook).OrderBy(g => g.Key.Value))
            {
                DeliveriesDb.Tally(change, endpoint.Key, [.. endpoint]);
            }

            await change.Commit(CancellationToken.None);
        }
        catch (Exception e)
        {
            WebhooksLog.RecordFailed(logger, e, outcomes.Count, tenant.Value);
        }
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
            change.Publish(new WebhookDisabled(id, EnumText.Of(DisabledReason.Gone)));
            change.Audit(WebhookView.Fact(webhook, before, WebhookView.Show(webhook)) with { Action = "webhooks.disable_webhook", Severity = AuditSeverity.Warning });
            WebhooksLog.Disabled(logger, id.Value, change.Op.Tenant.Value);
        }
    }
}
