using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <param name="Name">For people: 1 to 100 characters, unique in the tenant whatever its case, and not a stock role's.</param>
/// <param name="Permissions">What it gives by itself: at most 100 of <c>area:verb</c>, <c>area:*</c> and <c>*</c>.</param>
/// <param name="Parents">The ids of at most 16 roles, stock or the tenant's own, whose permissions it gives as well.</param>
/// <param name="Meaning">For who assigns it: at most 500 characters.</param>
internal sealed record CreateRoleRequest(string Name, IReadOnlyList<string>? Permissions = null, IReadOnlyList<string>? Parents = null, string? Meaning = null) : IRequest
{
    public Problem? Check() => RoleSettings.Check(Name, Meaning, Permissions, Parents);
}

/// <summary>Makes a role of the tenant's own. Nobody has it yet: giving it takes all that is in it.</summary>
internal sealed class CreateRole(RoleDb db, Quotas quotas, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.WriteRoles).Behind(AccessFlags.CustomRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/roles", (CreateRoleRequest request, CreateRole feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(view => view, view => $"/api/roles/{view.Id}"));

    public async Task<Result<RoleView>> Handle(OpContext op, CreateRoleRequest request, CancellationToken ct)
    {
        var role = new CustomRole(Id.New<RoleId>(time), op.Tenant, "", "", [], [], 0, time.GetUtcNow()).Set(request.Name, request.Meaning, request.Permissions, request.Parents);
        await using var change = db.Change();
        await AssignmentDb.Hold(change, ct);
        var book = await db.Book(change, op.Tenant, ct);
        if ((book.Check(role) ?? await quotas.Take(change, RoleDb.Quota, 1, ct)) is { } problem)
        {
            return problem;
        }

        RoleDb.Insert(change, role);
        var view = RoleView.From(role, book.With(role));
        change.Publish(new RoleCreated(role.Id, role.Name, role.Permissions, role.Parents));
        change.Audit(RoleView.Fact(null, view));
        return await change.Commit(view, ct);
    }
}
