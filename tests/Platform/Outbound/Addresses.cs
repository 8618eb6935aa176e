using System.Buffers.Binary;
using System.Net;

namespace Holdfast.Tests.Platform.Outbound;

/// <summary>Forbidden and public addresses, and the ways to write them.</summary>
internal static class Addresses
{
    private static readonly string[] ForbiddenNetworks =
    [
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.31.196.0/24",
        "192.52.193.0/24", "192.88.99.0/24", "192.168.0.0/16", "192.175.48.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
        "168.63.129.16/32",
        "::/128", "::1/128", "::/96", "100::/64", "64:ff9b:1::/48", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28", "2001:db8::/32", "2002::/16",
        "2620:4f:8000::/48", "3fff::/20", "5f00::/16", "fc00::/7", "fd00:ec2::254/128", "fe80::/10", "fec0::/10", "ff00::/8", "4000::/3", "8000::/1",
    ];

    /// <summary>The places where servers keep what nobody outside should see.</summary>
    private static readonly string[] Notorious =
        ["127.0.0.1", "127.255.255.254", "0.0.0.0", "10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "169.254.169.254", "169.254.170.2", "100.100.100.200", "192.0.0.192", "255.255.255.255"];

    /// <summary>The first, last and some addresses between of every forbidden network.</summary>
    public static IEnumerable<IPAddress> Forbidden() => ForbiddenNetworks.SelectMany(text => Samples(IPNetwork.Parse(text))).Concat(Notorious.Select(IPAddress.Parse)).Distinct();

    public static IEnumerable<IPAddress> Public() => new[]
    {
        "1.0.0.0", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0", "169.253.255.255", "169.255.0.0", "172.15.255.255",
        "172.32.0.0", "192.0.1.0", "192.0.3.0", "192.167.255.255", "192.169.0.0", "198.17.255.255", "198.20.0.0", "198.51.99.255", "198.51.101.0", "203.0.112.255", "203.0.114.0",
        "223.255.255.255", "168.63.129.15", "2001:200::1", "2001:4860:4860::8888", "2003::1", "2606:4700::1111", "2a00:1450::1", "3ffe::1",
        "::ffff:8.8.8.8", "64:ff9b::808:808",
    }.Select(IPAddress.Parse);

    /// <summary>IPv6 addresses that stand for, or lead to, an IPv4 address.</summary>
    public static IEnumerable<IPAddress> Embeddings(IPAddress v4)
    {
        var b = v4.GetAddressBytes();
        yield return v4.MapToIPv6();
        yield return Six("00000000000000000000" + "0000" + Hex(b));
        yield return Six("0064ff9b0000000000000000" + Hex(b));
        yield return Six("2002" + Hex(b) + "00000000000000000001");
        yield return Six("2002" + Hex(b) + "0000000000000000" + "0000");
        yield return Six("20010000" + "41410101" + "0000" + "0000" + Hex([.. b.Select(x => (byte)~x)]));
        yield return Six("2a00145000000000" + "00005efe" + Hex(b));
        yield return Six("2a00145000000000" + "02005efe" + Hex(b));
    }

    /// <summary>Ways to write an IPv4 address in the host of a URL.</summary>
    public static IEnumerable<string> Spellings(IPAddress v4)
    {
        var b = v4.GetAddressBytes();
        var n = BinaryPrimitives.ReadUInt32BigEndian(b);
        var dotted = v4.ToString();
        string Octal(uint x) => "0" + Convert.ToString(x, 8);
        yield return dotted;
        yield return dotted + ".";
        yield return n.ToString();
        yield return $"0x{n:x}";
        yield return $"0X{n:X8}";
        yield return Octal(n);
        yield return "0000" + Octal(n);
        yield return $"0x{b[0]:x}.0x{b[1]:x}.0x{b[2]:x}.0x{b[3]:x}";
        yield return $"{Octal(b[0])}.{Octal(b[1])}.{Octal(b[2])}.{Octal(b[3])}";
        yield return $"0x{b[0]:x}.{b[1]}.{Octal(b[2])}.{b[3]}";
        yield return $"{b[0]}.{n & 0xffffff}";
        yield return $"0x{b[0]:x}.{n & 0xffffff}";
        yield return $"{b[0]}.{b[1]}.{n & 0xffff}";
        yield return $"{b[0]:000}.{b[1]:000}.{b[2]:000}.{b[3]:000}";
        yield return dotted.Replace(".", "%2e", StringComparison.Ordinal);
        yield return dotted.Replace('.', '\u3002');
        yield return dotted.Replace('.', '\uff0e');
        yield return dotted.Replace('.', '\uff61');
        yield return string.Concat(dotted.Select(c => char.IsAsciiDigit(c) ? (char)('\uff10' + (c - '0')) : c));
        yield return "%" + string.Join('%', dotted.Select(c => ((int)c).ToString("x2")));
        yield return $"example.com@{dotted}";
        yield return $"user:secret@{dotted}";
        yield return $"[::ffff:{dotted}]";
        yield return $"[::ffff:{Hex(b)[..4]}:{Hex(b)[4..]}]";
        yield return $"[0:0:0:0:0:FFFF:{dotted}]";
        yield return $"[::{dotted}]";
        yield return $"[64:ff9b::{dotted}]";
        yield return $"[::ffff:{dotted}%251]";
    }

    private static IEnumerable<IPAddress> Samples(IPNetwork network)
    {
        var first = network.BaseAddress.GetAddressBytes();
        var last = (byte[])first.Clone();
        for (var bit = network.PrefixLength; bit < last.Length * 8; bit++)
        {
            last[bit / 8] |= (byte)(0x80 >> (bit % 8));
        }

        yield return new IPAddress(first);
        yield return new IPAddress(last);
        for (var i = 1; i <= 6; i++)
        {
            var between = (byte[])first.Clone();
            for (var bit = network.PrefixLength; bit < between.Length * 8; bit++)
            {
                between[bit / 8] |= (byte)((bit * i * 7 % 5) < 2 ? 0x80 >> (bit % 8) : 0);
            }

            yield return new IPAddress(between);
        }
    }

    private static IPAddress Six(string hex) => new(Convert.FromHexString(hex));

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
