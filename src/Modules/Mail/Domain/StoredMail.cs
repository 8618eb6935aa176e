using Holdfast.Modules.Mail.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Mail.Domain;

/// <summary>How far a mail has come.</summary>
internal enum MailState
{
    /// <summary>It is sent as soon as there is a server that takes it.</summary>
    Waiting,

    /// <summary>The mail server took it.</summary>
    Sent,

    /// <summary>It is not tried again by itself.</summary>
    Failed,

    /// <summary>What it says was out of date before it was sent.</summary>
    Expired,
}

/// <summary>A mail, without its text.</summary>
/// <param name="Tenant">Whose.</param>
/// <param name="Id">Its id.</param>
/// <param name="Recipient">To whom.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="State">How far it has come.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">What stood in the way last; null when nothing did.</param>
/// <param name="GoodUntil">It is not sent any more from then on.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="SentAt">When the mail server took it; null when it did not.</param>
internal sealed record StoredMail(
    TenantId Tenant, MailId Id, string Recipient, string Subject, MailState State, int Attempts, string? Error, DateTimeOffset GoodUntil, DateTimeOffset CreatedAt, DateTimeOffset? SentAt)
{
    /// <summary>What its sealed text is bound to.</summary>
    public string Purpose => PurposeOf(Tenant, Id);

    /// <summary>What the sealed text of a mail is bound to.</summary>
    public static string PurposeOf(TenantId tenant, MailId id) => $"mail:{tenant}:{id}";
}
