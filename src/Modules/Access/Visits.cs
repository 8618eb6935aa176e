using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Features;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>Ends visits, and says so where they were and where the visitor is from: what was remembered of the visitor's session is forgotten at once.</summary>
internal sealed class Visits(TimeProvider time) : IVisits
{
    public async Task End(Change across, IReadOnlyList<TenantId> tenants, CancellationToken ct)
    {
        foreach (var visit in await VisitDb.OpenIn(across, [.. tenants.Select(t => t.Value)], time.GetUtcNow(), ct))
        {
            End(across, visit);
        }
    }

    /// <summary>Adds the end of one to a change that sees both tenants.</summary>
    public void End(Change across, Visit visit)
    {
        var now = time.GetUtcNow();
        VisitDb.End(across, visit, now);
        across.SayInBoth(visit.Home, visit.Tenant, new VisitEnded(visit.Id.Value, visit.User, visit.Tenant), VisitView.Fact(VisitView.From(visit), VisitView.From(visit with { EndedAt = now })));
    }
}
