using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>An enrolment token on the wire, without the token.</summary>
/// <param name="Id">Its id.</param>
/// <param name="GroupId">Where the devices will stand.</param>
/// <param name="ExpiresAt">It works until then.</param>
/// <param name="MaxUses">How many devices it lets in.</param>
/// <param name="Uses">How many it has let in.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="RevokedAt">When somebody ended it; null when nobody did.</param>
internal sealed record EnrollmentTokenView(
    EnrollmentTokenId Id, GroupId GroupId, DateTimeOffset ExpiresAt, int MaxUses, int Uses, DateTimeOffset CreatedAt, DateTimeOffset? RevokedAt)
{
    public static EnrollmentTokenView From(EnrollmentToken token) =>
        new(token.Id, token.Group, token.ExpiresAt, token.MaxUses, token.Uses, token.CreatedAt, token.RevokedAt);

    public static AuditFact Fact(EnrollmentToken? before, EnrollmentToken? after) => new(
        "enrollment_token",
        (after ?? before)!.Id.Value,
        null,
        before is null ? null : AuditFact.Show(From(before)),
        after is null ? null : AuditFact.Show(From(after)))
    {
        Path = (after ?? before)!.Place,
    };
}

/// <summary>A new enrolment token; the only time that it is shown.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Token">The token itself: a secret, kept only as a hash.</param>
/// <param name="GroupId">Where the devices will stand.</param>
/// <param name="ExpiresAt">It works until then.</param>
/// <param name="MaxUses">How many devices it lets in.</param>
/// <param name="Uses">How many it has let in.</param>
/// <param name="CreatedAt">When it was made.</param>
internal sealed record NewEnrollmentTokenView(
    EnrollmentTokenId Id, string Token, GroupId GroupId, DateTimeOffset ExpiresAt, int MaxUses, int Uses, DateTimeOffset CreatedAt)
{
    public static NewEnrollmentTokenView From((EnrollmentToken Token, string Secret) issued) =>
        new(issued.Token.Id, issued.Secret, issued.Token.Group, issued.Token.ExpiresAt, issued.Token.MaxUses, issued.Token.Uses, issued.Token.CreatedAt);
}
