using System.Collections.Concurrent;
using System.Data.Common;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>
/// The log-ins of closed tenants' devices. They stand in the tenants' own databases, one of which may be away: then what was read last holds, and the broker is told
/// whom else to refuse all the same. Nothing of that tenant is stored meanwhile in any case.
/// </summary>
internal sealed class ClosedLogIns(IServiceProvider services, TimeProvider time, ILogger<ClosedLogIns> logger)
{
    private readonly ConcurrentDictionary<TenantId, IReadOnlyList<string>> known = new();

    public async Task<IReadOnlyList<string>> Of(TenantId tenant, CancellationToken ct)
    {
        try
        {
            var op = OpContext.OfSystem(tenant, "fleet.revoke_log_ins", Id.NewGuid(time).ToString("N"));
            await using var scope = services.OpenWork(op);
            return known[tenant] = await scope.ServiceProvider.GetRequiredService<FleetDb>().LogIns(op, ct);
        }
        catch (Exception e) when (e is DatabaseAwayException or DbException)
        {
            logger.LogInsNotRead(tenant.Value, e.Message);
            return known.GetValueOrDefault(tenant, []);
        }
    }
}
