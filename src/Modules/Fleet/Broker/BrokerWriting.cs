using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>Writes what the broker is to know, from what is stored: its operator, its accounts, the keys that sign log-ins, and the log-ins that are refused.</summary>
internal sealed class BrokerWriting(BrokerDb db, BrokerKeys keys, ITenantStates states, IServiceProvider services, IOptions<FleetOptions> options, TimeProvider time)
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
        var revoked = (await FleetDb.Revocations(change, now - options.Value.SensorLogInLifetime, ct)).ToDictionary(r => r.NatsUser, r => r.At, StringComparer.Ordinal);
        await states.Refresh(ct);
        foreach (var tenant in states.AllClosed)
        {
            foreach (var user in await LogIns(tenant, ct))
            {
                revoked[user] = now;
            }
        }

        BrokerDb.Issued(change, issuedAt);
        var ring = keys.Open(stored, standing.Wanted);
        return (ring.Papers(revoked, stored.Where(k => k.RetireAt <= now).Select(k => k.PublicKey).ToHashSet(StringComparer.Ordinal), issuedAt), ring);
    }

    private async Task<List<string>> LogIns(TenantId tenant, CancellationToken ct)
    {
        var op = OpContext.OfSystem(tenant, "fleet.revoke_log_ins", Id.NewGuid(time).ToString("N"));
        await using var scope = services.OpenWork(op);
        return await scope.ServiceProvider.GetRequiredService<FleetDb>().LogIns(op, ct);
    }
}
