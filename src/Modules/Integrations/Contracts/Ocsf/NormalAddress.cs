using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Modules.Integrations.Contracts.Ocsf;

/// <summary>Addresses as products write them, to one form. Total: what is none is null.</summary>
public static class NormalAddress
{
    /// <summary>
    /// An IP address without port, zone and prefix, as RFC 5952 writes it; an IPv4 address inside an IPv6 one is the IPv4 one. Takes
    /// <c>192.0.2.1:80</c>, <c>[2001:db8::1]:80</c>, <c>2001:db8:0:0:0:0:0:1</c>, <c>192.0.2.1/32</c>; refuses names, <c>any</c>, what only a parser reads as an address
    /// (<c>1</c>, <c>010.0.0.1</c>), and the unspecified address.
    /// </summary>
    public static string? Ip(string? text) => Split(text).Address;

    /// <summary>The port of <c>192.0.2.1:80</c> or <c>[2001:db8::1]:80</c>; null when there is none.</summary>
    public static int? Port(string? text) => Split(text).Port;

    /// <summary>A MAC address in lower case with colons, from any of <c>00:1A:2b…</c>, <c>00-1A…</c>, <c>001a.2b3c.4d5e</c>; null for zeros and what is none.</summary>
    public static string? Mac(string? text)
    {
        if (text is not { Length: >= 12 and <= 24 })
        {
            return null;
        }

        var digits = text.Where(c => c is not (':' or '-' or '.')).ToArray();
        return digits.Length == 12 && digits.All(char.IsAsciiHexDigit) && digits.Any(c => c != '0')
            ? string.Join(':', digits.Chunk(2).Select(two => new string(two).ToLowerInvariant()))
            : null;
    }

    private static (string? Address, int? Port) Split(string? text)
    {
        var trimmed = text?.Trim();
        if (trimmed is not { Length: > 0 and <= 100 })
        {
            return default;
        }

        int? port = null;
        var host = trimmed;
        if (trimmed[0] == '[')
        {
            var close = trimmed.IndexOf(']', StringComparison.Ordinal);
            if (close < 0 || (close + 1 < trimmed.Length && !TryPort(trimmed[(close + 1)..], out port)))
            {
                return default;
            }

            host = trimmed[1..close];
        }
        else if (trimmed.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon && trimmed.IndexOf(':', colon + 1) < 0)
        {
            if (!TryPort(trimmed[colon..], out port))
            {
                return default;
            }

            host = trimmed[..colon];
        }

        host = host.EndsWith("/32", StringComparison.Ordinal) ? host[..^3] : host.EndsWith("/128", StringComparison.Ordinal) ? host[..^4] : host;
        host = host.IndexOf('%', StringComparison.Ordinal) is > 0 and var zone ? host[..zone] : host;
        if (!IPAddress.TryParse(host, out var address) || (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != host))
        {
            return default;
        }

        address = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any) ? default : (address.ToString(), port);
    }

    private static bool TryPort(string text, out int? port)
    {
        var ok = text.Length > 1 && text[0] == ':' && ushort.TryParse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _);
        port = ok ? int.Parse(text.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture) : null;
        return ok;
    }
}
