using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Integrations.Feeding;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Integrations.Reconcilers;

/// <summary>
/// Reads what is due, a page at a time. A page is claimed by moving its time on, read outside any transaction, and kept together with the place
/// that the reading has come to: a process that dies in between leaves the place where it was, and the page is read again.
/// </summary>
internal sealed class PollFeeds(FeedsDb feeds, Connectors connectors, ConnectorRunner runner, Intake intake, IOptions<IntegrationsOptions> options, TimeProvider time) : IWork
{
    private const int PageSize = 500;

    public WorkPace Pace => new(TimeSpan.FromSeconds(5), 4, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => FeedsDb.Due(database, wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var id = FeedId.From(item.Id!.Value);
        if (await Claim(id, ct) is not { } claimed)
        {
            return false;
        }

        var (feed, integration) = claimed;
        var page = await runner.Read(op, integration, feed.Call(PageSize), ct);
        var items = page.Succeeded ? await intake.Place(op, integration, page.Value, ct) : [];
        await using var change = feeds.Bookkeeping();
        if (await FeedsDb.ForUpdate(change, id, ct) is not { } present || present.Version != feed.Version)
        {
            // It was switched or changed meanwhile, or another process has taken it over: the page is theirs.
            return false;
        }

        var now = time.GetUtcNow();
        var after = page.Succeeded ? present.Took(page.Value, now) : present.Failed(page.Problem, options.Value.Terms(), Random.Shared.NextDouble(), now);
        if (page.Succeeded)
        {
            await intake.Keep(change, integration, present, items, page.Value.Rejected, ct);
            if (page.Value.Next is null && present.ReadingFrom is { } from && connectors.Read(integration.Connector, feed.Read)!.IsComplete)
            {
                await Intake.End(change, integration, present, from, ct);
            }
        }

        FeedsDb.Update(change, after);
        Tell(change, integration, present, after);
        await change.Commit(ct);
        return true;
    }

    private async Task<(Feed Feed, Integration Integration)?> Claim(FeedId id, CancellationToken ct)
    {
        await using var change = feeds.Bookkeeping();
        if (await FeedsDb.ForUpdate(change, id, ct) is not { } feed)
        {
            FeedsDb.Unwatch(change, id);
            await change.Commit(ct);
            return null;
        }

        if (feed.NextAt is not { } next || next > time.GetUtcNow()
            || await IntegrationsDb.Anywhere(change, change.Op.Tenant, feed.Integration, ct) is not { } integration)
        {
            return null;
        }

        if (connectors.Read(integration.Connector, feed.Read) is not { } read)
        {
            // This server's connector has no such read any more.
            FeedsDb.Update(change, feed with { NextAt = null, Version = feed.Version + 1 });
            await change.Commit(ct);
            return null;
        }

        var claimed = feed.Claim(read, options.Value.Terms(), time.GetUtcNow());
        FeedsDb.Update(change, claimed);
        await change.Commit(ct);
        return (claimed, integration);
    }

    private static void Tell(Change change, Integration integration, Feed before, Feed after)
    {
        if (after.IsFailing && !before.IsFailing)
        {
            change.Publish(new IntegrationFailing(integration.Id, integration.Connector, integration.Name, after.Read, after.Failure!.Code, after.Failure.Detail), integration.Place);
        }
        else if (before.IsFailing && !after.IsFailing)
        {
            change.Publish(new IntegrationRecovered(integration.Id, integration.Connector, integration.Name, after.Read), integration.Place);
        }
    }
}
