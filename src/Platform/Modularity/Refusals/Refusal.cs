using System.Net;
using System.Net.Sockets;

namespace Holdfast.Platform.Modularity.Refusals;

/// <summary>What was refused in one minute of callers from one network.</summary>
/// <param name="At">The beginning of the minute.</param>
/// <param name="Kind">The code of the problem that they were answered.</param>
/// <param name="Network">Where from: a /24 of IPv4, a /48 of IPv6, <see cref="Others"/> or <see cref="Unknown"/>.</param>
/// <param name="Count">How often.</param>
public sealed record Refusal(DateTimeOffset At, string Kind, string Network, long Count)
{
    /// <summary>Networks that came after as many as are told apart.</summary>
    public const string Others = "others";

    /// <summary>Where from is not known.</summary>
    public const string Unknown = "unknown";

    /// <summary>The network of an address: wide enough that no household is told from its neighbours for longer than it must.</summary>
    public static string NetworkOf(IPAddress? address)
    {
        if (address is null)
        {
            return Unknown;
        }

        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        var length = plain.AddressFamily == AddressFamily.InterNetwork ? 24 : 48;
        var bytes = plain.GetAddressBytes();
        bytes.AsSpan(length / 8).Clear();
        return $"{new IPAddress(bytes)}/{length}";
    }
}
