using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>A person can sign in.</summary>
/// <param name="User">Who.</param>
/// <param name="Username">The name to sign in with.</param>
/// <param name="Role">What the person may do.</param>
public sealed record UserCreated(UserId User, string Username, Role Role) : IEvent
{
    static string IEvent.Name => "user.created";
}

/// <summary>A person's name, role or status is another.</summary>
/// <param name="User">Who.</param>
/// <param name="Username">The name to sign in with, as it is now.</param>
/// <param name="Role">What the person may do now.</param>
/// <param name="Status">DISABLED: can not sign in.</param>
public sealed record UserUpdated(UserId User, string Username, Role Role, UserStatus Status) : IEvent
{
    static string IEvent.Name => "user.updated";
}

/// <summary>A person is gone.</summary>
/// <param name="User">Who it was.</param>
public sealed record UserDeleted(UserId User) : IEvent
{
    static string IEvent.Name => "user.deleted";
}

/// <summary>A log-in session ended before its time.</summary>
/// <param name="User">Whose.</param>
/// <param name="Session">Which.</param>
/// <param name="Reason">LOGOUT, REPLAY, DISABLED.</param>
public sealed record SessionEnded(UserId User, Guid Session, string Reason) : IEvent
{
    static string IEvent.Name => "session.ended";
}
