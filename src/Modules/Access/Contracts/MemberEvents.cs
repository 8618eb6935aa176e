using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>Somebody may join the tenant.</summary>
/// <param name="Invitation">Which invitation.</param>
/// <param name="Role">The role that they will have.</param>
/// <param name="Scope">At which node, and below it.</param>
/// <param name="ExpiresAt">Until when.</param>
public sealed record InvitationCreated(InvitationId Invitation, string Role, Scope Scope, DateTimeOffset ExpiresAt) : IEvent
{
    static string IEvent.Name => "invitation.created";
}

/// <summary>An invitation was sent anew: what was sent before is worth nothing.</summary>
/// <param name="Invitation">Which.</param>
/// <param name="ExpiresAt">Until when it is good now.</param>
public sealed record InvitationResent(InvitationId Invitation, DateTimeOffset ExpiresAt) : IEvent
{
    static string IEvent.Name => "invitation.resent";
}

/// <summary>An invitation was taken back.</summary>
/// <param name="Invitation">Which.</param>
public sealed record InvitationRevoked(InvitationId Invitation) : IEvent
{
    static string IEvent.Name => "invitation.revoked";
}

/// <summary>Somebody has followed an invitation.</summary>
/// <param name="Invitation">Which.</param>
/// <param name="User">Who.</param>
public sealed record InvitationAccepted(InvitationId Invitation, UserId User) : IEvent
{
    static string IEvent.Name => "invitation.accepted";
}

/// <summary>A person of one tenant is a guest in another from now on; told in both.</summary>
/// <param name="User">Who.</param>
/// <param name="From">The person's own tenant.</param>
/// <param name="In">Where they are a guest.</param>
public sealed record MemberJoined(UserId User, TenantId From, TenantId In) : IEvent
{
    static string IEvent.Name => "member.joined";
}

/// <summary>A person is a guest in another tenant no longer; told in both.</summary>
/// <param name="User">Who.</param>
/// <param name="From">The person's own tenant.</param>
/// <param name="In">Where they were a guest.</param>
public sealed record MemberLeft(UserId User, TenantId From, TenantId In) : IEvent
{
    static string IEvent.Name => "member.left";
}
