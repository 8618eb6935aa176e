using System.Net;
using System.Net.Sockets;

namespace Holdfast.Platform.Outbound;

/// <summary>
/// Which addresses may be reached: those of the public internet, and what the operator allows. Everything in IANA's special-purpose
/// registries (RFC 6890; iana-ipv4-special-registry, iana-ipv6-special-registry) is refused. An IPv6 address that stands for an IPv4 one
/// is judged as that; mechanisms that tunnel to one (6to4, Teredo, ISATAP, IPv4-compatible) are refused as a whole.
/// </summary>
public sealed class AddressRules
{
    private static readonly (IPNetwork Network, string What)[] Special =
    [
        .. Named("this network", "0.0.0.0/8"),
        .. Named("private", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fec0::/10"),
        .. Named("shared by carriers", "100.64.0.0/10"),
        .. Named("loopback", "127.0.0.0/8", "::1/128"),
        .. Named("link-local", "169.254.0.0/16", "fe80::/10"),
        .. Named("reserved for protocols", "192.0.0.0/24", "192.31.196.0/24", "192.52.193.0/24", "192.175.48.0/24", "2001::/23", "2620:4f:8000::/48", "5f00::/16"),
        .. Named("documentation", "192.0.2.0/24", "198.51.100.0/24", "203.0.113.0/24", "2001:db8::/32", "3fff::/20"),
        .. Named("a tunnel", "192.88.99.0/24", "2002::/16"),
        .. Named("benchmarking", "198.18.0.0/15"),
        .. Named("multicast", "224.0.0.0/4", "ff00::/8"),
        .. Named("reserved", "240.0.0.0/4", "100::/64", "64:ff9b:1::/48"),

        // A public address that inside one cloud is the host's own service.
        .. Named("a cloud's metadata", "168.63.129.16/32"),
    ];

    private static readonly IPNetwork GlobalUnicast = IPNetwork.Parse("2000::/3");
    private static readonly IPNetwork Nat64 = IPNetwork.Parse("64:ff9b::/96");

    private readonly IPNetwork[] allowed;
    private readonly IPNetwork[] forbidden;

    /// <summary>The rules with the operator's exceptions.</summary>
    public AddressRules(OutboundOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        allowed = [.. options.AllowedNetworks.Select(n => IPNetwork.Parse(n))];
        forbidden = [.. options.ForbiddenNetworks.Select(n => IPNetwork.Parse(n))];
    }

    /// <summary>Why an address may not be reached; null when it may.</summary>
    public string? WhyNot(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (address.AddressFamily is not (AddressFamily.InterNetwork or AddressFamily.InterNetworkV6))
        {
            return "of no known family";
        }

        var plain = Unwrap(address);
        return In(forbidden, plain) || In(forbidden, address) ? "forbidden here"
            : In(allowed, plain) || In(allowed, address) ? null
            : Why(plain);
    }

    private static string? Why(IPAddress address)
    {
        foreach (var (network, what) in Special)
        {
            if (network.Contains(address))
            {
                return what;
            }
        }

        return address.AddressFamily == AddressFamily.InterNetwork ? null
            : !GlobalUnicast.Contains(address) ? "not global"
            : IsIsatap(address) ? "a tunnel"
            : null;
    }

    // Zone ids choose an interface, never a different public address: they are dropped before judging.
    private static IPAddress Unwrap(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork)
        {
            return address;
        }

        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        var bytes = address.GetAddressBytes();
        return Nat64.Contains(address) ? new IPAddress(bytes.AsSpan(12)) : new IPAddress(bytes);
    }

    // RFC 5214: an interface identifier of 00-00-5E-FE or 02-00-5E-FE and an IPv4 address.
    private static bool IsIsatap(IPAddress address)
    {
        var bytes = address.GetAddressBytes();
        return (bytes[8] & 0xfd) == 0 && bytes[9] == 0 && bytes[10] == 0x5e && bytes[11] == 0xfe;
    }

    private static bool In(IPNetwork[] networks, IPAddress address) => Array.Exists(networks, n => n.Contains(address));

    private static IEnumerable<(IPNetwork, string)> Named(string what, params string[] networks) => networks.Select(n => (IPNetwork.Parse(n), what));
}
