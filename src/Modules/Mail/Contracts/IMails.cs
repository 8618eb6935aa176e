using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Mail.Contracts;

/// <summary>One mail.</summary>
public readonly partial record struct MailId(Guid Value) : IId<MailId>;

/// <summary>What is to be said to somebody.</summary>
/// <param name="Recipient">Whose address; checked by whoever took it in.</param>
/// <param name="Subject">One line, at most 200 characters; longer is cut.</param>
/// <param name="Text">Plain text; lines end with a newline.</param>
/// <param name="GoodUntil">It is not sent any more from then on: what it says is out of date.</param>
public sealed record MailDraft(string Recipient, string Subject, string Text, DateTimeOffset GoodUntil);

/// <summary>Writes to people.</summary>
public interface IMails
{
    /// <summary>Whether there is a server that mails go to; where there is none they wait to be read in the console.</summary>
    bool AreSent { get; }

    /// <summary>The address of a page of the console.</summary>
    /// <param name="path">Begins with a slash. What only its reader is to have stands after a <c>#</c>: no server sees that.</param>
    string Link(string path);

    /// <summary>Takes one of the mails that the change's tenant may write today; why not when they have been written. Asked in the change that adds it.</summary>
    Task<Problem?> Take(Change change, CancellationToken ct);

    /// <summary>Adds a mail to a change in the control store; it leaves after the commit. One was taken before.</summary>
    MailId Add(Change change, MailDraft draft);

    /// <summary>
    /// Takes one of the day's mails and adds it under an id that the caller makes, unless it was added before: however often the same is asked for, it is
    /// written once. Why not when so many have been written. In a change in the control store.
    /// </summary>
    Task<Problem?> AddOnce(Change change, MailId id, MailDraft draft, CancellationToken ct);

    /// <summary>Takes one back, with a change of its tenant, that has not left yet.</summary>
    void TakeBack(Change change, MailId mail);
}
