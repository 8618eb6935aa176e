using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data.Placement;

/// <summary>
/// The way into a tenant in one store: changes noted, closed, or open. What is closed for a relocation opens by itself when nobody finishes that, so that a tenant
/// whose relocator died waits for nobody.
/// </summary>
internal sealed class TenantGate(Store store, TenantId tenant)
{
    /// <summary>For so long a tenant is closed where it is; what is to be done meanwhile has to be done well before.</summary>
    public static readonly TimeSpan ClosedFor = TimeSpan.FromSeconds(60);

    /// <summary>For so long its changes are noted.</summary>
    public static readonly TimeSpan NotedFor = TimeSpan.FromHours(12);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly string fence = $"{store.Schema}.tenant_fence";

    /// <summary>From now on the keys of all changes are noted, those of transactions that are under way included: they have ended when this does.</summary>
    public async Task Note(int attempts, CancellationToken ct)
    {
        await Put("COPYING", $"now() + interval '{NotedFor.TotalSeconds:0} s'", ct);
        await Emptied(attempts, ct);
    }

    /// <summary>From now on nobody changes anything here, and whoever was inside is out. Its changes have been noted without a gap.</summary>
    public async Task Close(int attempts, CancellationToken ct)
    {
        if (await Run($"update {fence} set state = 'CLOSED', since = now(), until = now() + interval '{ClosedFor.TotalSeconds:0} s' where tenant_id = '{tenant}' and state = 'COPYING' and until > now()", ct) != 1)
        {
            throw new PlacementException("The tenant's changes are noted no more.");
        }

        await Emptied(attempts, ct);
    }

    /// <summary>The tenant is not here, or not yet: nobody changes anything in it.</summary>
    public Task Shut(CancellationToken ct) => Put("CLOSED", "null", ct);

    /// <summary>Nobody is kept out, and nothing is noted. What was noted is forgotten.</summary>
    public async Task Open(CancellationToken ct)
    {
        await Run($"delete from {fence} where tenant_id = '{tenant}'", ct);
        await Run($"delete from {store.Schema}.row_change where tenant_id = '{tenant}'", ct);
    }

    private Task<long> Put(string state, string until, CancellationToken ct) => Run(
        $"""
        insert into {fence} (tenant_id, state, since, until) values ('{tenant}', '{state}', now(), {until})
        on conflict (tenant_id) do update set state = excluded.state, since = excluded.since, until = excluded.until
        """,
        ct);

    // Who comes meanwhile waits behind this, so it never waits for long at a time.
    private async Task Emptied(int attempts, CancellationToken ct)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await Run($"set local lock_timeout = {(int)Patience.TotalMilliseconds}; select pg_advisory_xact_lock(hashtextextended('{tenant}', 20))", ct);
                return;
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.LockNotAvailable)
            {
                if (attempt == attempts)
                {
                    throw new PlacementException($"A change in the tenant was under way for more than {attempts * Patience.TotalSeconds:0} seconds.", e);
                }
            }
        }
    }

    private async Task<long> Run(string sql, CancellationToken ct)
    {
        await using var owner = await OwnerConnection.Open(store.Database, tenant, ct);
        await owner.Begin(ct);
        var rows = await owner.Run(sql, ct);
        await owner.Commit(ct);
        return rows;
    }
}

/// <summary>A tenant could not be moved, for a reason that the operator understands.</summary>
public sealed class PlacementException(string message, Exception? inner = null) : Exception(message, inner);
