using System.Globalization;
using System.Net.Mail;

namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>Observables in the form that their type says. Total: what is none is null.</summary>
public static class NormalObservable
{
    /// <summary>The most characters of a value.</summary>
    public const int MaxLength = 500;

    private static readonly IdnMapping Idn = new();

    /// <summary>An observable; null when the text is none of its type.</summary>
    public static Observable? Of(ObservableType type, string? text)
    {
        var trimmed = text?.Trim();
        if (trimmed is not { Length: > 0 and <= MaxLength } || trimmed.Any(char.IsControl))
        {
            return null;
        }

        var value = type switch
        {
            ObservableType.IpAddress => NormalAddress.Ip(trimmed),
            ObservableType.MacAddress => NormalAddress.Mac(trimmed),
            ObservableType.Hash => trimmed.Length is 32 or 40 or 64 && trimmed.All(char.IsAsciiHexDigit) ? trimmed.ToLowerInvariant() : null,
            ObservableType.DomainName => Domain(trimmed),
            ObservableType.Hostname => trimmed.Contains(' ', StringComparison.Ordinal) ? null : trimmed.TrimEnd('.').ToLowerInvariant(),
            ObservableType.EmailAddress => Email(trimmed),
            ObservableType.UrlString => Uri.TryCreate(trimmed, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" or "ftp" ? uri.AbsoluteUri : null,
            ObservableType.UserName => trimmed,
            _ => null,
        };
        return value is { Length: > 0 and <= MaxLength } ? new Observable(type, value) : null;
    }

    /// <summary>Those that are one, each once, at most 50, in their order.</summary>
    public static IReadOnlyList<Observable> All(params IEnumerable<Observable?> found) => [.. found.OfType<Observable>().Distinct().Take(50)];

    private static string? Domain(string text)
    {
        try
        {
            var ascii = Idn.GetAscii(text.TrimEnd('.')).ToLowerInvariant();
            return Uri.CheckHostName(ascii) == UriHostNameType.Dns && ascii.Contains('.', StringComparison.Ordinal) ? ascii : null;
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static string? Email(string text) =>
        MailAddress.TryCreate(text, out var mail) && mail.Address == text && Domain(mail.Host) is { } host ? $"{mail.User}@{host}" : null;
}
