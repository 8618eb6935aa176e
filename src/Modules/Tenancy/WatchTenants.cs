using Holdfast.Modules.Tenancy.Domains;
using Holdfast.Platform.Data;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Tenancy;

/// <summary>
/// Keeps in each process's memory what every operation asks of tenants: where they are, which are closed, what their plans are, their own limits, and which domains are whose. It is read
/// before anything is answered, and then every half second; while the control store is away, what was read last holds.
/// </summary>
internal sealed partial class WatchTenants(
    IStores stores, TenantStates states, TenantLimits limits, TenantPlans plans, VerifiedDomains domains, IOptions<TenancyOptions> options, TimeProvider time, ILogger<WatchTenants> logger) : ProcessLoop(time)
{
    protected override TimeSpan Every => options.Value.StatePoll;

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await Try(cancellationToken);
        plans.CheckUsual();
        await base.StartAsync(cancellationToken);
    }

    protected override async Task Turn(CancellationToken ct)
    {
        await stores.Refresh(ct);
        await states.Refresh(ct);
        await limits.Refresh(ct);
        await domains.Refresh(ct);
        await plans.Refresh(ct);
    }

    protected override void Failed(string error) => NotRead(logger, error);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Where tenants are, which are closed, their plans, limits and domains could not be read; what was read last holds: {Error}")]
    private static partial void NotRead(ILogger logger, string error);
}
