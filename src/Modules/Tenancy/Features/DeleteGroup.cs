using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Removes a group that has no devices.</summary>
internal sealed class DeleteGroup(TenancyDb db, IEnumerable<IGroupContents> contents) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/groups/{id}", (GroupId id, IfMatch match, DeleteGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty())
        .Requires(TenancyPermissions.StructureWrite);

    public async Task<Result<Done>> Handle(OpContext op, GroupId id, IfMatch match, CancellationToken ct)
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

        foreach (var module in contents)
        {
            if (await module.Any(op, id, ct))
            {
                return TenancyProblems.GroupNotEmpty;
            }
        }

        TenancyDb.Delete(change, id);
        change.Publish(new GroupDeleted(id, group.Organization));
        change.Audit(GroupView.Fact(group, null));
        return await change.Commit(ct) is { } problem ? problem : Done.Value;
    }
}
