using System.Collections.Frozen;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Access.Authorization;

/// <summary>The tenants' policies, in memory: every operation asks. Read anew by <see cref="WatchPolicySets"/> where they have changed, and at once by who changes one.</summary>
internal sealed partial class PolicySets(IServiceProvider services, TimeProvider time, ILogger<PolicySets> logger) : IDisposable
{
    private const int TenantsAtOnce = 100;
    private readonly SemaphoreSlim reading = new(1);
    private volatile FrozenDictionary<TenantId, TenantPolicies> byTenant = FrozenDictionary<TenantId, TenantPolicies>.Empty;

    /// <summary>A tenant's policies that decide; null when it has none.</summary>
    public TenantPolicies? Of(TenantId tenant) => byTenant.TryGetValue(tenant, out var policies) && policies.Policies.Count > 0 ? policies : null;

    /// <summary>A tenant's policies that decide, be there any or not.</summary>
    public TenantPolicies OrNone(TenantId tenant) => byTenant.TryGetValue(tenant, out var policies) ? policies : TenantPolicies.Of(tenant, 0, []);

    /// <summary>Reads now what has changed: what was committed before holds from then on.</summary>
    public async Task Refresh(CancellationToken ct)
    {
        await reading.WaitAsync(ct);
        try
        {
            await using var scope = services.OpenWork(OpContext.OfSystem(default, "access.policy_sets", Id.NewGuid(time).ToString("N")));
            var db = scope.ServiceProvider.GetRequiredService<PolicyDb>();
            // The revisions before the texts: a text that is newer than its revision is read once more.
            var revisions = await db.Revisions(ct);
            var changed = revisions.Where(r => !byTenant.TryGetValue(r.Tenant, out var known) || known.Revision != r.Revision).ToDictionary(r => r.Tenant, r => r.Revision);
            if (changed.Count == 0 && revisions.Count == byTenant.Count)
            {
                return;
            }

            var read = new Dictionary<TenantId, TenantPolicies>(byTenant.Where(known => revisions.Exists(r => r.Tenant == known.Key)));
            foreach (var some in changed.Keys.Chunk(TenantsAtOnce))
            {
                var rows = (await db.Enabled(some, ct)).ToLookup(p => p.Tenant);
                foreach (var tenant in some)
                {
                    var policies = TenantPolicies.Of(tenant, changed[tenant], rows[tenant]);
                    read[tenant] = policies;
                    policies.Unreadable.ForEach(policy => Unreadable(logger, tenant, policy));
                }
            }

            byTenant = read.ToFrozenDictionary();
        }
        finally
        {
            reading.Release();
        }
    }

    public void Dispose() => reading.Dispose();

    [LoggerMessage(Level = LogLevel.Error, Message = "The policy {Policy} of tenant {Tenant} cannot be read any more, and forbids everything until it is changed or deleted")]
    private static partial void Unreadable(ILogger logger, TenantId tenant, PolicyId policy);
}

/// <summary>Keeps them in each process's memory: read before anything is answered, or the process does not start, and then twice a second; while the control store is away, what was read last holds.</summary>
internal sealed partial class WatchPolicySets(PolicySets sets, IOptions<AccessOptions> options, TimeProvider time, ILogger<WatchPolicySets> logger) : ProcessLoop(time)
{
    protected override TimeSpan Every => options.Value.PolicyPoll;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await sets.Refresh(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    protected override Task Turn(CancellationToken ct) => sets.Refresh(ct);

    protected override void Failed(string error) => NotRead(logger, error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The tenants' policies could not be read; what was read last holds: {Error}")]
    private static partial void NotRead(ILogger logger, string error);
}
