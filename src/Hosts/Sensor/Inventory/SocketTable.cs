using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Inventory;

/// <summary>Listening sockets of /proc/net, with the programs that hold them.</summary>
internal static class SocketTable
{
    private const int MaxProcesses = 20_000;

    // enum of linux/net/tcp_states.h: an unconnected UDP socket stands in CLOSE.
    private const string TcpListen = "0A";
    private const string UdpUnconnected = "07";

    public static IReadOnlyList<Listener> OfProc(HostRoot root)
    {
        var found = new List<(string Protocol, IPAddress Address, int Port, string Inode)>();
        foreach (var (file, protocol, state) in new[] { ("tcp", "tcp", TcpListen), ("tcp6", "tcp", TcpListen), ("udp", "udp", UdpUnconnected), ("udp6", "udp", UdpUnconnected) })
        {
            foreach (var line in (root.ReadText($"/proc/net/{file}", 4 * 1024 * 1024) ?? "").Split('\n').Skip(1))
            {
                if (Parse(line, state) is { } socket)
                {
                    found.Add((protocol, socket.Address, socket.Port, socket.Inode));
                }
            }
        }

        var holders = Holders(root, [.. found.Select(f => f.Inode)]);
        return
        [
            .. found.Select(f => new Listener(f.Protocol, f.Address.ToString(), f.Port, holders.GetValueOrDefault(f.Inode)))
                .Distinct().OrderBy(l => l.Protocol, StringComparer.Ordinal).ThenBy(l => l.Port).ThenBy(l => l.Address, StringComparer.Ordinal),
        ];
    }

    public static IReadOnlyList<Listener> OfFramework()
    {
        var all = IPGlobalProperties.GetIPGlobalProperties();
        return
        [
            .. all.GetActiveTcpListeners().Select(e => new Listener("tcp", e.Address.ToString(), e.Port, null)),
            .. all.GetActiveUdpListeners().Select(e => new Listener("udp", e.Address.ToString(), e.Port, null)),
        ];
    }

    /// <summary>One line: number, local address and port in hexadecimal, remote, state, …, inode as the tenth field.</summary>
    internal static (IPAddress Address, int Port, string Inode)? Parse(string line, string state)
    {
        var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (fields.Length < 10 || fields[3] != state || fields[1].Split(':') is not [var address, var port] || address.Length is not (8 or 32) ||
            !int.TryParse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        // The kernel prints addresses as 32-bit words in the machine's own order.
        var bytes = new byte[address.Length / 2];
        var words = MemoryMarshal.Cast<byte, uint>(bytes.AsSpan());
        for (var i = 0; i < words.Length; i++)
        {
            if (!uint.TryParse(address.AsSpan(i * 8, 8), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out words[i]))
            {
                return null;
            }
        }

        return (new IPAddress(bytes), number, fields[9]);
    }

    private static Dictionary<string, string> Holders(HostRoot root, HashSet<string> inodes)
    {
        var holders = new Dictionary<string, string>(StringComparer.Ordinal);
        if (!Directory.Exists(root.At("/proc")))
        {
            return holders;
        }

        foreach (var process in Directory.EnumerateDirectories(root.At("/proc")).Where(p => char.IsAsciiDigit(Path.GetFileName(p)[0])).Take(MaxProcesses))
        {
            try
            {
                foreach (var descriptor in Directory.EnumerateFiles(Path.Join(process, "fd")))
                {
                    var target = new FileInfo(descriptor).LinkTarget;
                    if (target is not null && target.StartsWith("socket:[", StringComparison.Ordinal) && inodes.Contains(target[8..^1]))
                    {
                        holders.TryAdd(target[8..^1], InventoryCollector.Name(File.ReadAllText(Path.Join(process, "comm"))));
                    }
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Ended in between, or another account's.
            }
        }

        return holders;
    }
}
