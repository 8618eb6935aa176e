using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
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
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/groups/{id}", (GroupId id, UpdateGroupRequest request, IfMatch match, UpdateGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(GroupView.From))
        .Requires(TenancyPermissions.StructureWrite);

    public async Task<Result<Group>> Handle(OpContext op, GroupId id, UpdateGroupRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await TenancyDb.GroupForUpdate(change, id, ct) is not { } group)
        {
            return TenancyProblems.GroupNotFound;
        }

        if (match.Check(group.Version) is { } stale)
        {
            return stale;
        }

        var before = GroupView.Show(group);
        group.Rename(request.Name);
        TenancyDb.Update(change, group);
        change.OnViolation("device_group_name_key", TenancyProblems.GroupExists);
        change.Publish(new GroupRenamed(id, group.Name));
        change.Audit(new AuditFact("group", id.Value, group.Name, before, GroupView.Show(group)));
        return await change.Commit(ct) is { } problem ? problem : group;
    }
}
