using System.Collections.Concurrent;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Holdfast.Platform.Http;

/// <summary>
/// Counts the answers that are kept for each tenant, so that no tenant fills the database with them. The database is asked once a minute
/// and tenant; in between each process adds what it takes.
/// </summary>
public sealed class KeptAnswers(TimeProvider time, IOptions<HttpOptions> options)
{
    private const int MaxTenants = 10_000;
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<TenantId, Tally> tallies = new();

    /// <summary>Takes room for one more; false when there is none.</summary>
    internal async ValueTask<bool> TakeRoom(ControlSession control, CancellationToken ct)
    {
        var limit = options.Value.IdempotencyKeysPerTenant;
        var tally = Current(control, limit);
        try
        {
            return await tally.Stored.Value.WaitAsync(ct) + Interlocked.Increment(ref tally.Added) <= limit;
        }
        catch (NpgsqlException)
        {
            tallies.TryRemove(KeyValuePair.Create(control.Op.Tenant, tally));
            throw;
        }
    }

    /// <summary>What was taken is not needed, or was not had.</summary>
    internal void GiveBack(TenantId tenant)
    {
        if (tallies.TryGetValue(tenant, out var tally))
        {
            Interlocked.Decrement(ref tally.Added);
        }
    }

    // Requests that arrive together look once, and add to the same tally.
    private Tally Current(ControlSession control, int limit)
    {
        var (tenant, now) = (control.Op.Tenant, time.GetTimestamp());
        if (tallies.TryGetValue(tenant, out var known) && time.GetElapsedTime(known.At, now) < LookAgain)
        {
            return known;
        }

        if (tallies.Count >= MaxTenants)
        {
            tallies.Clear();
        }

        var fresh = new Tally(now, new(() => Count(control, limit)));
        return tallies.AddOrUpdate(tenant, fresh, (_, other) => other == known ? fresh : other);
    }

    private static Task<long> Count(ControlSession control, int limit) => control.First(
        $"select count(*) from (select from idempotency where tenant_id = {control.Op.Tenant} limit {limit}) kept", row => row.Long(), CancellationToken.None);

    private sealed class Tally(long at, Lazy<Task<long>> stored)
    {
        public long At => at;

        public Lazy<Task<long>> Stored => stored;

        public long Added;
    }
}
