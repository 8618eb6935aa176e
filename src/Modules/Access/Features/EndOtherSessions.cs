using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Ends the caller's sessions but for the one that asks.</summary>
internal sealed class EndOtherSessions(AccessDb db, Sessions sessions) : IFeature
{
    public static Admission Admission { get; } = Admission.SignedIn;

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/auth/sessions", (EndOtherSessions feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, CancellationToken ct)
    {
        await using var change = db.ChangeFor(op.AtHome());
        await sessions.End(change, UserId.From(op.Principal.Id!.Value), "ENDED", null, op.Origin.SessionId, ct);
        change.Audit(new AuditFact("user", op.Principal.Id, op.Principal.Name) { Category = AuditCategory.Authentication });
        return await change.Commit(Done.Value, ct);
    }
}
