using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Ends a visit in the caller's tenant: the visitor is out everywhere within a second. To keep people of the tenants above out for good, allow them less.</summary>
internal sealed class EndVisit(VisitDb db, Visits visits, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/visits/{id}", (VisitId id, EndVisit feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, VisitId id, CancellationToken ct)
    {
        await using var change = db.ChangeAcross(op);
        if (await VisitDb.ForUpdate(change, id, ct) is not { } visit)
        {
            return AccessProblems.VisitNotFound;
        }

        if (visit.EndedAt is not null || visit.EndsAt <= time.GetUtcNow())
        {
            return AccessProblems.VisitEnded;
        }

        visits.End(change, visit);
        return await change.Commit(Done.Value, ct);
    }
}
