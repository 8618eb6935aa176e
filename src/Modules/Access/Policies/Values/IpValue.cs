using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;

namespace Holdfast.Modules.Access.Policies.Values;

/// <summary>An address, or a network in CIDR notation: version 4 or 6, no version 4 inside version 6. RFC 4632, RFC 4291.</summary>
public sealed class IpValue : CedarValue
{
    private const int LongestText = 43;

    private readonly UInt128 bits;
    private readonly int width;

    private IpValue(UInt128 bits, int width, int prefix) => (this.bits, this.width, Prefix) = (bits, width, prefix);

    /// <summary>So many bits name the network; all of them where it is one address.</summary>
    public int Prefix { get; }

    public bool IsVersion4 => width == 32;

    public bool IsLoopback => IsVersion4 ? bits >> 24 == 127 && Prefix >= 8 : bits == UInt128.One && Prefix == 128;

    public bool IsMulticast => IsVersion4 ? bits >> 28 == 0xE && Prefix >= 4 : bits >> 120 == 0xFF && Prefix >= 8;

    /// <inheritdoc/>
    public override string TypeName => "ipaddr";

    private UInt128 All => IsVersion4 ? uint.MaxValue : UInt128.MaxValue;

    private UInt128 HostBits => Prefix == width ? UInt128.Zero : All >> Prefix;

    /// <summary>One address. Version 4 inside version 6 stays version 6.</summary>
    public static IpValue From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        var bytes = address.GetAddressBytes();
        var bits = bytes.Aggregate(UInt128.Zero, (all, next) => (all << 8) | next);
        return new(bits, bytes.Length * 8, bytes.Length * 8);
    }

    /// <summary>Reads <c>10.0.0.1</c>, <c>10.0.0.0/8</c>, <c>fe80::1</c>, <c>fe80::/10</c>.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out IpValue? value)
    {
        value = null;
        if (text.Length > LongestText)
        {
            return false;
        }

        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var address = slash < 0 ? text : text[..slash];
        if (!TryVersion4(address, out var bits, out var width) && !TryVersion6(address, out bits, out width))
        {
            return false;
        }

        var prefix = width;
        if (slash >= 0 && !TryPrefix(text.AsSpan(slash + 1), width, out prefix))
        {
            return false;
        }

        value = new(bits, width, prefix);
        return true;
    }

    /// <summary>Whether every address of this one is in that network. Never across versions.</summary>
    public bool IsInRange(IpValue network) =>
        width == network.width && (network.bits & ~network.HostBits) <= (bits & ~HostBits) && (bits | HostBits) <= (network.bits | network.HostBits);

    /// <inheritdoc/>
    public override bool Equals(CedarValue? other) => other is IpValue address && address.bits == bits && address.width == width && address.Prefix == Prefix;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(13, bits, width, Prefix);

    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[width / 8];
        for (var at = 0; at < bytes.Length; at++)
        {
            bytes[at] = (byte)(bits >> (width - 8 - (8 * at)));
        }

        return $"ip(\"{new IPAddress(bytes)}/{Prefix}\")";
    }

    private static bool TryVersion4(string text, out UInt128 bits, out int width)
    {
        (bits, width) = (0, 32);
        var parts = text.Split('.');
        if (parts.Length != 4)
        {
            return false;
        }

        foreach (var part in parts)
        {
            if (part.Length is 0 or > 3 || part.AsSpan().ContainsAnyExceptInRange('0', '9') || (part.Length > 1 && part[0] == '0'))
            {
                return false;
            }

            var octet = int.Parse(part, NumberStyles.None, CultureInfo.InvariantCulture);
            if (octet > 255)
            {
                return false;
            }

            bits = (bits << 8) | (uint)octet;
        }

        return true;
    }

    // By hand: the framework's parser takes more than an address (a scope, a port, brackets, version 4 at the end).
    private static bool TryVersion6(string text, out UInt128 bits, out int width)
    {
        (bits, width) = (0, 128);
        var gap = text.IndexOf("::", StringComparison.Ordinal);
        if (gap < 0)
        {
            return TryGroups(text, out bits, out var all) && all == 8;
        }

        var (head, tail) = (text[..gap], text[(gap + 2)..]);
        var (left, right) = (0, 0);
        var (high, low) = (UInt128.Zero, UInt128.Zero);
        if ((head.Length > 0 && !TryGroups(head, out high, out left)) || (tail.Length > 0 && !TryGroups(tail, out low, out right)) || left + right > 7)
        {
            return false;
        }

        bits = (left == 0 ? UInt128.Zero : high << (128 - (16 * left))) | low;
        return true;
    }

    private static bool TryGroups(string text, out UInt128 bits, out int count)
    {
        (bits, count) = (0, 0);
        foreach (var group in text.Split(':'))
        {
            if (group.Length is 0 or > 4 || ++count > 8 || !ushort.TryParse(group, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            bits = (bits << 16) | value;
        }

        return true;
    }

    private static bool TryPrefix(ReadOnlySpan<char> text, int width, out int prefix)
    {
        prefix = 0;
        return text.Length is > 0 and <= 3 && !text.ContainsAnyExceptInRange('0', '9') && (text.Length == 1 || text[0] != '0')
            && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out prefix) && prefix <= width;
    }
}
