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

/// <param name="ExpiresAt">Until when; null: it does not end by itself.</param>
internal sealed record UpdateAssignmentRequest(DateTimeOffset? ExpiresAt);

/// <summary>Moves the end of an assignment. To let it last longer is to give: one can only do so with what one has there oneself.</summary>
internal sealed class UpdateAssignment(AssignmentDb db, TenantAdmins admins, ScopeTree tree, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(AccessPermissions.AssignRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/role-assignments/{id}", (AssignmentId id, UpdateAssignmentRequest request, IfMatch match, UpdateAssignment feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(AssignmentView.From));

    public async Task<Result<Assignment>> Handle(OpContext op, AssignmentId id, UpdateAssignmentRequest request, IfMatch match, CancellationToken ct)
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

        if (request.ExpiresAt <= time.GetUtcNow())
        {
            return AccessProblems.PastExpiry;
        }

        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(AssignmentDb.ForUpdate(change, id, ct), AccessProblems.AssignmentNotFound)).Fails(out var assignment, out var problem))
        {
            return problem;
        }

        var updated = assignment with { ExpiresAt = request.ExpiresAt?.ToUniversalTime(), Version = assignment.Version + 1 };
        if ((updated.ExpiresAt ?? DateTimeOffset.MaxValue) > (assignment.ExpiresAt ?? DateTimeOffset.MaxValue) && !rights.MayGive(op, guard.Book.PermissionsOf(assignment.Role), assignment.In, path))
        {
            return AccessProblems.Escalation;
        }

        if (rights.CheckNamed(op, guard.Book, assignment.Role) is { } concerned)
        {
            return concerned;
        }

        AssignmentDb.Update(change, updated);
        change.Publish(new AssignmentUpdated(updated.Id.Value, updated.Kind, updated.Principal, updated.Role, updated.Scope, updated.ExpiresAt), path);
        change.Audit(AssignmentView.Fact(assignment, updated, guard.Book.NameOf(updated.Role), null, path));
        return await guard.Commit(updated, ct);
    }
}
