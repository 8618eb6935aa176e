using System.Collections.Concurrent;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy;

/// <summary>How much tenants may have: where they have no limit of their own, what their plan says. Own limits are kept in memory, because they are asked for inside changes. Read anew by <see cref="WatchTenants"/> as they change, and at once by who changes one.</summary>
internal sealed class TenantLimits(TenantPlans plans, IServiceProvider services, TimeProvider time) : IQuotaLimits, IDisposable
{
    // A change is seen at its commit, which may come that much later than the time that it bears.
    private static readonly TimeSpan Overlap = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<(TenantId Tenant, string Quota), TenantLimit> limits = new();
    private readonly SemaphoreSlim reading = new(1);
    private DateTimeOffset seen = DateTimeOffset.UnixEpoch + Overlap;

    public long? Of(TenantId tenant, Quota quota) => Own(tenant, quota)?.Most ?? OfPlan(tenant, quota);

    /// <summary>What the plan that a tenant tries says, or else its own plan; null when that says nothing, and the usual limit holds.</summary>
    public long? OfPlan(TenantId tenant, Quota quota) => plans.Holding(tenant, time.GetUtcNow()).Limits.TryGetValue(quota.Name, out var most) ? most : null;

    /// <summary>A tenant's own limit; null when it has none.</summary>
    public TenantLimit? Own(TenantId tenant, Quota quota) => limits.TryGetValue((tenant, quota.Name), out var own) && own.Holds(time.GetUtcNow()) ? own : null;

    /// <summary>Reads now what has changed: what was committed before holds from then on.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(default, "tenancy.limits", Id.NewGuid(time).ToString("N")));
            foreach (var change in await scope.ServiceProvider.GetRequiredService<QuotaLimitDb>().ChangedSince(seen - Overlap, ct))
            {
                if (change.Limit is null)
                {
                    limits.TryRemove((change.Tenant, change.Quota), out _);
                }
                else
                {
                    limits[(change.Tenant, change.Quota)] = change.Limit;
                }

                seen = change.At > seen ? change.At : seen;
            }
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();
}
