using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>
/// Makes the telemetry streams that lack of tenants with devices: where the broker was away when one enrolled, or was set up anew. Those of closed
/// tenants go, with what waits in them, which their sensors have still; and the broker is told anew whose log-ins to refuse.
/// </summary>
internal sealed class KeepStreams(TelemetryStreams streams, FleetDb db, ITenantStates states, IOptions<FleetOptions> options, ILogger<KeepStreams> logger) : IWork
{
    public WorkPace Pace => new(options.Value.StreamPoll, 1, WorkPace.ShortGrace);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => Task.FromResult<IReadOnlyList<WorkItem>>([new Turn(database)]);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        var made = await streams.List(ct);
        var changed = false;
        foreach (var tenant in await TelemetryDb.TenantsWithDevices(((Turn)item).Of, ct))
        {
            var isClosed = states.Closed(tenant) is not null;
            if (isClosed && made.Contains(tenant))
            {
                await streams.Remove(tenant, ct);
                changed = true;
            }
            else if (!isClosed && !made.Contains(tenant))
            {
                await Make(tenant, ct);
                changed = true;
            }
        }

        if (changed)
        {
            await db.DemandRevocations(ct);
        }

        // Once is enough until the next look.
        return false;
    }

    // One tenant's stream that the broker has no room for keeps no other from being made.
    private async Task Make(TenantId tenant, CancellationToken ct)
    {
        try
        {
            await streams.Make(tenant, ct);
        }
        catch (NatsException e)
        {
            logger.StreamNotMade(tenant.Value, e.Message);
        }
    }

    private sealed record Turn(Database Of) : WorkItem(default, Name: Of.Name);
}
