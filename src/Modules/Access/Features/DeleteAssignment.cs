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

/// <summary>Takes a role away at a node.</summary>
internal sealed class DeleteAssignment(AssignmentDb db, TenantAdmins admins, ScopeTree tree, Rights rights) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.AssignRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/role-assignments/{id}", (AssignmentId id, IfMatch match, DeleteAssignment feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, AssignmentId id, IfMatch match, CancellationToken ct)
    {
        if (await db.Assignment(op, id, ct) is not { } seen)
        {
            return AccessProblems.AssignmentNotFound;
        }

        // A node that is gone is within reach of the whole tenant only.
        var path = await tree.Find(op, seen.Scope, ct) ?? ScopePath.Tenant;
        if (!op.Reach.Covers(path))
        {
            return AccessProblems.AssignmentNotFound;
        }

        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(AssignmentDb.ForUpdate(change, id, ct), AccessProblems.AssignmentNotFound)).Fails(out var assignment, out var problem))
        {
            return problem;
        }

        if (rights.CheckNamed(op, guard.Book, assignment.Role) is { } concerned)
        {
            return concerned;
        }

        AssignmentDb.Delete(change, assignment);
        change.Publish(new AssignmentDeleted(assignment.Id.Value, assignment.Kind, assignment.Principal, assignment.Role, assignment.Scope), path);
        change.Audit(AssignmentView.Fact(assignment, null, guard.Book.NameOf(assignment.Role), null, path));
        return await guard.Commit(Done.Value, ct);
    }
}
