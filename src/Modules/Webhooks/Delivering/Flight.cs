using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>How many deliveries this process sends at a time, altogether and of each tenant.</summary>
internal sealed class Flight(IOptions<WebhooksOptions> options)
{
    private readonly Lock gate = new();
    private readonly Dictionary<TenantId, int> ofTenant = [];
    private int all;

    /// <summary>Takes up to so many places; answers how many there were.</summary>
    public int Board(TenantId tenant, int wanted)
    {
        lock (gate)
        {
            var held = ofTenant.GetValueOrDefault(tenant);
            var room = Math.Max(0, Math.Min(wanted, Math.Min(options.Value.MaxInFlight - all, options.Value.MaxInFlightPerTenant - held)));
            ofTenant[tenant] = held + room;
            all += room;
            return room;
        }
    }

    /// <summary>Gives places back.</summary>
    public void Landed(TenantId tenant, int places)
    {
        lock (gate)
        {
            all -= places;
            var held = ofTenant.GetValueOrDefault(tenant) - places;
            if (held > 0)
            {
                ofTenant[tenant] = held;
            }
            else
            {
                ofTenant.Remove(tenant);
            }
        }
    }
}
