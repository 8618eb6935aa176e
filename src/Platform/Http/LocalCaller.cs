using System.Net;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Http;

/// <summary>Tells callers on the server's own machine from those that a proxy on it speaks for.</summary>
public static class LocalCaller
{
    // What proxies add. A trusted one's X-Forwarded-For has been taken off, and its caller's address put in the place of its own.
    private static readonly string[] SignsOfProxy = ["X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Forwarded", "Via"];

    /// <summary>Whether the request was made on this machine, as far as can be seen.</summary>
    public static bool Is(HttpContext http)
    {
        ArgumentNullException.ThrowIfNull(http);
        return http.Connection.RemoteIpAddress is { } address
            && IPAddress.IsLoopback(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address)
            && !SignsOfProxy.Any(http.Request.Headers.ContainsKey);
    }

    /// <summary>Whether a host's name means this machine.</summary>
    public static bool IsName(string host) =>
        host is not null && (host.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address)));
}
