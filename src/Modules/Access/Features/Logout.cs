using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Ends the caller's session: its access and refresh tokens are worth nothing from then on.</summary>
internal sealed class Logout(AccessDb db, TimeProvider time) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/auth/logout", async (Logout feature, OpContext op, HttpContext http, CancellationToken ct) =>
        {
            var answer = await feature.Handle(op, ct).ToEmpty();
            RefreshCookie.Clear(http);
            return answer;
        })
        .RequiresSignIn();

    public async Task<Result<Done>> Handle(OpContext op, CancellationToken ct)
    {
        var session = op.Origin.SessionId!.Value;
        await using var change = db.Change();
        AccessDb.EndSession(change, op.Tenant, session, "LOGOUT", time.GetUtcNow());
        change.Publish(new SessionEnded(UserId.From(op.Actor.Id!.Value), session, "LOGOUT"));
        change.Audit(new AuditFact("session", session, op.Actor.Name) { Category = AuditCategory.Authentication });
        return await change.Commit(ct) is { } problem ? problem : Done.Value;
    }
}
