using System.Collections.Concurrent;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Platform.Data;

/// <summary>How many pools there are for single tenants, and who gets one.</summary>
/// <param name="Pools">How many tenants have one at a time.</param>
/// <param name="Connections">How many connections each has; who finds none free uses the pool of all.</param>
/// <param name="HotFrom">How many reads within <see cref="TenantPools.Window"/> make a tenant hot.</param>
public sealed record TenantPoolSize(int Pools, int Connections, int HotFrom);

/// <summary>
/// A few small pools whose connections belong to one tenant each, for the tenants that read most at the moment. The tenant is set when such a
/// connection starts and cannot be another one as long as it lives, so that a read is one statement, without the settings before it. Changes never go
/// this way. Not behind a proxy that hands server connections on: there a setting would outlive its owner.
/// </summary>
/// <param name="size">The bounds.</param>
/// <param name="make">Makes a pool for connections that start with these settings.</param>
/// <param name="time">The clock.</param>
public sealed class TenantPools(TenantPoolSize size, Func<string, int, NpgsqlDataSource> make, TimeProvider time) : IAsyncDisposable
{
    /// <summary>For so long reads are counted; who has not read for so long may lose its pool to who does.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<TenantId, Pool> pools = new();
    private readonly Lock binding = new();
    private volatile Count count = new(0);

    /// <summary>How many tenants have one.</summary>
    public int InUse => pools.Count;

    /// <summary>A connection's right of way in the tenant's own pool; null when it has none, or none free.</summary>
    internal Lease? Enter(TenantId tenant, string searchPath)
    {
        var now = time.GetTimestamp();
        if (pools.TryGetValue(tenant, out var pool))
        {
            return pool.SearchPath == searchPath ? pool.Enter(now) : null;
        }

        return IsHot(tenant, now) && Bind(tenant, searchPath, now) is { } bound ? bound.Enter(now) : null;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        foreach (var tenant in pools.Keys)
        {
            Retire(tenant);
        }

        return ValueTask.CompletedTask;
    }

    private bool IsHot(TenantId tenant, long now)
    {
        var current = count;
        if (now - current.Since > Window.TotalSeconds * time.TimestampFrequency)
        {
            count = current = new Count(now);
        }

        return current.Reads.AddOrUpdate(tenant, 1, static (_, reads) => reads + 1) >= size.HotFrom;
    }

    private Pool? Bind(TenantId tenant, string searchPath, long now)
    {
        lock (binding)
        {
            if (pools.TryGetValue(tenant, out var there))
            {
                return there;
            }

            if (pools.Count >= size.Pools)
            {
                var (coldest, pool) = pools.MinBy(p => p.Value.LastUse);
                if (now - pool.LastUse < Window.TotalSeconds * time.TimestampFrequency)
                {
                    return null;
                }

                Retire(coldest);
            }

            return pools[tenant] = new Pool(make($"-c holdfast.tenant={tenant} -c search_path={searchPath.Replace(" ", "", StringComparison.Ordinal)}", size.Connections), searchPath, size.Connections, now);
        }
    }

    private void Retire(TenantId tenant)
    {
        if (pools.TryRemove(tenant, out var pool))
        {
            pool.Retire();
        }
    }

    private sealed class Count(long since)
    {
        public long Since => since;

        public ConcurrentDictionary<TenantId, int> Reads { get; } = new();
    }

    /// <summary>One tenant's connections. It closes when it is retired and the last reader has left.</summary>
    internal sealed class Pool(NpgsqlDataSource source, string searchPath, int connections, long now)
    {
        private readonly Lock gate = new();
        private long lastUse = now;
        private int inside;
        private bool retired;

        public NpgsqlDataSource Source => source;

        public string SearchPath => searchPath;

        public long LastUse => Volatile.Read(ref lastUse);

        public Lease? Enter(long now)
        {
            lock (gate)
            {
                if (retired || inside >= connections)
                {
                    return null;
                }

                inside++;
                lastUse = now;
                return new Lease(this);
            }
        }

        public void Leave()
        {
            bool last;
            lock (gate)
            {
                last = --inside == 0 && retired;
            }

            Close(last);
        }

        public void Retire()
        {
            bool last;
            lock (gate)
            {
                retired = true;
                last = inside == 0;
            }

            Close(last);
        }

        private void Close(bool isLast)
        {
            if (isLast)
            {
                source.Dispose();
            }
        }
    }

    /// <summary>While it is held, a connection is free in the pool, and the pool stays.</summary>
    internal sealed class Lease(Pool pool) : IDisposable
    {
        public NpgsqlDataSource Source => pool.Source;

        public void Dispose() => pool.Leave();
    }
}
