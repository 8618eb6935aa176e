using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="PrincipalKind">What kind of thing gets the role.</param>
/// <param name="PrincipalId">Which person, user group or key.</param>
/// <param name="Role">The role's id: GET /api/roles lists them.</param>
/// <param name="Scope">At which organization, group or device, or on the whole tenant.</param>
/// <param name="ExpiresAt">Until when; absent, it does not end by itself.</param>
internal sealed record CreateAssignmentRequest(AssigneeKind PrincipalKind, Guid PrincipalId, string Role, Scope Scope, DateTimeOffset? ExpiresAt = null);

/// <summary>Gives a person, a user group or a key a role at a node of the tree. One can only give what one has there oneself.</summary>
internal sealed class CreateAssignment(AssignmentDb db, RoleDb roles, Assignees assignees, ScopeTree tree, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.AssignRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/role-assignments", (CreateAssignmentRequest request, CreateAssignment feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(AssignmentView.From, view => $"/api/role-assignments/{view.Id}"));

    public async Task<Result<Assignment>> Handle(OpContext op, CreateAssignmentRequest request, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        if (request.ExpiresAt <= now)
        {
            return AccessProblems.PastExpiry;
        }

        if (await assignees.Find(op, request.PrincipalKind, request.PrincipalId, ct) is not { } name)
        {
            return AccessProblems.UnknownPrincipal;
        }

        if (await tree.Find(op, request.Scope, ct) is not { } path || !op.Reach.Covers(path))
        {
            return AccessProblems.UnknownNode;
        }

        var made = new Assignment(
            Id.New<AssignmentId>(time), op.Tenant, request.PrincipalKind, request.PrincipalId, request.Role, request.Scope, op.Tenant, request.ExpiresAt?.ToUniversalTime(), now);
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        var book = await roles.Book(change, op.Tenant, ct);
        if (!book.Has(request.Role))
        {
            return AccessProblems.UnknownRole;
        }

        if (!rights.MayGive(op, book.PermissionsOf(request.Role), path))
        {
            return AccessProblems.Escalation;
        }

        if (rights.CheckNamed(op, book, request.Role) is { } concerned)
        {
            return concerned;
        }

        AssignmentDb.Insert(change, made);
        change.Publish(new AssignmentCreated(made.Id.Value, made.Kind, made.Principal, made.Role, made.Scope, made.ExpiresAt), path);
        change.Audit(AssignmentView.Fact(null, made, book.NameOf(made.Role), name, path));
        return await change.Commit(made, ct);
    }
}
