using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Inventory;

/// <summary>Puts an inventory together. What cannot be read is missing, with a note.</summary>
internal sealed class InventoryCollector(HostRoot root, TimeProvider time)
{
    public async Task<InventoryDocument> CollectAsync(CancellationToken ct)
    {
        var truncated = new List<string>();
        var notes = new List<string>();
        var isWindows = OperatingSystem.IsWindows() && root.IsReal;
        if (isWindows)
        {
            notes.Add("On Windows this sensor reads system, hardware, disks and listeners; not installed programs, updates, accounts or event logs.");
        }

        var (software, softwareNote) = isWindows ? ([], null) : await PackageLists.SoftwareAsync(root, ct);
        var (updates, updatesNote) = isWindows ? ([], null) : await PackageLists.UpdatesAsync(root, ct);
        notes.AddRange(new[] { softwareNote, updatesNote }.OfType<string>());
        var listeners = isWindows ? SocketTable.OfFramework() : SocketTable.OfProc(root);
        if (!isWindows && root.IsReal && !Environment.IsPrivilegedProcess)
        {
            notes.Add("The sensor does not run as root: the programs behind other accounts' sockets are not known.");
        }

        return new InventoryDocument(
            Guid.Empty,
            default,
            0,
            null,
            isWindows ? SystemReader.OfFramework(time) : SystemReader.OfProc(root, time),
            isWindows ? SystemReader.HardwareOfFramework() : SystemReader.HardwareOfProc(root),
            Cut("software", software, SensorLimits.MaxSoftware),
            Cut("updates", updates, SensorLimits.MaxInventoryEntries),
            Cut("users", isWindows ? [] : AccountReader.Read(root), SensorLimits.MaxInventoryEntries),
            Cut("listeners", listeners, SensorLimits.MaxInventoryEntries),
            truncated,
            notes);

        IReadOnlyList<T> Cut<T>(string name, IReadOnlyList<T> list, int most)
        {
            if (list.Count <= most)
            {
                return list;
            }

            truncated.Add(name);
            return [.. list.Take(most)];
        }
    }

    /// <summary>A text that the protocol takes: not empty, not too long, without control characters.</summary>
    internal static string Name(string? text, string otherwise = "unknown") =>
        string.IsNullOrWhiteSpace(text) ? otherwise : Logs.LogText.Clean(text.Trim(), SensorLimits.MaxNameCharacters);
}
