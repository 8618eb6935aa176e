using System.Globalization;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Inventory;

/// <summary>passwd(5).</summary>
internal static class AccountReader
{
    private static readonly HashSet<string> NoShells = new(StringComparer.Ordinal) { "nologin", "false", "sync", "halt", "shutdown", "true" };

    public static IReadOnlyList<LocalUser> Read(HostRoot root) =>
        [.. (root.ReadText("/etc/passwd", 1024 * 1024) ?? "").Split('\n').Select(Parse).OfType<LocalUser>()];

    internal static LocalUser? Parse(string line)
    {
        if (line.Split(':') is not [{ Length: > 0 } name, _, var uid, _, _, _, var shell] ||
            !long.TryParse(uid, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return null;
        }

        // An empty shell is /bin/sh.
        shell = shell.Trim();
        return new(InventoryCollector.Name(name), number, InventoryCollector.Name(shell, ""), !NoShells.Contains(Path.GetFileName(shell)));
    }
}
