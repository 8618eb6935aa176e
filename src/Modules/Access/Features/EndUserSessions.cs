using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Ends every session of a person of the tenant.</summary>
internal sealed class EndUserSessions(AccessDb db, Sessions sessions) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/users/{id}/sessions", (UserId id, EndUserSessions feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, UserId id, CancellationToken ct)
    {
        if (await db.User(op, id, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        await using var change = db.Change();
        await sessions.End(change, id, "ADMINISTRATOR", null, null, ct);
        change.Audit(new AuditFact("user", user.Id.Value, user.Username) { Category = AuditCategory.UserManagement });
        return await change.Commit(Done.Value, ct);
    }
}
