using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>People of a tenant who have roles together.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Name">For people; unique in the tenant, whatever its case.</param>
/// <param name="Meaning">What the group is for; may be empty.</param>
/// <param name="Members">How many people are in it.</param>
/// <param name="Version">Grows with every change, of its members too.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="IsProvisioned">Whether the tenant's identity provider keeps its name and its members.</param>
internal sealed record UserGroup(UserGroupId Id, TenantId Tenant, string Name, string Meaning, long Members, long Version, DateTimeOffset CreatedAt, bool IsProvisioned = false) : IVersioned
{
    /// <summary>Why people may not change its name or who is in it; null when they may.</summary>
    public Problem? CheckByHand() => IsProvisioned ? ProvisioningProblems.GroupIsProvisioned : null;

    public static Problem? Check(string name, string? meaning) =>
        !RoleSettings.IsName(name) ? AccessProblems.BadUserGroupName : !RoleSettings.IsMeaning(meaning) ? AccessProblems.BadUserGroupMeaning : null;

    public UserGroup Rename(string name, string? meaning) => this with { Name = name.Trim(), Meaning = meaning?.Trim() ?? "", Version = Version + 1 };

    public UserGroup Grow(int by) => this with { Members = Members + by, Version = Version + 1 };
}

/// <summary>Somebody in a user group.</summary>
/// <param name="User">Who.</param>
/// <param name="Username">Their name.</param>
/// <param name="AddedAt">Since when.</param>
internal sealed record UserGroupMember(UserId User, string Username, DateTimeOffset AddedAt);
