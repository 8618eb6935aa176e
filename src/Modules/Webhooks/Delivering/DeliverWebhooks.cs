using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Modules.Webhooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>
/// Sends what is due. Each endpoint is a lane with its own small share of what this process sends at a time, so a slow one holds up nobody
/// else. A claim is a lease: what a killed worker held comes up again when it ends, with the same webhook-id (at least once). A stopping
/// process claims nothing more, lets what it sends finish for a while, and hands the rest back.
/// </summary>
internal sealed class DeliverWebhooks(
    WebhooksDb webhooks, DeliveriesDb db, DeliverySender sender, OutcomeWriter outcomes, DeliveryMeter meter, Flight flight, WorkSignals signals, IOptions<WebhooksOptions> options, TimeProvider time)
    : IWork
{
    private readonly WebhooksOptions options = options.Value;

    public WorkPace Pace => new(options.PollInterval, options.MaxInFlight, options.StopGrace);

    public async Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct)
    {
        var (lanes, oldest) = await DeliveriesDb.DueLanes(database, wanted, ct);
        meter.QueueAge(database.Name, oldest);
        return lanes;
    }

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var lane = new Lane(item.Tenant, WebhookId.From(item.Id!.Value));
        var sending = new Dictionary<Task<Outcome?>, Claimed>();
        var any = false;
        try
        {
            while (true)
            {
                foreach (var (delivery, task) in await Claim(op, lane, sending.Count, ct))
                {
                    sending.Add(task, delivery);
                }

                if (sending.Count == 0)
                {
                    return any;
                }

                any = true;
                // What comes up meanwhile need not wait for the slowest of these.
                await Task.WhenAny([.. sending.Keys, Task.Delay(options.PollInterval, time, CancellationToken.None)]);
                await Settle(op, lane, sending);
            }
        }
        finally
        {
            // Should something have gone wrong here: what is under way ends, and its leases with it.
            await Task.WhenAll(sending.Keys);
            flight.Landed(lane.Tenant, sending.Count);
        }
    }

    private async Task<List<(Claimed, Task<Outcome?>)>> Claim(OpContext op, Lane lane, int underWay, CancellationToken ct)
    {
        var room = signals.IsStopping || ct.IsCancellationRequested ? 0 : flight.Board(lane.Tenant, options.MaxInFlightPerEndpoint - underWay);
        if (room == 0)
        {
            return [];
        }

        var started = new List<(Claimed, Task<Outcome?>)>();
        try
        {
            var (endpoint, claimed) = await Take(op, lane, room, ct);
            started.AddRange(claimed.Select(delivery => (delivery, Send(lane, endpoint!, delivery, ct))));
        }
        finally
        {
            flight.Landed(lane.Tenant, room - started.Count);
        }

        return started;
    }

    private async Task<(Webhook? Endpoint, List<Claimed> Claimed)> Take(OpContext op, Lane lane, int room, CancellationToken ct)
    {
        var endpoint = await webhooks.Webhook(op, lane.Webhook, ct);
        await using var change = db.Change();
        List<Claimed> claimed = [];
        if (endpoint is not { IsActive: true })
        {
            // Deleted or disabled while an event was on its way to it.
            WebhooksDb.Bury(change, lane.Webhook);
        }
        else if (endpoint.Health.NotBefore is { } notBefore && notBefore > time.GetUtcNow())
        {
            DeliveriesDb.LeaveAlone(change, lane.Webhook, notBefore);
        }
        else
        {
            claimed = await DeliveriesDb.Claim(change, lane.Webhook, room, TimeSpan.FromSeconds(endpoint.Policy.TimeoutSeconds) + options.LeaseMargin, ct);
        }

        await change.Commit(ct);
        return (endpoint, claimed);
    }

    // Null: the process stops, and nothing is known.
    private async Task<Outcome?> Send(Lane lane, Webhook endpoint, Claimed delivery, CancellationToken ct)
    {
        try
        {
            return await sender.Send(lane, endpoint, delivery, ct);
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Writes down all that have ended, in one commit: an endpoint's statistics are one row.</summary>
    private async Task Settle(OpContext op, Lane lane, Dictionary<Task<Outcome?>, Claimed> sending)
    {
        var ended = sending.Where(s => s.Key.IsCompleted).ToList();
        if (ended.Count == 0)
        {
            return;
        }

        foreach (var (task, _) in ended)
        {
            sending.Remove(task);
        }

        flight.Landed(lane.Tenant, ended.Count);
        var results = new List<Outcome>();
        var untried = new List<Claimed>();
        foreach (var (task, delivery) in ended)
        {
            if (await task is { } outcome)
            {
                results.Add(outcome);
            }
            else
            {
                untried.Add(delivery);
            }
        }

        await outcomes.Write(op, lane, results, untried);
    }
}
