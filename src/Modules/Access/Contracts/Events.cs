using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A person can sign in.</summary>
/// <param name="User">Who.</param>
/// <param name="Username">The name to sign in with.</param>
/// <param name="Role">The id of the role that the person has on all of the tenant; null for none.</param>
public sealed record UserCreated(UserId User, string Username, string? Role) : IEvent
{
    static string IEvent.Name => "user.created";
}

/// <summary>A person's name, role or status is another.</summary>
/// <param name="User">Who.</param>
/// <param name="Username">The name to sign in with, as it is now.</param>
/// <param name="Role">The id of the role that the person has on all of the tenant now; null for none.</param>
/// <param name="Status">DISABLED: can not sign in.</param>
public sealed record UserUpdated(UserId User, string Username, string? Role, UserStatus Status) : IEvent
{
    static string IEvent.Name => "user.updated";
}

/// <summary>A person is gone.</summary>
/// <param name="User">Who it was.</param>
public sealed record UserDeleted(UserId User) : IEvent
{
    static string IEvent.Name => "user.deleted";
}

/// <summary>Somebody or something has a role at a node of the tree.</summary>
/// <param name="Assignment">Which assignment.</param>
/// <param name="Kind">What kind of thing has the role.</param>
/// <param name="Principal">Which.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node, and below it.</param>
/// <param name="ExpiresAt">Until when; null when it does not end by itself.</param>
public sealed record AssignmentCreated(Guid Assignment, AssigneeKind Kind, Guid Principal, string Role, Scope Scope, DateTimeOffset? ExpiresAt) : IEvent
{
    static string IEvent.Name => "assignment.created";
}

/// <summary>A role at a node ends at another time, or does not end by itself any more.</summary>
/// <param name="Assignment">Which assignment.</param>
/// <param name="Kind">What kind of thing has the role.</param>
/// <param name="Principal">Which.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node, and below it.</param>
/// <param name="ExpiresAt">Until when; null when it does not end by itself.</param>
public sealed record AssignmentUpdated(Guid Assignment, AssigneeKind Kind, Guid Principal, string Role, Scope Scope, DateTimeOffset? ExpiresAt) : IEvent
{
    static string IEvent.Name => "assignment.updated";
}

/// <summary>Somebody or something has a role at a node no longer.</summary>
/// <param name="Assignment">Which assignment it was.</param>
/// <param name="Kind">What kind of thing had the role.</param>
/// <param name="Principal">Which.</param>
/// <param name="Role">The role's id.</param>
/// <param name="Scope">At which node it was.</param>
public sealed record AssignmentDeleted(Guid Assignment, AssigneeKind Kind, Guid Principal, string Role, Scope Scope) : IEvent
{
    static string IEvent.Name => "assignment.deleted";
}

/// <summary>Who chose a new password.</summary>
public enum PasswordChangedBy
{
    /// <summary>The person, who knew the one before.</summary>
    Self,

    /// <summary>The person, with a single-use token that somebody handed out.</summary>
    Reset,

    /// <summary>An administrator; the person has to choose another at the next sign-in.</summary>
    Administrator,
}

/// <summary>A person's password is another; the sessions under the old one have ended.</summary>
/// <param name="User">Whose.</param>
/// <param name="By">Who chose it.</param>
public sealed record UserPasswordChanged(UserId User, PasswordChangedBy By) : IEvent
{
    static string IEvent.Name => "user.password_changed";
}

/// <summary>A log-in session ended before its time.</summary>
/// <param name="User">Whose.</param>
/// <param name="Session">Which.</param>
/// <param name="Reason">LOGOUT, ENDED (by its person, elsewhere), ADMINISTRATOR, PASSWORD (another one was chosen), REPLACED (by a sign-in in the same browser), REPLAY, SECOND_FACTOR (a password alone is not enough any more), SSO (an identity provider is asked for), PROVIDER (the identity provider says so, or speaks for nobody any more).</param>
public sealed record SessionEnded(UserId User, Guid Session, string Reason) : IEvent
{
    static string IEvent.Name => "session.ended";
}

/// <summary>A person has signed in from a network from which they had not.</summary>
/// <param name="User">Who.</param>
/// <param name="Session">Which session that opened.</param>
/// <param name="Address">From where; null when not known.</param>
/// <param name="UserAgent">With what, as the client named itself.</param>
public sealed record SessionNewPlace(UserId User, Guid Session, string? Address, string? UserAgent) : IEvent
{
    static string IEvent.Name => "session.new_place";
}

/// <summary>What became of a person's second factors.</summary>
public enum SecondFactorChange
{
    /// <summary>One was added.</summary>
    Added,

    /// <summary>One was removed by its person.</summary>
    Removed,

    /// <summary>There are other recovery codes.</summary>
    RecoveryCodes,

    /// <summary>All were taken away by an administrator or the operator.</summary>
    Reset,
}

/// <summary>A person has other second factors.</summary>
/// <param name="User">Whose.</param>
/// <param name="Change">What became of them.</param>
public sealed record UserSecondFactorsChanged(UserId User, SecondFactorChange Change) : IEvent
{
    static string IEvent.Name => "user.second_factors_changed";
}

/// <summary>A tenant asks something else of who signs in.</summary>
/// <param name="RequireSecondFactor">Whether everybody needs a second factor.</param>
/// <param name="RequireSingleSignOn">Whether everybody but a few signs in by an identity provider.</param>
public sealed record SignInRulesChanged(bool RequireSecondFactor, bool RequireSingleSignOn) : IEvent
{
    static string IEvent.Name => "sign_in_rules.changed";
}
