using System.Collections.Concurrent;
using Holdfast.Modules.Webhooks.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>
/// Sends what is due. Each endpoint is a lane with its own small share of what this process sends at a time, so a slow one holds up nobody
/// else. A claim is a lease: what a killed worker held comes up again when it ends, with the same webhook-id (at least once). A stopping
/// process claims nothing more, lets what it sends finish for a while, and hands the rest back.
/// </summary>
internal sealed class DeliveryRunner(
    IServiceProvider services,
    IStores stores,
    DeliverySender sender,
    DeliveryRecorder recorder,
    DeliveryMeter meter,
    DeliveryWake wake,
    IOptions<WebhooksOptions> options,
    TimeProvider time,
    ILogger<DeliveryRunner> logger) : BackgroundService
{
    private const int MostLeftAlone = 10_000;

    private readonly WebhooksOptions options = options.Value;
    private readonly ConcurrentDictionary<DeliveryId, (Lane Lane, Task Sending)> inFlight = new();

    // Only a memo of webhook_health.not_before, to spare look-ups; only the loop touches it.
    private readonly Dictionary<WebhookId, DateTimeOffset> leftAlone = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var cut = new CancellationTokenSource();
        var recording = recorder.Run();
        while (!stoppingToken.IsCancellationRequested)
        {
            if (!await TryClaimDue(cut.Token, stoppingToken))
            {
                await Idle(stoppingToken);
            }
        }

        await Task.WhenAny(Finished(), Task.Delay(options.StopGrace, time, CancellationToken.None));
        await cut.CancelAsync();
        await Finished();
        recorder.Complete();
        await recording;
    }

    private Task Finished() => Task.WhenAll(inFlight.Values.Select(f => f.Sending));

    private async Task Idle(CancellationToken ct)
    {
        try
        {
            await wake.Wait(options.PollInterval, ct);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the loop sees it.
        }
    }

    private async Task<bool> TryClaimDue(CancellationToken cut, CancellationToken ct)
    {
        try
        {
            return await ClaimDue(cut, ct);
        }
        catch (Exception e) when (!ct.IsCancellationRequested)
        {
            WebhooksLog.PollFailed(logger, e);
            return false;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task<bool> ClaimDue(CancellationToken cut, CancellationToken ct)
    {
        var any = false;
        var oldest = TimeSpan.Zero;
        foreach (var store in stores.TenantStores)
        {
            if (inFlight.Count >= options.MaxInFlight)
            {
                return any;
            }

            var (lanes, age) = await DeliveriesDb.DueLanes(store, ct);
            oldest = age > oldest ? age : oldest;
            foreach (var lane in lanes)
            {
                var room = Room(lane);
                if (room > 0)
                {
                    any |= await ClaimLane(lane, room, cut, ct);
                }
            }
        }

        meter.QueueAge(oldest);
        if (leftAlone.Count > MostLeftAlone)
        {
            leftAlone.Clear();
        }

        return any;
    }

    private int Room(Lane lane)
    {
        if (leftAlone.TryGetValue(lane.Webhook, out var until))
        {
            if (until > time.GetUtcNow())
            {
                return 0;
            }

            leftAlone.Remove(lane.Webhook);
        }

        int overall = 0, tenant = 0, endpoint = 0;
        foreach (var (_, held) in inFlight)
        {
            overall++;
            tenant += held.Lane.Tenant == lane.Tenant ? 1 : 0;
            endpoint += held.Lane == lane ? 1 : 0;
        }

        return Math.Min(options.MaxInFlight - overall, Math.Min(options.MaxInFlightPerTenant - tenant, options.MaxInFlightPerEndpoint - endpoint));
    }

    private async Task<bool> ClaimLane(Lane lane, int room, CancellationToken cut, CancellationToken ct)
    {
        var op = OpContext.OfSystem(lane.Tenant, "webhooks.deliver", Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenOp(op);
        var endpoint = await scope.ServiceProvider.GetRequiredService<WebhooksDb>().Webhook(op, lane.Webhook, ct);
        await using var change = scope.ServiceProvider.GetRequiredService<DeliveriesDb>().Change();
        if (endpoint is not { IsActive: true })
        {
            // Deleted or disabled while an event was on its way to it.
            WebhooksDb.Bury(change, lane.Webhook);
            await change.Commit(ct);
            return false;
        }

        if (endpoint.Health.NotBefore is { } notBefore && notBefore > time.GetUtcNow())
        {
            leftAlone[lane.Webhook] = Earlier(notBefore, time.GetUtcNow() + options.PollInterval * 5);
            return false;
        }

        var lease = TimeSpan.FromSeconds(endpoint.Policy.TimeoutSeconds) + options.LeaseMargin;
        var claimed = await DeliveriesDb.Claim(change, lane.Webhook, room, lease, ct);
        await change.Commit(ct);
        foreach (var delivery in claimed)
        {
            var began = new TaskCompletionSource();
            var sending = Deliver(lane, endpoint, delivery, began.Task, cut);
            inFlight[delivery.Id] = (lane, sending);
            began.SetResult();
        }

        return claimed.Count > 0;
    }

    // Somebody may enable it anew meanwhile, in another process: look again now and then.
    private static DateTimeOffset Earlier(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    private async Task Deliver(Lane lane, Domain.Webhook endpoint, Claimed delivery, Task began, CancellationToken cut)
    {
        await began.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            await recorder.Record(await sender.Send(lane, endpoint, delivery, cut));
        }
        catch (OperationCanceledException) when (cut.IsCancellationRequested)
        {
            await Release(lane, delivery);
        }
        catch (Exception e)
        {
            // Its lease ends, and it comes up again.
            WebhooksLog.DeliverFailed(logger, e, delivery.Id.Value, lane.Tenant.Value);
        }
        finally
        {
            inFlight.TryRemove(delivery.Id, out _);
            wake.Now();
        }
    }

    private async Task Release(Lane lane, Claimed delivery)
    {
        try
        {
            await using var scope = services.OpenOp(OpContext.OfSystem(lane.Tenant, "webhooks.deliver", Id.NewGuid(time).ToString("N")));
            await using var change = scope.ServiceProvider.GetRequiredService<DeliveriesDb>().Change();
            DeliveriesDb.Release(change, delivery.Id, delivery.Claim);
            await change.Commit(CancellationToken.None);
        }
        catch (Exception e)
        {
            WebhooksLog.DeliverFailed(logger, e, delivery.Id.Value, lane.Tenant.Value);
        }
    }
}
