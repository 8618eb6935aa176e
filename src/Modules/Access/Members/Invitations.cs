using System.Globalization;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Members;

/// <summary>Writes invitations: a token that is good once, in a mail to the address that is invited, and nowhere else.</summary>
internal sealed class Invitations(IMails mails)
{
    private const string Prefix = "hfj_";

    /// <summary>Takes one of the mails that the change's tenant may write today; why not when there is none left.</summary>
    public Task<Problem?> Take(Change change, CancellationToken ct) => mails.Take(change, ct);

    /// <summary>Adds the mail to a change in the tenant; answers it, and the hash of what it holds.</summary>
    /// <param name="change">Of the tenant that invites.</param>
    /// <param name="email">To whom.</param>
    /// <param name="tenant">What people call the tenant.</param>
    /// <param name="by">Who asks them in.</param>
    /// <param name="role">What people call the role.</param>
    /// <param name="expiresAt">Until when it is good.</param>
    public (MailId Mail, byte[] Hash) Write(Change change, string email, string tenant, string by, string role, DateTimeOffset expiresAt)
    {
        var token = SingleUseToken.New(Prefix);
        var text = $"""
            {by} asks you to join {tenant} in Holdfast, as: {role}.

            To accept, open this page. The link is for you alone, and good once:

            {mails.Link("/join#" + token)}

            It is good until {expiresAt.ToString("d MMMM yyyy, HH:mm", CultureInfo.InvariantCulture)} (UTC). If you do not know what this is about, do nothing: nothing happens then.

            """;
        return (mails.Add(change, new MailDraft(email, $"Join {tenant} in Holdfast", text, expiresAt)), SingleUseToken.Hash(token));
    }

    /// <summary>Takes the mail back with a change, as long as it has not left.</summary>
    public void TakeBack(Change change, Invitation invitation) => mails.TakeBack(change, invitation.Mail);
}
