using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>What those above a tenant may see of its tickets.</summary>
internal sealed class TicketFigures(TicketListDb db, TimeProvider time) : ITenantFigures
{
    public async Task<Figures> Add(OpContext op, Figures figures, CancellationToken ct)
    {
        var open = await db.OpenCounts(op, time.GetUtcNow(), ct);
        return figures with { OpenTickets = open.Critical + open.High + open.Medium + open.Low };
    }
}
