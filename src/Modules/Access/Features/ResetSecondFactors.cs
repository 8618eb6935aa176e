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
internal sealed class ResetSecondFactors(AccessDb db, RoleTable roles, ScopeTree tree, Sessions sessions, FreshSignIn fresh, TimeProvider time) : IFeature
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

        if (!await HasAsMuch(op, id, ct))
        {
            return AccessProblems.SecondFactorEscalation;
        }

        await using var change = db.Change();
        SecondFactorDb.DeleteAll(change, id);
        await sessions.End(change, id, "ADMINISTRATOR", null, null, ct);
        change.Publish(new UserSecondFactorsChanged(id, SecondFactorChange.Reset));
        change.Audit(new AuditFact("user", id.Value, user.Username) { Category = AuditCategory.UserManagement, Severity = AuditSeverity.Warning });
        return await change.Commit(Done.Value, ct);
    }

    // What the person has in a tenant below counts as well. That tenant's tree is not this operation's to read: there the caller needs it all.
    private async Task<bool> HasAsMuch(OpContext op, UserId id, CancellationToken ct)
    {
        foreach (var assignment in await db.AssignmentsOf(op.Tenant, PrincipalKind.User, id.Value, time.GetUtcNow(), ct))
        {
            var there = op with { Tenant = assignment.In };
            var path = assignment.Scope.Level == ScopeLevel.Tenant || assignment.In != op.Tenant ? ScopePath.Tenant : await tree.Find(op, assignment.Scope, ct);
            if (path is { } place && !there.MayGive(roles.PermissionsOf(assignment.Role), place))
            {
                return false;
            }
        }

        return true;
    }
}
