using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A person of one tenant.</summary>
internal sealed class User(
    TenantId tenant, UserId id, string username, string email, Role role, UserStatus status, string passwordHash, DateTimeOffset? lastLoginAt, long version, DateTimeOffset createdAt)
{
    public TenantId Tenant { get; } = tenant;

    public UserId Id { get; } = id;

    public string Username { get; private set; } = username;

    public string Email { get; } = email;

    public Role Role { get; private set; } = role;

    public UserStatus Status { get; private set; } = status;

    public string PasswordHash { get; } = passwordHash;

    public DateTimeOffset? LastLoginAt { get; } = lastLoginAt;

    public long Version { get; private set; } = version;

    public DateTimeOffset CreatedAt { get; } = createdAt;

    public bool RunsTheTenant => Role == Role.Admin && Status == UserStatus.Active;

    public Actor AsActor() => new(ActorKind.User, Id.Value, Username, Email);

    /// <summary>Changes what an administrator may change.</summary>
    /// <param name="name">The new user name.</param>
    /// <param name="as">The new role.</param>
    /// <param name="now">The new status.</param>
    /// <param name="otherAdmins">How many other active administrators the tenant has: one must stay.</param>
    public Problem? Update(string name, Role @as, UserStatus now, int otherAdmins)
    {
        if (RunsTheTenant && otherAdmins == 0 && (@as != Role.Admin || now != UserStatus.Active))
        {
            return AccessProblems.LastAdmin;
        }

        (Username, Role, Status) = (name.Trim(), @as, now);
        Version++;
        return null;
    }
}
