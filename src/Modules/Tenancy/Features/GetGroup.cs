using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>One group.</summary>
internal sealed class GetGroup(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureRead);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/groups/{id}", (GroupId id, GetGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, ct).ToHttp(GroupView.From));

    public async Task<Result<Group>> Handle(OpContext op, GroupId id, CancellationToken ct) =>
        await db.Group(op, id, ct) is { } group ? group : TenancyProblems.GroupNotFound;
}
