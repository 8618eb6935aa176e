using System.Text.RegularExpressions;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Inventory;

/// <summary>Installed packages and waiting updates, from whichever package system the machine has.</summary>
internal static partial class PackageLists
{
    private const int MaxLine = 16 * 1024;
    private const int MaxPackages = 20_000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static Task<(IReadOnlyList<SoftwareItem> Items, string? Note)> SoftwareAsync(HostRoot root, CancellationToken ct) =>
        SoftwareAsync(root, root.IsReal ? "/usr/bin/rpm" : null, ct);

    /// <summary>The first list that has something in it: dpkg is installed on machines of rpm too, and has no packages there.</summary>
    internal static async Task<(IReadOnlyList<SoftwareItem> Items, string? Note)> SoftwareAsync(HostRoot root, string? rpm, CancellationToken ct)
    {
        var asked = new List<string>();
        foreach (var (name, path, read) in new (string, string, Func<IEnumerable<string>, IEnumerable<SoftwareItem>>)[]
            { ("dpkg", root.At("/var/lib/dpkg/status"), OfDpkg), ("apk", root.At("/lib/apk/db/installed"), OfApk) })
        {
            try
            {
                if (!File.Exists(path))
                {
                    continue;
                }

                if (Sorted(read(File.ReadLines(path))) is { Count: > 0 } items)
                {
                    return (items, null);
                }

                asked.Add($"{name} has none");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                asked.Add($"{name} cannot be read: {e.Message}");
            }
        }

        if (rpm is not null && File.Exists(rpm))
        {
            var text = await ChildProcess.ReadAsync(rpm, ["-qa", "--queryformat", "%{NAME}\\t%{VERSION}-%{RELEASE}\\n"], 4 * 1024 * 1024, Patience, ct);
            if (text is not null && Sorted(OfRpm(text.Split('\n'))) is { Count: > 0 } items)
            {
                return (items, null);
            }

            asked.Add(text is null ? "rpm failed" : "rpm has none");
        }

        return ([], $"No list of installed packages could be read ({(asked.Count == 0 ? "no dpkg, apk or rpm" : string.Join("; ", asked))}).");
    }

    public static async Task<(IReadOnlyList<AvailableUpdate> Items, string? Note)> UpdatesAsync(HostRoot root, CancellationToken ct)
    {
        if (!root.IsReal || !File.Exists("/usr/bin/apt-get"))
        {
            return ([], "Waiting updates are read with apt only, which is not here.");
        }

        // A simulation: reads the lists that the machine already has, takes no lock, changes nothing.
        var text = await ChildProcess.ReadAsync(
            "/usr/bin/apt-get", ["--simulate", "--quiet=2", "-o", "Debug::NoLocking=1", "upgrade", "--with-new-pkgs"], 4 * 1024 * 1024, Patience, ct);
        return text is null ? ([], "apt-get could not tell of updates.") : ([.. OfApt(text.Split('\n'))], null);
    }

    /// <summary>Paragraphs of /var/lib/dpkg/status; only packages that are installed.</summary>
    internal static IEnumerable<SoftwareItem> OfDpkg(IEnumerable<string> lines)
    {
        string? name = null, version = null;
        var installed = false;
        foreach (var line in lines.Append(""))
        {
            if (line.Length == 0)
            {
                if (installed && name is not null && version is not null)
                {
                    yield return new(InventoryCollector.Name(name), InventoryCollector.Name(version), "dpkg");
                }

                (name, version, installed) = (null, null, false);
            }
            else if (line.StartsWith("Package: ", StringComparison.Ordinal))
            {
                name = line[9..];
            }
            else if (line.StartsWith("Version: ", StringComparison.Ordinal))
            {
                version = line[9..];
            }
            else if (line.StartsWith("Status: ", StringComparison.Ordinal))
            {
                installed = line.EndsWith(" installed", StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Alpine's database: P is the name, V the version, an empty line ends a package.</summary>
    internal static IEnumerable<SoftwareItem> OfApk(IEnumerable<string> lines)
    {
        string? name = null, version = null;
        foreach (var line in lines.Append(""))
        {
            if (line.Length == 0)
            {
                if (name is not null && version is not null)
                {
                    yield return new(InventoryCollector.Name(name), InventoryCollector.Name(version), "apk");
                }

                (name, version) = (null, null);
            }
            else if (line.StartsWith("P:", StringComparison.Ordinal))
            {
                name = line[2..];
            }
            else if (line.StartsWith("V:", StringComparison.Ordinal))
            {
                version = line[2..];
            }
        }
    }

    internal static IEnumerable<SoftwareItem> OfRpm(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.Split('\t') is [{ Length: > 0 } name, var version])
            {
                yield return new(InventoryCollector.Name(name), InventoryCollector.Name(version), "rpm");
            }
        }
    }

    /// <summary>Lines such as <c>Inst libc6 [2.36-9] (2.36-10 Debian-Security:12/stable-security [amd64])</c>.</summary>
    internal static IEnumerable<AvailableUpdate> OfApt(IEnumerable<string> lines)
    {
        foreach (var line in lines)
        {
            if (line.Length < MaxLine && AptLine().Match(line) is { Success: true } m)
            {
                yield return new(
                    InventoryCollector.Name(m.Groups["name"].Value),
                    m.Groups["current"].Success ? InventoryCollector.Name(m.Groups["current"].Value) : null,
                    InventoryCollector.Name(m.Groups["new"].Value),
                    m.Groups["origin"].Value.Contains("-security", StringComparison.OrdinalIgnoreCase));
            }
        }
    }

    private static IReadOnlyList<SoftwareItem> Sorted(IEnumerable<SoftwareItem> items) => [.. items.Take(MaxPackages).OrderBy(i => i.Name, StringComparer.Ordinal)];

    [GeneratedRegex(@"^Inst (?<name>\S+) (?:\[(?<current>[^\]]+)\] )?\((?<new>\S+) (?<origin>[^)]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex AptLine();
}
