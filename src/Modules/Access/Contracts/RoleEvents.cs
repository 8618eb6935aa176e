using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>The tenant has a role more.</summary>
/// <param name="Role">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Permissions">What it gives by itself, as <c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
/// <param name="Parents">The ids of the roles whose permissions it gives as well.</param>
public sealed record RoleCreated(RoleId Role, string Name, IReadOnlyList<string> Permissions, IReadOnlyList<string> Parents) : IEvent
{
    static string IEvent.Name => "role.created";
}

/// <summary>A role of the tenant's own is another: what its holders may do has changed with it.</summary>
/// <param name="Role">Which.</param>
/// <param name="Name">For people, as it is now.</param>
/// <param name="Permissions">What it gives by itself now, as <c>area:verb</c>, <c>area:*</c> or <c>*</c>.</param>
/// <param name="Parents">The ids of the roles whose permissions it gives as well now.</param>
public sealed record RoleUpdated(RoleId Role, string Name, IReadOnlyList<string> Permissions, IReadOnlyList<string> Parents) : IEvent
{
    static string IEvent.Name => "role.updated";
}

/// <summary>A role of the tenant's own, which nobody had, is gone.</summary>
/// <param name="Role">Which it was.</param>
/// <param name="Name">For people.</param>
public sealed record RoleDeleted(RoleId Role, string Name) : IEvent
{
    static string IEvent.Name => "role.deleted";
}

/// <summary>The tenant has a user group more.</summary>
/// <param name="Group">Which.</param>
/// <param name="Name">For people.</param>
public sealed record UserGroupCreated(UserGroupId Group, string Name) : IEvent
{
    static string IEvent.Name => "user_group.created";
}

/// <summary>A user group has another name or meaning.</summary>
/// <param name="Group">Which.</param>
/// <param name="Name">For people, as it is now.</param>
public sealed record UserGroupUpdated(UserGroupId Group, string Name) : IEvent
{
    static string IEvent.Name => "user_group.updated";
}

/// <summary>A user group is gone, and its members do not have its roles any more.</summary>
/// <param name="Group">Which it was.</param>
/// <param name="Name">For people.</param>
public sealed record UserGroupDeleted(UserGroupId Group, string Name) : IEvent
{
    static string IEvent.Name => "user_group.deleted";
}

/// <summary>Somebody is in a user group, and has its roles.</summary>
/// <param name="Group">Which.</param>
/// <param name="User">Who.</param>
public sealed record UserGroupMemberAdded(UserGroupId Group, UserId User) : IEvent
{
    static string IEvent.Name => "user_group.member_added";
}

/// <summary>Somebody is no longer in a user group, and does not have its roles by it.</summary>
/// <param name="Group">Which.</param>
/// <param name="User">Who.</param>
public sealed record UserGroupMemberRemoved(UserGroupId Group, UserId User) : IEvent
{
    static string IEvent.Name => "user_group.member_removed";
}
