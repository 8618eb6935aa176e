using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations.Feeding;

/// <summary>
/// Takes in what came through an integration: finds the devices that it is about, keeps it once, says what is new. It is the same for what was
/// read and for what was posted.
/// </summary>
internal sealed class Intake(IFleet fleet, TimeProvider time)
{
    public const int MaxTold = 10;
    private const int MaxRejectionsKept = 20;

    /// <summary>Places what came. Asks the fleet, so before the change.</summary>
    public async Task<IReadOnlyList<Incoming>> Place(OpContext op, Integration integration, ReadPage page, CancellationToken ct)
    {
        var items = Incoming.Once(page.Items);
        var hosts = items.SelectMany(i => Incoming.HostsOf(i.Record)).Distinct(StringComparer.Ordinal).Take(500).ToArray();
        var devices = hosts.Length == 0 ? new Dictionary<string, DeviceSummary>() : await fleet.FindByHost(op, hosts, ct);
        return [.. items.Select(item => new Incoming(item, PlaceOf(item, integration.Place, devices)))];
    }

    /// <summary>Keeps a page with the caller's change.</summary>
    public async Task Keep(Change change, Integration integration, Feed feed, IReadOnlyList<Incoming> items, IReadOnlyList<Rejection> rejected, CancellationToken ct)
    {
        var source = new Source(integration.Id, integration.Connector, feed.Read);
        var now = time.GetUtcNow();
        if (items.Count > 0)
        {
            switch (feed.Kind)
            {
                case ReadKind.Alerts:
                    await KeepAlerts(change, source, items, now, ct);
                    break;
                case ReadKind.Assets:
                    HoldingsDb.StoreAssets(change, source, items, Ids(items.Count), now);
                    break;
                default:
                    HoldingsDb.StoreVulnerabilities(change, source, items, Ids(items.Count), now);
                    break;
            }
        }

        foreach (var rejection in rejected.Take(MaxRejectionsKept))
        {
            FeedsDb.Insert(change, new KeptRejection(Id.New<RejectionId>(time), integration.Id, feed.Read, rejection.Code, rejection.Detail, rejection.Key, now));
        }
    }

    /// <summary>A reading that holds all there is has come to its end: what it did not name is over.</summary>
    public static async Task End(Change change, Integration integration, Feed feed, DateTimeOffset from, CancellationToken ct)
    {
        var source = new Source(integration.Id, integration.Connector, feed.Read);
        if (feed.Kind != ReadKind.Alerts)
        {
            HoldingsDb.EndUnseen(change, source, feed.Kind, from);
            return;
        }

        foreach (var ended in await AlertsDb.EndUnseen(change, source, from, ct))
        {
            change.Publish(new AlertEnded(ended.Id, integration.Id, integration.Connector), integration.Place);
        }
    }

    private async Task KeepAlerts(Change change, Source source, IReadOnlyList<Incoming> items, DateTimeOffset now, CancellationToken ct)
    {
        var stored = await AlertsDb.Store(change, source, items, [.. items.Select(_ => Id.New<AlertId>(time))], now, ct);

        // At once and not with the commit: whether something was not named is asked in this change.
        await AlertsDb.Seen(change, source, [.. items.Select(i => i.Item.Key)], now, ct);
        AlertsDb.WatchAge(change);
        var byKey = items.ToDictionary(i => i.Item.Key, StringComparer.Ordinal);
        var observed = stored.SelectMany(s => ((DetectionFinding)byKey[s.Key].Item.Record).Observables.Distinct().Select(o => (s.Id, o))).ToArray();
        if (observed.Length > 0)
        {
            AlertsDb.Observe(change, observed);
        }

        foreach (var alert in stored)
        {
            Tell(change, source, alert, byKey[alert.Key]);
        }
    }

    private static void Tell(Change change, Source source, StoredAlert alert, Incoming came)
    {
        var finding = (DetectionFinding)came.Item.Record;
        if (!came.Item.Active && !alert.IsNew)
        {
            change.Publish(new AlertEnded(alert.Id, source.Integration, source.Connector), came.Place);
            return;
        }

        change.Publish(
            new AlertReceived(
                alert.Id, source.Integration, source.Connector, came.Item.Key, came.Item.Title, finding.Severity, came.Item.Active, finding.Time,
                came.Place.Device is { } device ? DeviceId.From(device) : null, finding.Device?.Uid, alert.IsNew, alert.Occurrences, [.. finding.Observables.Take(MaxTold)]),
            came.Place);
    }

    private Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Id.New<AssetId>(time).Value)];

    // A device counts only if it hangs below the integration: an integration of one client says nothing of another client's machines.
    private static ScopePath PlaceOf(ReadItem item, ScopePath integration, IReadOnlyDictionary<string, DeviceSummary> devices) =>
        Incoming.HostsOf(item.Record).Select(host => devices.GetValueOrDefault(host)).FirstOrDefault(found => found is not null) is { } device
            && (integration.Organization is null || integration.Organization == device.Place.Organization)
            && (integration.Group is null || integration.Group == device.Place.Group)
            ? device.Place
            : integration;
}
