using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="OrganizationId">The organization that it belongs to, for good.</param>
/// <param name="Name">1 to 100 characters, unique in the organization.</param>
internal sealed record CreateGroupRequest(OrganizationId OrganizationId, string Name) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Adds a group to an organization.</summary>
internal sealed class CreateGroup(TenancyDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/groups", (CreateGroupRequest request, CreateGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(GroupView.From, view => $"/api/groups/{view.Id}"));

    public async Task<Result<Group>> Handle(OpContext op, CreateGroupRequest request, CancellationToken ct)
    {
        if (!op.Reach.Covers(new ScopePath(request.OrganizationId.Value, null, null)))
        {
            return TenancyProblems.UnknownOrganization;
        }

        var group = Group.Found(request.OrganizationId, request.Name, time);
        await using var change = db.Change();
        TenancyDb.Insert(change, group);
        change.OnViolation("device_group_name_key", TenancyProblems.GroupExists);
        change.OnViolation("device_group_organization_fkey", TenancyProblems.UnknownOrganization);
        change.Publish(new GroupCreated(group.Id, group.Organization, group.Name), group.Place);
        change.Audit(GroupView.Fact(null, GroupView.From(group)));
        return await change.Commit(group, ct);
    }
}
