using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A group on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="OrganizationId">In which organization.</param>
/// <param name="Name">Unique in its organization.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record GroupView(GroupId Id, OrganizationId OrganizationId, string Name, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static GroupView From(Group group) =>
        new(group.Id, group.Organization, group.Name, group.CreatedAt, group.Version);

    public static AuditFact Fact(GroupView? before, GroupView? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("group", named.Id.Value, named.Name, before, after) with { Path = new(named.OrganizationId.Value, named.Id.Value, null) };
    }
}
