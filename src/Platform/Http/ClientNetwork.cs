using System.Net;
using System.Net.Sockets;

namespace Holdfast.Platform.Http;

/// <summary>What counts as one caller where callers are counted by address.</summary>
public static class ClientNetwork
{
    /// <summary>An IPv4 address itself; of an IPv6 address its first 64 bits, because one household has a /64 to itself.</summary>
    public static IPAddress Of(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
