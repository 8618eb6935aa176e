using System.Globalization;
using System.Text;

namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>
/// The one form of an observable, whoever names it: a product in an alert, a person on a ticket, a playbook. Total: what is none is null; the form
/// of a form is itself.
/// </summary>
public static class NormalObservable
{
    /// <summary>The most characters of a value.</summary>
    public const int MaxLength = 2000;

    private const int MaxName = 253;
    private const int MaxUser = 500;

    private static readonly IdnMapping Idn = new();

    /// <summary>An observable; null when the text is none of its type.</summary>
    public static Observable? Of(ObservableType type, string? text)
    {
        var trimmed = text?.Trim();
        if (trimmed is not { Length: > 0 and <= MaxLength } || trimmed.Any(char.IsControl) || !IsText(trimmed))
        {
            return null;
        }

        var value = type switch
        {
            ObservableType.IpAddress => NormalAddress.Ip(trimmed),
            ObservableType.MacAddress => NormalAddress.Mac(trimmed),
            ObservableType.Hash => trimmed.Length is 32 or 40 or 64 or 96 or 128 && trimmed.All(char.IsAsciiHexDigit) ? trimmed.ToLowerInvariant() : null,
            ObservableType.DomainName => Domain(trimmed),
            ObservableType.Hostname => Host(trimmed),
            ObservableType.EmailAddress => Email(trimmed),
            ObservableType.UrlString => Url(trimmed),
            ObservableType.UserName => trimmed.Normalize(NormalizationForm.FormC) is { Length: <= MaxUser } user ? user : null,
            _ => null,
        };
        return value is { Length: > 0 and <= MaxLength } ? new Observable(type, value) : null;
    }

    /// <summary>Those that are one, each once, at most 50, in their order.</summary>
    public static IReadOnlyList<Observable> All(params IEnumerable<Observable?> found) => [.. found.OfType<Observable>().Distinct().Take(50)];

    /// <summary>The forms of a text under every type that it can be of, each once: for looking it up.</summary>
    public static string[] Forms(string text) =>
        [.. Enum.GetValues<ObservableType>().Select(type => Of(type, text)?.Value).OfType<string>().Distinct(StringComparer.Ordinal)];

    private static string? Host(string text) =>
        text.Length <= MaxName && !text.Any(char.IsWhiteSpace) ? text.TrimEnd('.').ToLowerInvariant() : null;

    private static string? Domain(string text) =>
        Name(text) is { } name && name.Contains('.', StringComparison.Ordinal) && NormalAddress.Ip(name) is null ? name : null;

    // Underscores too: names of services (_dmarc.example.com) have them.
    private static string? Name(string text)
    {
        try
        {
            var ascii = Idn.GetAscii((text.EndsWith('.') ? text[..^1] : text).ToLowerInvariant()).ToLowerInvariant();
            return ascii.Length <= MaxName && ascii.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_') ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    // Without the part after #, which no server sees.
    private static string? Url(string text)
    {
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https" or "ftp") || uri.Host.Length == 0)
        {
            return null;
        }

        var port = uri.IsDefaultPort ? "" : $":{uri.Port}";
        var user = uri.UserInfo.Length > 0 ? $"{uri.UserInfo}@" : "";
        var host = uri.HostNameType == UriHostNameType.IPv6 ? uri.Host : uri.IdnHost.ToLowerInvariant();
        return $"{uri.Scheme}://{user}{host}{port}{uri.PathAndQuery}";
    }

    // In lower case before the @ as well: no mail server of today tells Ann from ann.
    private static string? Email(string text)
    {
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at is > 0 and <= 64 && text.Length <= 320 && !text.Any(char.IsWhiteSpace) && text.LastIndexOf('@') == at && Domain(text[(at + 1)..]) is { } domain
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
