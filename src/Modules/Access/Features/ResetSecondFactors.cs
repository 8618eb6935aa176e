using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Factors;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Takes all second factors of a person of the tenant away, who has lost them: their sessions end, and their password alone signs them in, or lets them set up another. Only for who may do everything that the person may.</summary>
internal sealed class ResetSecondFactors(AccessDb db, RightsOfOthers others, Sessions sessions, FreshSignIn fresh) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ResetFactors);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/users/{id}/second-factors", (UserId id, ResetSecondFactors feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, UserId id, CancellationToken ct)
    {
        if (await fresh.Check(op, ct) is { } again)
        {
            return again;
        }

        if (await db.User(op, id, ct) is not { } user)
        {
            return AccessProblems.UserNotFound;
        }

        if (id.Value == op.Principal.Id)
        {
            return AccessProblems.OwnSecondFactors;
        }

        if (await others.Check(op, id, AccessProblems.SecondFactorEscalation, ct) is { } refused)
        {
            return refused;
        }

        await using var change = db.Change();
        SecondFactorDb.DeleteAll(change, id);
        await sessions.End(change, id, "ADMINISTRATOR", null, null, ct);
        change.Publish(new UserSecondFactorsChanged(id, SecondFactorChange.Reset));
        change.Audit(new AuditFact("user", id.Value, user.Username) { Category = AuditCategory.UserManagement, Severity = AuditSeverity.Warning });
        return await change.Commit(Done.Value, ct);
    }
}
