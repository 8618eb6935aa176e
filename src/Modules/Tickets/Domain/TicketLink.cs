using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>Another thing that a ticket has to do with.</summary>
internal sealed record TicketLink(TicketLinkId Id, TicketLinkKind Kind, string Target, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public const int MaxPerTicket = 100;
    public const int MaxTarget = 2000;
    private const int MaxAlert = 200;

    /// <summary>The normal form of what a link leads to.</summary>
    public static Result<string> Normal(TicketLinkKind kind, string? target, string field) =>
        target is { Length: <= MaxTarget } && target.Trim() is { Length: > 0 } text && !text.Any(c => char.IsControl(c) || char.IsSurrogate(c)) && Form(kind, text) is { } form
            ? form
            : TicketsProblems.BadLink(kind, field);

    private static string? Form(TicketLinkKind kind, string text) => kind switch
    {
        TicketLinkKind.Finding or TicketLinkKind.Device => Guid.TryParseExact(text, "D", out var id) ? id.ToString() : null,
        TicketLinkKind.Alert => text.Length <= MaxAlert ? text : null,
        _ => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is ("http" or "https") && uri.Host.Length > 0 && uri.UserInfo.Length == 0 ? text : null,
    };
}
