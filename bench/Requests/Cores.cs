using System.Diagnostics;
using System.Globalization;

namespace Holdfast.Bench.Requests;

/// <summary>What the pinned core and the processes on it did in a while, from proc(5); a clock tick is 10 ms.</summary>
/// <param name="Busy">The share of the time in which core 0 was not idle.</param>
/// <param name="Measured">The share that was the measured processes' own.</param>
internal sealed record CoreUse(double Busy, double Measured)
{
    /// <summary>Whether the core was at its limit, and with nothing else than what is measured.</summary>
    public bool IsSound => Busy >= 0.9 && Busy - Measured <= 0.1;
}

/// <summary>Reads what Linux says of a core and of processes.</summary>
internal static class Cores
{
    /// <summary>Ticks in which a core was busy, and all of them, since the machine started.</summary>
    public static (double Busy, double All) Core(int core)
    {
        var ticks = File.ReadLines("/proc/stat").First(l => l.StartsWith($"cpu{core} ", StringComparison.Ordinal))
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(t => double.Parse(t, CultureInfo.InvariantCulture)).ToArray();
        // user nice system idle iowait irq softirq steal
        return (ticks.Sum() - ticks[3] - ticks[4], ticks.Sum());
    }

    /// <summary>Stops a process where it stands, or lets it go on.</summary>
    public static void Signal(Process process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }
}
