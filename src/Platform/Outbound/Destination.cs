using System.Collections.Frozen;
using System.Net;

namespace Holdfast.Platform.Outbound;

/// <summary>Reads URLs strictly: what two programs could read in two ways is refused.</summary>
internal static class Destination
{
    private const int MaxLength = 2048;

    /// <summary>Ports on which other protocols listen that could mistake a request for theirs (WHATWG Fetch, "port blocking").</summary>
    private static readonly FrozenSet<int> BadPorts = new[]
    {
        0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119, 123,
        135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995,
        1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
    }.ToFrozenSet();

    /// <summary>What is wrong with the URL, as a sentence; null when it will do, and then <paramref name="uri"/> is it.</summary>
    public static string? WhatIsWrong(string text, bool allowHttp, out Uri uri)
    {
        uri = null!;
        if (text.Length is 0 or > MaxLength || text.Any(c => char.IsControl(c) || char.IsWhiteSpace(c) || c is '\\' or '"' or '<' or '>'))
        {
            return $"A URL has 1 to {MaxLength} characters and no blanks, quotes or backslashes.";
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var read) || read.Scheme is not ("https" or "http") || read.Host.Length == 0)
        {
            return "This is no absolute https URL.";
        }

        if (read.Scheme == "http" && !allowHttp)
        {
            return "Only https is allowed.";
        }

        if (read.UserInfo.Length > 0 || text.AsSpan(0, AuthorityEnd(text)).Contains('@'))
        {
            return "A URL may not hold credentials.";
        }

        if (BadPorts.Contains(read.Port))
        {
            return $"Port {read.Port} is not for HTTP.";
        }

        if (HostFlaw(text, read) is { } flaw)
        {
            return flaw;
        }

        uri = read;
        return null;
    }

    /// <summary>The host to resolve: punycode, or an address without brackets.</summary>
    public static string Host(Uri uri) => uri.IdnHost;

    private static string? HostFlaw(string text, Uri uri)
    {
        var host = uri.IdnHost;
        switch (uri.HostNameType)
        {
            case UriHostNameType.IPv4:
                // 0x7f.1, 0177.0.0.1, 2130706433 and full-width digits are all readable as an address; only the usual form is taken.
                return HostText(text) == host && IPAddress.TryParse(host, out var v4) && v4.ToString() == host ? null : "Write an IPv4 address as four decimal numbers.";
            case UriHostNameType.IPv6:
                return HostText(text).Contains('%') ? "An address may not name a zone." : IPAddress.TryParse(host, out _) ? null : "This is no IPv6 address.";
            case UriHostNameType.Dns:
                var labels = (host.EndsWith('.') ? host[..^1] : host).Split('.');
                return host.Length > 253 || !Array.TrueForAll(labels, IsLabel) ? "This is no host name."
                    : EndsInNumber(labels[^1]) ? "Write an IPv4 address as four decimal numbers."
                    : null;
            default:
                return "This is no host name.";
        }
    }

    private static bool IsLabel(string label) =>
        label.Length is >= 1 and <= 63 && label.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_') && label[0] != '-' && label[^1] != '-';

    // WHATWG URL, "ends in a number": a name like this is an address to some resolvers.
    private static bool EndsInNumber(string last) =>
        last.All(char.IsAsciiDigit) || (last.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && last.AsSpan(2).IndexOfAnyExcept(Hex) < 0);

    private static readonly System.Buffers.SearchValues<char> Hex = System.Buffers.SearchValues.Create("0123456789abcdefABCDEF");

    private static int AuthorityStart(string text) => text.IndexOf("://", StringComparison.Ordinal) is >= 0 and var colon ? colon + 3 : text.Length;

    private static int AuthorityEnd(string text) => text.IndexOfAny(['/', '?', '#'], AuthorityStart(text)) is >= 0 and var end ? end : text.Length;

    private static string HostText(string text)
    {
        var authority = text[AuthorityStart(text)..AuthorityEnd(text)];
        var port = authority.LastIndexOf(':');
        return port > authority.IndexOf(']', StringComparison.Ordinal) ? authority[..port] : authority;
    }
}
