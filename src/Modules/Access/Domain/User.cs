using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A person of one tenant.</summary>
internal sealed class User(
    TenantId tenant, UserId id, string username, string email, string? role, UserStatus status, string passwordHash, DateTimeOffset? lastLoginAt, long version, DateTimeOffset createdAt) : IVersioned
{
    /// <summary>What stands for the hash of a password where there is none: no password is the right one.</summary>
    public const string NoPassword = "";

    public TenantId Tenant { get; } = tenant;

    public UserId Id { get; } = id;

    public string Username { get; private set; } = username;

    public string Email { get; private set; } = email;

    /// <summary>The id of the first role that the person has by themselves on all of the tenant without an end; null when there is none.</summary>
    public string? Role { get; private set; } = role;

    public UserStatus Status { get; private set; } = status;

    public string PasswordHash { get; } = passwordHash;

    public DateTimeOffset? LastLoginAt { get; } = lastLoginAt;

    public long Version { get; private set; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public Principal AsPrincipal() => new(PrincipalKind.User, Id.Value, Username, Email) { Home = Tenant };

    /// <summary>Changes what an identity provider may change.</summary>
    public void Provision(string name, string address, UserStatus now)
    {
        (Username, Email, Status) = (name, address, now);
        Version++;
    }

    /// <summary>Changes what an administrator may change.</summary>
    /// <param name="name">The new user name.</param>
    /// <param name="as">The new role.</param>
    /// <param name="now">The new status.</param>
    public void Update(string name, string? @as, UserStatus now)
    {
        (Username, Role, Status) = (name.Trim(), @as, now);
        Version++;
    }
}
