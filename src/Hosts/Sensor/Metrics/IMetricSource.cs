using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Metrics;

/// <summary>One thing that is measured. A source that cannot be read adds nothing. Rates need two rounds.</summary>
internal interface IMetricSource
{
    void Collect(DateTimeOffset at, List<MetricSample> into);
}

/// <summary>All sources of this kind of machine.</summary>
internal static class MetricSources
{
    public static IReadOnlyList<IMetricSource> Of(HostRoot root)
    {
        if (OperatingSystem.IsWindows() && root.IsReal)
        {
            return [new WindowsMetrics(), new NetworkMetrics(), new DiskMetrics(root)];
        }

        var file = new ProcFile(root);
        return [new CpuMetrics(file), new MemoryMetrics(file), new LoadMetrics(file), new ProcNetMetrics(file), new DiskMetrics(root), new ThermalMetrics(root, file)];
    }
}
