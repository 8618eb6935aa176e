using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <param name="Name">1 to 100 characters, unique in the organization.</param>
internal sealed record UpdateGroupRequest(string Name) : IRequest
{
    public Problem? Check() => DisplayName.Check(Name, "name");
}

/// <summary>Renames a group.</summary>
internal sealed class UpdateGroup(TenancyDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/groups/{id}", (GroupId id, UpdateGroupRequest request, IfMatch match, UpdateGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(GroupView.From));

    public async Task<Result<Group>> Handle(OpContext op, GroupId id, UpdateGroupRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(TenancyDb.GroupForUpdate(change, id, ct), TenancyProblems.GroupNotFound)).Fails(out var group, out var problem))
        {
            return problem;
        }

        var before = GroupView.From(group);
        group.Rename(request.Name);
        TenancyDb.Update(change, group);
        change.OnViolation("device_group_name_key", TenancyProblems.GroupExists);
        change.Publish(new GroupRenamed(id, group.Name), group.Place);
        change.Audit(GroupView.Fact(before, GroupView.From(group)));
        return await change.Commit(group, ct);
    }
}
