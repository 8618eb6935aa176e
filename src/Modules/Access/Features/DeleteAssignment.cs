using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Takes a role away at a node. A user's role on the whole tenant is changed with the user instead.</summary>
internal sealed class DeleteAssignment(AccessDb db, ScopeTree tree) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.AssignRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/assignments/{id}", (AssignmentId id, DeleteAssignment feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, AssignmentId id, CancellationToken ct)
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
        if (await AccessDb.AssignmentForUpdate(change, id, ct) is not { } assignment)
        {
            return AccessProblems.AssignmentNotFound;
        }

        if (assignment is { IsStock: true, ExpiresAt: null })
        {
            return AccessProblems.StockAssignment;
        }

        AccessDb.Delete(change, assignment);
        change.Publish(new AssignmentDeleted(assignment.Id.Value, assignment.Kind, assignment.Principal, assignment.Role, assignment.Scope), path);
        change.Audit(AssignmentView.Fact(assignment, null, null, path));
        return await change.Commit(Done.Value, ct);
    }
}
