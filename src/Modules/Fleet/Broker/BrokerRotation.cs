using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Messaging.Credentials;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>
/// Brings in other signing keys, in steps of which each is one transaction or one word to the broker, and each begins with what is stored: a process may die between any two, and
/// whichever comes next goes on. A key is told to the broker before it signs, and stays in the claims until nothing that it signed holds.
/// </summary>
internal sealed class BrokerRotation(BrokerDb db, BrokerKeys keys, BrokerClaims claims, IBroker broker, IOptions<FleetOptions> options, TimeProvider time, ILogger<BrokerRotation> logger)
{
    // The servers of a cluster are told at the same time, and one of them answers.
    private static readonly TimeSpan Settle = TimeSpan.FromSeconds(2);

    // Clocks that differ, and a process that has the former key in its memory for a moment longer.
    private static readonly TimeSpan Slack = TimeSpan.FromMinutes(5);

    private static readonly BrokerKeyKind[] Rotating = [BrokerKeyKind.SystemSigning, BrokerKeyKind.AccountSigning, BrokerKeyKind.OperatorSigning];

    /// <summary>Does all that can be done now.</summary>
    public async Task Run(CancellationToken ct)
    {
        while (await Step(ct))
        {
            // Each may be followed by another.
        }
    }

    /// <summary>Does one step; false when there is none to do now.</summary>
    public async Task<bool> Step(CancellationToken ct)
    {
        var standing = await claims.Standing(ct);
        if (standing.Pushed < standing.Wanted)
        {
            await claims.Push(all: false, ct);
            return true;
        }

        var stored = await db.Keys(ct);
        foreach (var kind in Rotating)
        {
            List<StoredBrokerKey> all = [.. stored.Where(k => k.Kind == kind)];
            if (await Retire(all, ct) || await Replace(kind, all, ct))
            {
                return true;
            }
        }

        return false;
    }

    private async Task<bool> Retire(List<StoredBrokerKey> all, CancellationToken ct)
    {
        foreach (var key in all.Where(k => k.State == BrokerKeyState.Retiring && k.RetireAt <= time.GetUtcNow()))
        {
            if (key.Kind == BrokerKeyKind.OperatorSigning && await IsTrusted(key, everywhere: false, ct))
            {
                // It leaves with the broker's next start, whenever that is; not when it leaked.
                if (!key.IsLeaked || !broker.IsPrivate)
                {
                    continue;
                }

                await StartAgain(ct);
                return true;
            }

            if (await Write(all, change =>
            {
                BrokerDb.Retire(change, key.PublicKey, time.GetUtcNow());
                keys.Say(change, "RETIRED", key.Kind, key.PublicKey);
            }, ct))
            {
                logger.BrokerKeyRetired(key.Kind, key.PublicKey);
            }

            return true;
        }

        return false;
    }

    private async Task<bool> Replace(BrokerKeyKind kind, List<StoredBrokerKey> all, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (!all.Exists(k => k.IsDue(now, options.Value.BrokerKeyLifetime)))
        {
            return false;
        }

        if (all.Find(k => k.State == BrokerKeyState.Next) is not { } next)
        {
            await Write(all, change => keys.Add(change, NKey.Create(kind == BrokerKeyKind.OperatorSigning ? NKeyKind.Operator : NKeyKind.Account), kind, BrokerKeyState.Next), ct);
            return true;
        }

        if (kind == BrokerKeyKind.OperatorSigning)
        {
            if (!await IsTrusted(next, everywhere: true, ct))
            {
                if (!broker.IsPrivate)
                {
                    logger.BrokerKeyNotInstalled(next.PublicKey);
                    return false;
                }

                await StartAgain(ct);
                return true;
            }
        }
        else if (next.KnownAt is not { } knownAt)
        {
            // What was told before it came in; it is told with the next word.
            await claims.Push(all: true, ct);
            return true;
        }
        else if (knownAt + Settle - now is var left && left > TimeSpan.Zero)
        {
            await Task.Delay(left, time, ct);
            return true;
        }

        if (await Write(all, change =>
        {
            BrokerDb.Promote(change, kind, next.PublicKey, now + Overlap(kind), now);
            keys.Say(change, "SIGNS", kind, next.PublicKey);
            if (kind == BrokerKeyKind.OperatorSigning)
            {
                keys.Add(change, NKey.Create(NKeyKind.Operator), kind, BrokerKeyState.Next);
            }
        }, ct))
        {
            logger.BrokerKeySigns(kind, next.PublicKey);
        }

        return true;
    }

    private TimeSpan Overlap(BrokerKeyKind kind) => kind == BrokerKeyKind.AccountSigning ? options.Value.SensorLogInLifetime + Slack : Slack;

    private async Task<bool> IsTrusted(StoredBrokerKey key, bool everywhere, CancellationToken ct)
    {
        var servers = await broker.Trust(keys.Ring.SystemLogIns(time.GetUtcNow()), ct);
        return everywhere ? servers.All(s => s.TrustedKeys.Contains(key.PublicKey)) : servers.Any(s => s.TrustedKeys.Contains(key.PublicKey));
    }

    private async Task StartAgain(CancellationToken ct)
    {
        logger.BrokerStartsAgain();
        await broker.StartAgain(ct);
    }

    // Somebody may have asked for something else meanwhile, or another process been as quick: then it is looked at anew.
    private async Task<bool> Write(List<StoredBrokerKey> seen, Action<Change> write, CancellationToken ct)
    {
        await using var change = await db.Alone(ct);
        if (!(await BrokerDb.Keys(change, ct)).Where(k => k.Kind == seen[0].Kind).Select(k => k.Standing).SequenceEqual(seen.Select(k => k.Standing)))
        {
            return false;
        }

        write(change);
        BrokerDb.Want(change);
        await change.Commit(ct);
        await keys.Load(ct);
        return true;
    }
}
