using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>Something seen that a ticket is about. Its value is in one form whatever it was written like, so that tickets about the same are found.</summary>
internal sealed record Observable(ObservableId Id, ObservableKind Kind, string Value, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public const int MaxPerTicket = 100;
    public const int MaxValue = 2000;
    private const int MaxName = 253;
    private const int MaxUser = 256;

    private static readonly IdnMapping Punycode = new();

    /// <summary>The normal form of a value.</summary>
    public static Result<string> Normal(ObservableKind kind, string? value, string field) =>
        value is { Length: <= MaxValue } && value.Trim() is { Length: > 0 } text && !text.Any(char.IsControl) && Form(kind, text) is { } form
            ? form
            : TicketsProblems.BadObservable(kind, field);

    /// <summary>The normal forms of a text under every kind that it can be of: for looking it up.</summary>
    public static string[] Forms(string text) =>
        [.. Enum.GetValues<ObservableKind>().Select(kind => Normal(kind, text, "")).Where(form => form.Succeeded).Select(form => form.Value).Distinct(StringComparer.Ordinal)];

    private static string? Form(ObservableKind kind, string text) => kind switch
    {
        ObservableKind.Address => Address(text),
        ObservableKind.Domain => Name(text) is { } name && name.Contains('.', StringComparison.Ordinal) && Address(name) is null ? name : null,
        ObservableKind.Url => Url(text),
        ObservableKind.Hash => text.Length is 32 or 40 or 64 or 96 or 128 && text.All(char.IsAsciiHexDigit) ? text.ToLowerInvariant() : null,
        ObservableKind.Host => text.Length <= MaxName && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') ? text.TrimEnd('.').ToLowerInvariant() is { Length: > 0 } host ? host : null : null,
        ObservableKind.User => IsText(text) && text.Length <= MaxUser ? text.Normalize(NormalizationForm.FormC) : null,
        _ => Email(text),
    };

    private static string? Address(string text)
    {
        // The parser takes 1, 0x7f.1 and 010.0.0.1 too; nobody who writes these means the address that it makes of them.
        if (text.Contains('%', StringComparison.Ordinal) || text.Contains('[', StringComparison.Ordinal) || !IPAddress.TryParse(text, out var address))
        {
            return null;
        }

        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address.ToString() == text ? text : null;
        }

        return (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString();
    }

    private static string? Name(string text)
    {
        var bare = text.EndsWith('.') ? text[..^1] : text;
        try
        {
            var ascii = Punycode.GetAscii(bare.ToLowerInvariant()).ToLowerInvariant();
            return ascii.Length <= MaxName && ascii.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Url(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "ftp") || uri.Host.Length == 0 || !IsText(text))
        {
            return null;
        }

        var port = uri.IsDefaultPort ? "" : $":{uri.Port}";
        var user = uri.UserInfo.Length > 0 ? $"{uri.UserInfo}@" : "";
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost.ToLowerInvariant();
        var form = $"{uri.Scheme}://{user}{host}{port}{uri.PathAndQuery}";
        return form.Length <= MaxValue ? form : null;
    }

    private static string? Email(string text)
    {
        var at = text.LastIndexOf('@');
        return at is > 0 and <= 64 && text.Length <= 320 && IsText(text) && !text.Any(char.IsWhiteSpace) && text.IndexOf('@', StringComparison.Ordinal) == at
            && Name(text[(at + 1)..]) is { } domain && domain.Contains('.', StringComparison.Ordinal)
            ? $"{text[..at].Normalize(NormalizationForm.FormC).ToLowerInvariant()}@{domain}"
            : null;
    }

    // Half of a surrogate pair is no text, and cannot be normalised.
    private static bool IsText(string text)
    {
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar)
            {
                return false;
            }
        }

        return true;
    }
}
