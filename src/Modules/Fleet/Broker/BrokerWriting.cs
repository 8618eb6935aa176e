using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>Writes what the broker is to know, from what is stored: its operator, its accounts, the keys that sign log-ins, and the log-ins that are refused.</summary>
internal sealed class BrokerWriting(BrokerDb db, BrokerKeys keys, ITenantStates states, ClosedLogIns closed, TimeProvider time)
{
    /// <summary>What a nats-server has to start with now.</summary>
    public async Task<BrokerPapers> Papers(CancellationToken ct)
    {
        await using var change = await db.Alone(ct);
        var (papers, _) = await Issue(change, (await BrokerDb.Standing(change, ct))!, ct);
        await change.Commit(ct);
        return papers;
    }

    /// <summary>All of it, signed, inside a change that holds the lock.</summary>
    public async Task<(BrokerPapers Papers, BrokerKeyring Ring)> Issue(Change change, ClaimsStanding standing, CancellationToken ct)
    {
        var stored = await BrokerDb.Keys(change, ct);
        var now = time.GetUtcNow();
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(Math.Max(now.ToUnixTimeSeconds(), standing.IssuedAt.ToUnixTimeSeconds() + 1));
        var revoked = (await FleetDb.Revocations(change, now, ct)).ToDictionary(r => r.NatsUser, r => r.At, StringComparer.Ordinal);
        await states.Refresh(ct);
        foreach (var tenant in states.AllClosed)
        {
            foreach (var user in await closed.Of(tenant, ct))
            {
                revoked[user] = now;
            }
        }

        BrokerDb.Issued(change, issuedAt);
        var ring = keys.Open(stored, standing.Wanted);
        return (ring.Papers(revoked, stored.Where(k => k.RetireAt <= now).Select(k => k.PublicKey).ToHashSet(StringComparer.Ordinal), issuedAt), ring);
    }
}
