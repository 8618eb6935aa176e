using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What has become of an invitation.</summary>
internal enum InvitationState
{
    /// <summary>It can be accepted.</summary>
    Pending,

    /// <summary>It was.</summary>
    Accepted,

    /// <summary>It was taken back.</summary>
    Revoked,

    /// <summary>Its time is over; it can be sent anew.</summary>
    Expired,
}

/// <summary>Somebody may join a tenant, with a role at a node.</summary>
/// <param name="Tenant">Which tenant.</param>
/// <param name="Id">Its id.</param>
/// <param name="Email">To whom: only this address can accept it.</param>
/// <param name="Role">The role that they will have.</param>
/// <param name="Scope">At which node.</param>
/// <param name="Place">Where that node hung when the invitation was made.</param>
/// <param name="InvitedBy">Who asks them in; null for the tenant itself, by a domain of its own.</param>
/// <param name="InvitedByName">What that one is called.</param>
/// <param name="Mail">The mail that was written last.</param>
/// <param name="Sends">How often it was sent.</param>
/// <param name="SentAt">When last.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="EndedAt">When it was accepted or taken back; null as long as it was neither.</param>
/// <param name="AcceptedBy">Who accepted it; null when nobody did.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change.</param>
internal sealed record Invitation(
    TenantId Tenant,
    InvitationId Id,
    string Email,
    string Role,
    Scope Scope,
    ScopePath Place,
    Guid? InvitedBy,
    string InvitedByName,
    MailId Mail,
    int Sends,
    DateTimeOffset SentAt,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt,
    UserId? AcceptedBy,
    DateTimeOffset CreatedAt,
    long Version = 1) : IVersioned
{
    /// <summary>How often one may be sent: nobody is written to without end.</summary>
    public const int MaxSends = 10;

    private static readonly TimeSpan BetweenSends = TimeSpan.FromMinutes(1);

    /// <summary>What has become of it by a moment.</summary>
    public InvitationState StateAt(DateTimeOffset now) =>
        AcceptedBy is not null ? InvitationState.Accepted : EndedAt is not null ? InvitationState.Revoked : ExpiresAt <= now ? InvitationState.Expired : InvitationState.Pending;

    /// <summary>Why it cannot be sent anew now; null when it can.</summary>
    public Problem? CheckSending(DateTimeOffset now) =>
        EndedAt is not null ? MemberProblems.InvitationEnded
        : Sends >= MaxSends || now - SentAt < BetweenSends ? MemberProblems.SentEnough
        : null;

    /// <summary>The same, sent anew.</summary>
    public Invitation Resend(MailId mail, DateTimeOffset now, DateTimeOffset expiresAt) =>
        this with { Mail = mail, Sends = Sends + 1, SentAt = now, ExpiresAt = expiresAt, Version = Version + 1 };

    /// <summary>The same, at its end.</summary>
    /// <param name="by">Who accepted it; null when it was taken back.</param>
    /// <param name="now">When.</param>
    public Invitation End(UserId? by, DateTimeOffset now) => this with { AcceptedBy = by, EndedAt = now, Version = Version + 1 };
}
