using System.Net;

namespace Holdfast.Modules.Access.Factors;

/// <summary>From which pages passkeys are taken.</summary>
internal static class PasskeyOrigins
{
    private const string Localhost = "localhost";

    /// <summary>The configured ones; without any, the domain's own by https, and on this machine by any scheme and port.</summary>
    public static bool Allows(AccessOptions options, string origin)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.GetLeftPart(UriPartial.Authority) != origin)
        {
            return false;
        }

        var configured = List(options.PasskeyOrigins);
        return configured.Length > 0 ? configured.Contains(origin, StringComparer.Ordinal)
            : options.PasskeyDomain == Localhost ? page.Host == Localhost && (page.Scheme == Uri.UriSchemeHttp || page.Scheme == Uri.UriSchemeHttps)
            : origin == $"{Uri.UriSchemeHttps}://{options.PasskeyDomain}";
    }

    /// <summary>Whether the settings fit together: a domain is a name, and origins are pages of it or of names below it.</summary>
    public static bool Fit(AccessOptions options) =>
        Uri.CheckHostName(options.PasskeyDomain) == UriHostNameType.Dns
        && !IPAddress.TryParse(options.PasskeyDomain, out _)
        && List(options.PasskeyOrigins).All(origin =>
            Uri.TryCreate(origin, UriKind.Absolute, out var page) && page.GetLeftPart(UriPartial.Authority) == origin
            && (page.Host == options.PasskeyDomain || page.Host.EndsWith($".{options.PasskeyDomain}", StringComparison.Ordinal)));

    private static string[] List(string origins) => origins.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
