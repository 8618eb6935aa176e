using Holdfast.Modules.Fleet.Ingest;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet;

/// <summary>What the broker has of a tenant that is removed: its stream, with what nobody has stored.</summary>
internal sealed class FleetRemoval(TelemetryStreams streams) : ITenantRemoval
{
    public async Task Remove(OpContext op, CancellationToken ct)
    {
        if ((await streams.List(ct)).Contains(op.Tenant))
        {
            await streams.Remove(op.Tenant, ct);
        }
    }
}
