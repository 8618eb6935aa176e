using System.ComponentModel;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>Who has which role where, newest first.</summary>
internal sealed class ListAssignments(AssignmentDb db, RoleDb roles) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/role-assignments", (
                [Description("Only what was given to this person, user group or key.")] Guid? principalId,
                [Description("Only assignments of this role, by its id.")] string? role,
                PageQuery page,
                ListAssignments feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, principalId, role, page.Request, ct).ToHttp(AssignmentView.From));

    public async Task<Result<Page<Assignment>>> Handle(OpContext op, Guid? principal, string? role, PageRequest page, CancellationToken ct) =>
        role is not null && !(await roles.Book(op, ct)).Has(role) ? AccessProblems.UnknownRole : page.Cut(await db.Assignments(op, principal, role, page, ct), a => a.Id.Value);
}
