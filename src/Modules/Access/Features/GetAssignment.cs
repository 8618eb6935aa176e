using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Access.Features;

/// <summary>One assignment of a role.</summary>
internal sealed class GetAssignment(AssignmentDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(AccessPermissions.ReadRoles);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/role-assignments/{id}", (AssignmentId id, GetAssignment feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(AssignmentView.From));

    public async Task<Result<Assignment>> Handle(OpContext op, AssignmentId id, CancellationToken ct) =>
        await db.Assignment(op, id, ct) is { } found ? found : AccessProblems.AssignmentNotFound;
}
