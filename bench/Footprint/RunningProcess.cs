using System.Diagnostics;
using System.Globalization;
using System.Runtime.Versioning;

[assembly: SupportedOSPlatform("linux")]

namespace Holdfast.Bench.Footprint;

/// <summary>Memory and processor time at a moment, from /proc (proc(5)).</summary>
/// <param name="ResidentMiB">VmRSS: what is in memory, shared pages included.</param>
/// <param name="PrivateMiB">RssAnon: the part that is the process's alone and not backed by a file.</param>
/// <param name="CpuSeconds">User and system time since its start.</param>
internal sealed record Sample(double ResidentMiB, double PrivateMiB, double CpuSeconds);

/// <summary>A program under test; ended with SIGTERM.</summary>
internal sealed class RunningProcess : IAsyncDisposable
{
    private const double TicksPerSecond = 100;
    private readonly Process process;

    public RunningProcess(string file, params string[] arguments)
    {
        process = Process.Start(new ProcessStartInfo(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DATABASE_URL"] = "", ["NATS_URL"] = "" },
        })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => process.Id;

    public bool HasEnded => process.HasExited;

    public static Sample Of(int pid)
    {
        var status = File.ReadLines($"/proc/{pid}/status").Select(l => l.Split(':', 2)).ToDictionary(p => p[0], p => p[1].Trim(), StringComparer.Ordinal);
        var stat = File.ReadAllText($"/proc/{pid}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return new(MiB(status["VmRSS"]), MiB(status["RssAnon"]), (long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture)) / TicksPerSecond);
    }

    /// <summary>The process's descendants with their names.</summary>
    public IEnumerable<(int Id, string Name)> Descendants()
    {
        var all = Directory.EnumerateDirectories("/proc").Select(d => Path.GetFileName(d)).Where(n => int.TryParse(n, out _)).Select(Read).OfType<(int Id, int Parent, string Name)>().ToList();
        List<int> found = [Id];
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(all.Where(p => p.Parent == found[i]).Select(p => p.Id));
        }

        return all.Where(p => p.Id != Id && found.Contains(p.Id)).Select(p => (p.Id, p.Name));
    }

    /// <summary>Waits for its own end.</summary>
    public async Task<int> Ended()
    {
        await process.WaitForExitAsync();
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
            await kill.WaitForExitAsync();
            await process.WaitForExitAsync();
        }

        process.Dispose();
    }

    private static (int Id, int Parent, string Name)? Read(string pid)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var end = stat.LastIndexOf(')');
            return (int.Parse(pid, CultureInfo.InvariantCulture), int.Parse(stat[(end + 2)..].Split(' ')[1], CultureInfo.InvariantCulture), stat[(stat.IndexOf('(', StringComparison.Ordinal) + 1)..end]);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }

    private static double MiB(string kilobytes) => double.Parse(kilobytes.Split(' ')[0], CultureInfo.InvariantCulture) / 1024;
}
