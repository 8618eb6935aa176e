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

/// <param name="Name">For people: 1 to 100 characters, unique in the tenant whatever its case, and not a stock role's.</param>
/// <param name="Permissions">What it gives by itself from now on: at most 100 of <c>area:verb</c>, <c>area:*</c> and <c>*</c>.</param>
/// <param name="Parents">The ids of at most 16 roles, stock or the tenant's own, whose permissions it gives as well.</param>
/// <param name="Meaning">For who assigns it: at most 500 characters.</param>
internal sealed record UpdateRoleRequest(string Name, IReadOnlyList<string>? Permissions = null, IReadOnlyList<string>? Parents = null, string? Meaning = null) : IRequest
{
    public Problem? Check() => RoleSettings.Check(Name, Meaning, Permissions, Parents);
}

/// <summary>Changes a role of the tenant's own, and so what its holders, and those of the roles that inherit from it, may do: no more than who changes it has where they have it.</summary>
internal sealed class UpdateRole(RoleDb db, AssignmentDb assignments, TenantAdmins admins, Places places, Rights rights, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/roles/{id}", (RoleId id, UpdateRoleRequest request, IfMatch match, UpdateRole feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp());

    public async Task<Result<RoleView>> Handle(OpContext op, RoleId id, UpdateRoleRequest request, IfMatch match, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var heirs = (await db.Book(op, ct)).Heirs(id.Value.ToString());
        var seen = await places.Look(op, (await assignments.PlacesOf(op, heirs, now, ct)).Select(p => (p.In, p.Scope)), ct);
        await using var change = db.Change();
        var guard = await admins.Hold(change, ct);
        if ((await match.Take(RoleDb.ForUpdate(change, id, ct), AccessProblems.RoleNotFound)).Fails(out var role, out var problem))
        {
            return problem;
        }

        var updated = role.Set(request.Name, request.Meaning, request.Permissions, request.Parents);
        if (guard.Book.Check(updated) is { } wrong)
        {
            return wrong;
        }

        var after = guard.Book.With(updated);
        foreach (var (held, tenant, node) in await AssignmentDb.PlacesOf(change, op.Tenant, after.Heirs(role.Key), now, ct))
        {
            if (!rights.MayGive(op, after.PermissionsOf(held).Except(guard.Book.PermissionsOf(held), StringComparer.Ordinal), tenant, seen.Of(tenant, node)))
            {
                return AccessProblems.RoleEscalation;
            }
        }

        // Who has it, or one that inherits from it, is in other roles from now on.
        var moved = after.Heirs(role.Key).SelectMany(h => guard.Book.Lineage(h).Except(after.Lineage(h), StringComparer.Ordinal).Concat(after.Lineage(h).Except(guard.Book.Lineage(h), StringComparer.Ordinal)));
        if (rights.CheckNamed(op, moved.Distinct(StringComparer.Ordinal).Select(PolicyVocabulary.RoleOf)) is { } concerned)
        {
            return concerned;
        }

        RoleDb.Update(change, updated);
        var view = RoleView.From(updated, after);
        change.Publish(new RoleUpdated(role.Id, updated.Name, updated.Permissions, updated.Parents));
        change.Audit(RoleView.Fact(RoleView.From(role, guard.Book), view));
        return await guard.Commit(view, ct, after);
    }
}
