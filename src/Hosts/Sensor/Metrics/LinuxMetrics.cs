using System.Text;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Metrics;

/// <summary>/proc/stat, proc_pid_stat(5): jiffies since boot by state; idle and iowait are not work, guest is already in user.</summary>
internal sealed class CpuMetrics(ProcFile file) : IMetricSource
{
    private long lastTotal;
    private long lastIdle;

    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        var text = file.Read("/proc/stat");
        var fields = new ProcFields(ProcFields.Line(ref text));
        if (!fields.Next().SequenceEqual("cpu"u8))
        {
            return;
        }

        long total = 0, idle = 0;
        for (var i = 0; i < 8 && fields.TryNext(out long jiffies); i++)
        {
            total += jiffies;
            idle += i is 3 or 4 ? jiffies : 0;
        }

        if (lastTotal > 0 && total > lastTotal && idle >= lastIdle)
        {
            into.Add(new(at, MetricNames.CpuUsedPercent, null, Round(100.0 * (1 - ((double)(idle - lastIdle) / (total - lastTotal))))));
        }

        (lastTotal, lastIdle) = (total, idle);
    }

    internal static double Round(double percent) => Math.Clamp(Math.Round(percent, 2), 0, 100);
}

/// <summary>/proc/meminfo, in KiB.</summary>
internal sealed class MemoryMetrics(ProcFile file) : IMetricSource
{
    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        long total = 0, available = -1, swapTotal = 0, swapFree = 0;
        for (var text = file.Read("/proc/meminfo"); text.Length > 0;)
        {
            var fields = new ProcFields(ProcFields.Line(ref text));
            var name = fields.Next();
            if (!fields.TryNext(out long kib))
            {
                continue;
            }

            if (name.SequenceEqual("MemTotal:"u8))
            {
                total = kib;
            }
            else if (name.SequenceEqual("MemAvailable:"u8))
            {
                available = kib;
            }
            else if (name.SequenceEqual("SwapTotal:"u8))
            {
                swapTotal = kib;
            }
            else if (name.SequenceEqual("SwapFree:"u8))
            {
                swapFree = kib;
            }
        }

        if (total > 0 && available >= 0)
        {
            into.Add(new(at, MetricNames.MemoryUsedPercent, null, CpuMetrics.Round(100.0 * (total - available) / total)));
            into.Add(new(at, MetricNames.MemoryAvailableBytes, null, available * 1024.0));
        }

        if (swapTotal > 0)
        {
            into.Add(new(at, MetricNames.SwapUsedPercent, null, CpuMetrics.Round(100.0 * (swapTotal - swapFree) / swapTotal)));
        }
    }
}

/// <summary>/proc/loadavg.</summary>
internal sealed class LoadMetrics(ProcFile file) : IMetricSource
{
    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        var fields = new ProcFields(file.Read("/proc/loadavg"));
        if (fields.TryNext(out double one) && fields.TryNext(out double five) && fields.TryNext(out double fifteen))
        {
            into.Add(new(at, MetricNames.Load1, null, one));
            into.Add(new(at, MetricNames.Load5, null, five));
            into.Add(new(at, MetricNames.Load15, null, fifteen));
        }
    }
}

/// <summary>Turns byte counters by interface into rates; a counter that goes back (interface made anew) skips a round.</summary>
internal sealed class NetworkRates
{
    private const int MaxInterfaces = 32;

    private readonly Dictionary<string, (DateTimeOffset At, long Received, long Sent)> seen = new(StringComparer.Ordinal);

    public void Add(DateTimeOffset at, string name, long received, long sent, List<MetricSample> into)
    {
        if (seen.TryGetValue(name, out var before) && at > before.At && received >= before.Received && sent >= before.Sent)
        {
            var seconds = (at - before.At).TotalSeconds;
            into.Add(new(at, MetricNames.NetworkReceivedBytesPerSecond, name, Math.Round((received - before.Received) / seconds, 1)));
            into.Add(new(at, MetricNames.NetworkSentBytesPerSecond, name, Math.Round((sent - before.Sent) / seconds, 1)));
        }

        if (seen.Count < MaxInterfaces || seen.ContainsKey(name))
        {
            seen[name] = (at, received, sent);
        }
    }
}

/// <summary>/proc/net/dev: after the colon eight receive columns, the first of them bytes, then eight of sending.</summary>
internal sealed class ProcNetMetrics(ProcFile file) : IMetricSource
{
    private readonly NetworkRates rates = new();

    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        for (var text = file.Read("/proc/net/dev"); text.Length > 0;)
        {
            var line = ProcFields.Line(ref text);
            if (line.IndexOf((byte)':') is var colon && colon < 0)
            {
                continue;
            }

            var name = line[..colon].Trim((byte)' ');
            // The loopback and a container's end of a pair say nothing about the machine's network.
            if (name.SequenceEqual("lo"u8) || name.StartsWith("veth"u8) || name.StartsWith("ifb"u8))
            {
                continue;
            }

            var fields = new ProcFields(line[(colon + 1)..]);
            if (!fields.TryNext(out long received))
            {
                continue;
            }

            for (var i = 0; i < 7; i++)
            {
                fields.Next();
            }

            if (fields.TryNext(out long sent) && received + sent > 0)
            {
                rates.Add(at, Encoding.UTF8.GetString(name), received, sent, into);
            }
        }
    }
}

/// <summary>/sys/class/thermal: millidegrees by zone.</summary>
internal sealed class ThermalMetrics(HostRoot root, ProcFile file) : IMetricSource
{
    private readonly (string File, string Name)[] zones = Find(root);

    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        foreach (var (path, name) in zones)
        {
            var text = file.Read(path);
            if (new ProcFields(ProcFields.Line(ref text)).TryNext(out long millidegrees) && millidegrees is > -100_000 and < 300_000)
            {
                into.Add(new(at, MetricNames.TemperatureCelsius, name, Math.Round(millidegrees / 1000.0, 1)));
            }
        }
    }

    private static (string, string)[] Find(HostRoot root)
    {
        const string folder = "/sys/class/thermal";
        return !Directory.Exists(root.At(folder)) ? [] :
        [
            .. Directory.EnumerateFileSystemEntries(root.At(folder), "thermal_zone*").Select(Path.GetFileName).Order(StringComparer.Ordinal).Take(16)
                .Select(zone => ($"{folder}/{zone}/temp", $"{zone!["thermal_zone".Length..]}:{root.ReadText($"{folder}/{zone}/type", 128) ?? "unknown"}")),
        ];
    }
}
