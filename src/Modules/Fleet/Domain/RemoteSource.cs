using System.Net;
using System.Net.Sockets;

namespace Holdfast.Modules.Fleet.Domain;

/// <summary>
/// Who counts as one remote party. Whoever has one IPv6 address has at least the 2^64 of its /64 (RFC 6177), so those are one; an IPv4 address written as
/// IPv6 is the IPv4 address.
/// </summary>
internal static class RemoteSource
{
    private const int NetworkBytes = 8;

    /// <summary>The address, or the IPv6 network as <c>2001:db8::/64</c>; what is no address stays as it is, none is empty.</summary>
    public static string Of(string? address)
    {
        if (!IPAddress.TryParse(address, out var parsed) || parsed.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address ?? "";
        }

        if (parsed.IsIPv4MappedToIPv6)
        {
            return parsed.MapToIPv4().ToString();
        }

        // Everybody on a link has an address of the same /64 there.
        if (parsed.IsIPv6LinkLocal)
        {
            return parsed.ToString();
        }

        var network = parsed.GetAddressBytes();
        network.AsSpan(NetworkBytes).Clear();
        return new IPAddress(network) + "/64";
    }
}
