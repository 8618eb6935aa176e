using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Fleet.Features;

/// <summary>An enrolment token on the wire, without the token.</summary>
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
        after is null ? null : AuditFact.Show(From(after)));
}

/// <summary>A new enrolment token; the only time that it is shown.</summary>
internal sealed record NewEnrollmentTokenView(
    EnrollmentTokenId Id, string Token, GroupId GroupId, DateTimeOffset ExpiresAt, int MaxUses, int Uses, DateTimeOffset CreatedAt)
{
    public static NewEnrollmentTokenView From((EnrollmentToken Token, string Secret) issued) =>
        new(issued.Token.Id, issued.Secret, issued.Token.Group, issued.Token.ExpiresAt, issued.Token.MaxUses, issued.Token.Uses, issued.Token.CreatedAt);
}
