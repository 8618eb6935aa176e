using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Provisioning;

/// <summary>A person whom the tenant's identity provider may keep.</summary>
/// <param name="Id">Their id.</param>
/// <param name="Username">What they are called here.</param>
/// <param name="Email">Their address.</param>
/// <param name="Status">Whether they may sign in.</param>
/// <param name="ExternalId">Their id at the identity provider.</param>
/// <param name="DisplayName">What it calls them; null when it has not said.</param>
/// <param name="Formatted">Their whole name.</param>
/// <param name="GivenName">The first name.</param>
/// <param name="FamilyName">The last name.</param>
/// <param name="IsDeactivated">Whether they are disabled because an identity provider said so.</param>
/// <param name="CreatedAt">When the account was made.</param>
/// <param name="ChangedAt">When it was last changed.</param>
/// <param name="Version">Grows with every change of the account.</param>
internal sealed record ProvisionedUser(
    UserId Id,
    string Username,
    string Email,
    UserStatus Status,
    string? ExternalId,
    string? DisplayName,
    string? Formatted,
    string? GivenName,
    string? FamilyName,
    bool IsDeactivated,
    DateTimeOffset CreatedAt,
    DateTimeOffset ChangedAt,
    long Version) : IVersioned
{
    /// <summary>The provisioned groups that they are in.</summary>
    public IReadOnlyList<GroupName> Groups { get; init; } = [];

    /// <summary>As the identity provider would say it.</summary>
    public UserDraft Draft => new(Email, ExternalId, DisplayName, Formatted, GivenName, FamilyName, Status == UserStatus.Active);

    /// <summary>What of them changed, for the audit log.</summary>
    public static AuditFact Fact(ProvisionedUser? before, ProvisionedUser? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("user", named.Id.Value, named.Username, before is null ? null : Said.By(before), after is null ? null : Said.By(after)) with
        {
            Category = AuditCategory.UserManagement,
            Pii = true,
        };
    }

    // As a change made in the console says it, and what only provisioning knows.
    private sealed record Said(UserId Id, string Username, string Email, UserStatus Status, string? ExternalId, string? DisplayName, string? Formatted, string? GivenName, string? FamilyName, long Version)
    {
        public static Said By(ProvisionedUser u) => new(u.Id, u.Username, u.Email, u.Status, u.ExternalId, u.DisplayName, u.Formatted, u.GivenName, u.FamilyName, u.Version);
    }
}

/// <summary>A provisioned group that somebody is in.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Its name.</param>
internal sealed record GroupName(UserGroupId Id, string Name);
