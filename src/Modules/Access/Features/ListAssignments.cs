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
internal sealed class ListAssignments(AccessDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/assignments", ([Description("Only what this principal has.")] Guid? principalId, PageQuery page, ListAssignments feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, principalId, page.Request, ct).ToHttp(AssignmentView.From));

    public async Task<Result<Page<Assignment>>> Handle(OpContext op, Guid? principal, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Assignments(op, principal, page, ct), a => a.Id.Value);
}
