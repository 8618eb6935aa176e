using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>A user group that a tenant's identity provider keeps.</summary>
/// <param name="Group">The group.</param>
/// <param name="ExternalId">Its id at the identity provider.</param>
/// <param name="ChangedAt">When it was last changed.</param>
internal sealed record ProvisionedGroup(UserGroup Group, string? ExternalId, DateTimeOffset ChangedAt) : IVersioned
{
    /// <summary>Who is in it, where that was asked for.</summary>
    public IReadOnlyList<GroupMember> Members { get; init; } = [];

    public long Version => Group.Version;

    /// <summary>What of it changed, for the audit log: of its members those who came and those who went, as far as there is room.</summary>
    public static AuditFact Fact(ProvisionedGroup? before, ProvisionedGroup? after, IReadOnlyList<UserId> added, IReadOnlyList<UserId> removed)
    {
        var named = (after ?? before)!.Group;
        return AuditFact.Of("user_group", named.Id.Value, named.Name, before is null ? null : Said.By(before, [], []), after is null ? null : Said.By(after, added, removed)) with
        {
            Category = AuditCategory.UserManagement,
        };
    }

    private sealed record Said(UserGroupId Id, string Name, string? ExternalId, long Members, IReadOnlyList<UserId> Added, IReadOnlyList<UserId> Removed, long Version)
    {
        public static Said By(ProvisionedGroup g, IReadOnlyList<UserId> added, IReadOnlyList<UserId> removed) => new(
            g.Group.Id, g.Group.Name, g.ExternalId, g.Group.Members, [.. added.Take(ScimLimits.MembersPerRequest)], [.. removed.Take(ScimLimits.MembersPerRequest)], g.Group.Version);
    }
}

/// <summary>Somebody in a provisioned group.</summary>
/// <param name="Group">In which.</param>
/// <param name="User">Who.</param>
/// <param name="Name">What they are called.</param>
internal sealed record GroupMember(UserGroupId Group, UserId User, string Name);
