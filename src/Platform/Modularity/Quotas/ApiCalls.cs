using System.Diagnostics.Metrics;
using System.Runtime.InteropServices;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Platform.Modularity.Quotas;

/// <summary>
/// Counts what programs ask with keys, for each tenant and day, in memory; <see cref="WriteApiCalls"/> adds it to what all processes have counted, and
/// reads that, every few seconds. So no call waits for it, and a tenant may exceed its quota by what the processes let in between two writes: what its
/// rate allows in that time, once in each process. What a process has counted and not written is lost when it dies; what cannot be written is kept.
/// </summary>
public sealed class ApiCalls(Quotas quotas, IServiceProvider services, TimeProvider time)
{
    private static readonly Meter Meter = new("Holdfast.Quotas");
    private static readonly Counter<long> Refused = Meter.CreateCounter<long>("holdfast.quotas.api_calls_refused", description: "Calls of programs that were refused because their tenant's quota of the day was used up.");
    private readonly Lock gate = new();
    private readonly Dictionary<TenantId, Counted> counts = [];

    // What is left to write of days that are over.
    private readonly Dictionary<DateOnly, Dictionary<TenantId, long>> before = [];
    private DateOnly day;

    /// <summary>What is counted. People at the console or the command line, and sensors, are not: no quota keeps anybody from what protects them.</summary>
    public static Quota Quota { get; } = new("api_calls", "What programs ask with API keys in a day, in UTC.", QuotaPeriod.Day);

    /// <summary>Counts one call of a program; a problem when the tenant's quota of the day is used up.</summary>
    public Problem? Take(TenantId tenant)
    {
        var now = time.GetUtcNow();
        var limit = quotas.Limit(tenant, Quota);
        lock (gate)
        {
            var today = Quota.PeriodAt(now)!.Value;
            if (today != day)
            {
                Turn(today);
            }

            ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, tenant, out _);
            if (counted.Written + counted.Waiting < limit)
            {
                counted.Waiting++;
                return null;
            }
        }

        Refused.Add(1);
        return QuotaProblems.Exceeded(Quota, limit, Quota.ResetsAt(now) - now);
    }

    /// <summary>Adds what was counted since the last time to what all processes have counted, and reads that; what cannot be written is kept for the next.</summary>
    public async Task Write(CancellationToken ct)
    {
        foreach (var (of, waiting) in Taken())
        {
            var isWritten = false;
            try
            {
                var tenants = waiting.Keys.OrderBy(t => t.Value).ToArray();
                await using var scope = services.OpenWork(OpContext.OfSystem(default, "platform.api_calls", Id.NewGuid(time).ToString("N")));
                await using var change = scope.ServiceProvider.GetRequiredService<ControlSession>().AcrossTenants().Bookkeeping();
                var totals = await QuotaDb.AddCounted(change, Quota, of, tenants, [.. tenants.Select(t => waiting[t])], ct);
                await change.Commit(ct);
                isWritten = true;
                Learn(of, totals);
            }
            finally
            {
                if (!isWritten)
                {
                    Keep(of, waiting);
                }
            }
        }
    }

    private void Turn(DateOnly today)
    {
        foreach (var (tenant, counted) in counts.Where(c => c.Value.Waiting > 0))
        {
            AddBefore(day, tenant, counted.Waiting);
        }

        counts.Clear();
        day = today;
    }

    private List<(DateOnly Day, Dictionary<TenantId, long> Waiting)> Taken()
    {
        lock (gate)
        {
            var taken = before.Select(b => (b.Key, b.Value)).ToList();
            before.Clear();
            var now = new Dictionary<TenantId, long>();
            foreach (var tenant in counts.Keys.ToArray())
            {
                ref var counted = ref CollectionsMarshal.GetValueRefOrNullRef(counts, tenant);
                if (counted.Waiting > 0)
                {
                    now[tenant] = counted.Waiting;
                    counted.Written += counted.Waiting;
                    counted.Waiting = 0;
                }
            }

            if (now.Count > 0)
            {
                taken.Add((day, now));
            }

            return taken;
        }
    }

    private void Learn(DateOnly of, List<(TenantId Tenant, long Used)> totals)
    {
        lock (gate)
        {
            foreach (var (tenant, used) in totals.Where(_ => of == day))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(counts, tenant, out _).Written = used;
            }
        }
    }

    private void Keep(DateOnly of, Dictionary<TenantId, long> waiting)
    {
        lock (gate)
        {
            foreach (var (tenant, count) in waiting)
            {
                if (of == day)
                {
                    ref var counted = ref CollectionsMarshal.GetValueRefOrAddDefault(counts, tenant, out _);
                    counted.Waiting += count;
                    counted.Written -= count;
                }
                else
                {
                    AddBefore(of, tenant, count);
                }
            }
        }
    }

    private void AddBefore(DateOnly of, TenantId tenant, long count)
    {
        ref var waiting = ref CollectionsMarshal.GetValueRefOrAddDefault(before, of, out _);
        waiting ??= [];
        CollectionsMarshal.GetValueRefOrAddDefault(waiting, tenant, out _) += count;
    }

    // What all processes had written when this one last looked, and what it has counted since.
    private struct Counted
    {
        public long Written;

        public long Waiting;
    }
}
