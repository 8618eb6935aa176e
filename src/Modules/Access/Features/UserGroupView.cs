using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>A user group on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">For people; unique in the tenant.</param>
/// <param name="Meaning">What the group is for.</param>
/// <param name="Members">How many people are in it.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Provisioned">Whether the tenant's identity provider keeps its name and its members: then they are not changed here.</param>
/// <param name="Version">Grows with every change, of its members too; the answer's ETag, for If-Match.</param>
internal sealed record UserGroupView(UserGroupId Id, string Name, string Meaning, long Members, DateTimeOffset CreatedAt, bool Provisioned, long Version) : IVersioned
{
    public static UserGroupView From(UserGroup group) => new(group.Id, group.Name, group.Meaning, group.Members, group.CreatedAt, group.IsProvisioned, group.Version);

    public static AuditFact Fact(UserGroup? before, UserGroup? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("user_group", named.Id.Value, named.Name, before is null ? null : From(before), after is null ? null : From(after)) with { Category = AuditCategory.UserManagement };
    }
}

/// <summary>Somebody in a user group, on the wire.</summary>
/// <param name="UserId">Who.</param>
/// <param name="Username">Their name.</param>
/// <param name="AddedAt">Since when.</param>
internal sealed record UserGroupMemberView(UserId UserId, string Username, DateTimeOffset AddedAt)
{
    public static UserGroupMemberView From(UserGroupMember member) => new(member.User, member.Username, member.AddedAt);

    public static AuditFact Fact(UserGroup group, UserId user, string name, bool isMember) =>
        AuditFact.Of("user_group", group.Id.Value, $"{name} in {group.Name}", isMember ? null : new MemberFact(user, name), isMember ? new MemberFact(user, name) : null) with
        {
            Category = AuditCategory.Authorization,
            Pii = true,
        };

    /// <summary>Who was or is in the group, as the audit log shows it.</summary>
    private sealed record MemberFact(UserId UserId, string Username);
}
