using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>Removes a group that has no devices.</summary>
internal sealed class DeleteGroup(TenancyDb db, IEnumerable<IGroupContents> contents) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TenancyPermissions.StructureWrite);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/groups/{id}", (GroupId id, IfMatch match, DeleteGroup feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, GroupId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if ((await match.Take(TenancyDb.GroupForUpdate(change, id, ct), TenancyProblems.GroupNotFound)).Fails(out var group, out var problem))
        {
            return problem;
        }

        foreach (var module in contents)
        {
            if (await module.Any(change, id, ct))
            {
                return TenancyProblems.GroupNotEmpty;
            }
        }

        TenancyDb.Delete(change, id);
        change.Publish(new GroupDeleted(id, group.Organization), group.Place);
        change.Audit(GroupView.Fact(GroupView.From(group), null));
        return await change.Commit(Done.Value, ct);
    }
}
