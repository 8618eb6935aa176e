using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Ends one of the caller's sessions.</summary>
internal sealed class EndSession(AccessDb db, Sessions sessions) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/auth/sessions/{id}", (SessionId id, EndSession feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, SessionId id, CancellationToken ct)
    {
        await using var change = db.ChangeFor(op.AtHome());
        if (await sessions.End(change, UserId.From(op.Principal.Id!.Value), "ENDED", id.Value, null, ct) == 0)
        {
            return AccessProblems.SessionNotFound;
        }

        change.Audit(new AuditFact("session", id.Value, op.Principal.Name) { Category = AuditCategory.Authentication });
        return await change.Commit(Done.Value, ct);
    }
}
