using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="UserId">Who gets the role.</param>
/// <param name="Role">The role's id: GET /api/roles lists them.</param>
/// <param name="Scope">At which organization, group or device, or on the whole tenant.</param>
/// <param name="ExpiresAt">Until when; absent, it does not end by itself.</param>
internal sealed record CreateAssignmentRequest(UserId UserId, string Role, Scope Scope, DateTimeOffset? ExpiresAt = null);

/// <summary>Gives a user a role at a node of the tree. One can only give what one has there oneself.</summary>
internal sealed class CreateAssignment(AccessDb db, RoleTable roles, ScopeTree tree, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.AssignRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/assignments", (CreateAssignmentRequest request, CreateAssignment feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(AssignmentView.From, view => $"/api/assignments?principalId={view.PrincipalId}"));

    public async Task<Result<Assignment>> Handle(OpContext op, CreateAssignmentRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (RoleTable.Find(request.Role) is null)
        {
            return AccessProblems.UnknownRole;
        }

        if (request.ExpiresAt <= now)
        {
            return AccessProblems.PastExpiry;
        }

        if (await db.User(op, request.UserId, ct) is not { } user)
        {
            return AccessProblems.UnknownPrincipal;
        }

        if (await tree.Find(op, request.Scope, ct) is not { } path || !op.Reach.Covers(path))
        {
            return AccessProblems.UnknownNode;
        }

        if (!op.MayGive(roles.PermissionsOf(request.Role), path))
        {
            return AccessProblems.Escalation;
        }

        var made = new Assignment(
            Id.New<AssignmentId>(time), op.Tenant, PrincipalKind.User, request.UserId.Value, request.Role, request.Scope, op.Tenant, request.ExpiresAt?.ToUniversalTime(), now);
        await using var change = db.Change();
        AccessDb.Insert(change, made);
        change.Publish(new AssignmentCreated(made.Id.Value, made.Kind, made.Principal, made.Role, made.Scope, made.ExpiresAt), path);
        change.Audit(AssignmentView.Fact(null, made, user.Username, path));
        return await change.Commit(made, ct);
    }
}
