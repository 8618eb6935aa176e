using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>An invitation on the wire; what was sent is in no answer.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Email">To whom: only this address can accept it.</param>
/// <param name="Role">The id of the role that they will have.</param>
/// <param name="Scope">At which node, and below it.</param>
/// <param name="State">What has become of it.</param>
/// <param name="InvitedByName">Who asks them in.</param>
/// <param name="MailId">The mail that was written last: GET /api/mails/{id} says how far it has come.</param>
/// <param name="Sends">How often it was sent, 10 times at most.</param>
/// <param name="SentAt">When last.</param>
/// <param name="ExpiresAt">Until when it is good.</param>
/// <param name="EndedAt">When it was accepted or taken back; null as long as it was neither.</param>
/// <param name="AcceptedBy">Who accepted it; null when nobody did.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record InvitationView(
    InvitationId Id, string Email, string Role, Scope Scope, InvitationState State, string InvitedByName, MailId MailId, int Sends, DateTimeOffset SentAt, DateTimeOffset ExpiresAt,
    DateTimeOffset? EndedAt, Guid? AcceptedBy, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static InvitationView From(Invitation i, DateTimeOffset now) => new(
        i.Id, i.Email, i.Role, i.Scope, i.StateAt(now), i.InvitedByName, i.Mail, i.Sends, i.SentAt, i.ExpiresAt, i.EndedAt, i.AcceptedBy?.Value, i.CreatedAt, i.Version);

    public static AuditFact Fact(InvitationView? before, InvitationView? after, ScopePath path) =>
        AuditFact.Of("invitation", (after ?? before)!.Id.Value, (after ?? before)!.Email, before, after) with { Category = AuditCategory.UserManagement, Path = path, Pii = true };
}
