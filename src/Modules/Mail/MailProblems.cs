using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Mail;

/// <summary>What can stand in the way in this module.</summary>
internal static class MailProblems
{
    /// <summary>The area of this module's problem codes.</summary>
    public const string Area = "mail";

    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "mail.not_found", "There is no such mail.");

    /// <summary>The tenant's mails of the day have been written.</summary>
    public static Problem TooManyToday(int most, TimeSpan wait) =>
        new(ProblemKind.TooMany, "mail.too_many_today", $"A tenant writes at most {most} mails a day; the next day begins at midnight, UTC.", RetryAfter: wait);

    public static Problem NotFailed { get; } = new(ProblemKind.Conflict, "mail.not_failed", "Only a mail that failed and is not out of date is sent again.");

    public static Problem UnderWay { get; } = new(ProblemKind.Conflict, "mail.under_way", "The mail is being sent at this moment.");

    public static Problem BadState { get; } = Problem.OfField("mail.bad_state", "state", "The state is one of WAITING, SENT, FAILED and EXPIRED.");
}
