using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>What can stand in the way of joining a tenant.</summary>
internal static class MemberProblems
{
    public static Problem InvitationNotFound { get; } = new(ProblemKind.NotFound, "invitation.not_found", "There is no such invitation.");

    public static Problem InvitationExists { get; } =
        new(ProblemKind.Conflict, "invitation.exists", "This address was invited already; send that invitation anew, or take it back.");

    public static Problem InvitationEnded { get; } = new(ProblemKind.Conflict, "invitation.ended", "This invitation was accepted or taken back.");

    public static Problem SentEnough { get; } = new(
        ProblemKind.Conflict, "invitation.sent_enough", $"An invitation is sent {Domain.Invitation.MaxSends} times at most, with a minute between; take it back and invite anew if it does not arrive.");

    /// <summary>The same for one that never was, was used, was taken back or is out of date.</summary>
    public static Problem TokenInvalid { get; } =
        Problem.OfField("invitation.token_invalid", "token", "This invitation was used, taken back, is out of date or never was; ask for another.");

    public static Problem HasAccount { get; } =
        new(ProblemKind.Conflict, "invitation.has_account", "There is an account of this address: sign in with it and accept the invitation then.");

    public static Problem OtherAddress { get; } =
        new(ProblemKind.Conflict, "invitation.other_address", "This invitation is for another address than that of the account that you are signed in with.");

    public static Problem AlreadyMember { get; } = new(ProblemKind.Conflict, "member.exists", "This person is in the tenant; give them roles instead.");

    public static Problem MemberNotFound { get; } = new(ProblemKind.NotFound, "member.not_found", "There is no such guest.");

    public static Problem TooManyTenants { get; } =
        new(ProblemKind.Conflict, "member.too_many_tenants", $"One person is a guest in at most {Domain.Guest.MostOfOne} tenants.");

    public static Problem DomainNotFound { get; } = new(ProblemKind.NotFound, "domain.not_found", "There is no such domain.");

    public static Problem BadState { get; } = Problem.OfField("invitation.bad_state", "state", "The state is one of PENDING, ACCEPTED, REVOKED and EXPIRED.");

    public static Problem BadLifetime { get; } = Problem.OfField("invitation.bad_lifetime", "expiresInDays", "An invitation is good for 1 to 30 days.");

    public static Problem BadScope { get; } = Problem.OfField("member.bad_scope", "scopeLevel", "Name both scopeLevel (TENANT, ORGANIZATION, GROUP or DEVICE) and scopeId, or neither.");
}
