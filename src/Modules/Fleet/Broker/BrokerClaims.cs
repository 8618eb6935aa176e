using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Reconcilers;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>
/// Tells the broker its accounts' claims: the keys that sign log-ins, and the log-ins to refuse, of removed devices and of closed tenants. Always all of it: the broker's claims are
/// replaced. One process at a time does it, so that what one has read does not undo what another has told; the time in the claims rises with each, so that every server of a cluster
/// keeps the newest.
/// </summary>
internal sealed class BrokerClaims(BrokerDb db, BrokerWriting writing, IBroker broker, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>How far the broker has been told.</summary>
    public Task<ClaimsStanding> Standing(CancellationToken ct) => db.Standing(ct);

    /// <summary>Tells the broker what it was not told yet.</summary>
    /// <param name="all">Tells it again what it was told, for it may have forgotten.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="Platform.Messaging.NatsException">It is away, or refuses them.</exception>
    public async Task Push(bool all, CancellationToken ct)
    {
        await using var change = await db.Alone(ct);
        var standing = await BrokerDb.Standing(change, ct);
        if (!all && standing!.Pushed >= standing.Wanted)
        {
            return;
        }

        var (papers, ring) = await writing.Issue(change, standing!, ct);
        using (var bound = CancellationTokenSource.CreateLinkedTokenSource(ct))
        {
            bound.CancelAfter(Patience);
            // The private one's next start first: should this process die here, it begins with what it was about to be told.
            broker.Keep(papers);
            await broker.Push(ring.SystemLogIns(time.GetUtcNow()), [.. papers.Accounts.Values], bound.Token);
        }

        BrokerDb.Pushed(change, standing!.Wanted, time.GetUtcNow());
        if (all)
        {
            // It may have been started again, and trust others than before: a rotation may have waited for that.
            RunReconcilers.Demand(change, KeepBrokerKeys.Name);
        }

        await change.Commit(ct);
    }
}
