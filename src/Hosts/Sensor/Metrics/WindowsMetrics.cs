using System.Net.NetworkInformation;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Metrics;

/// <summary>Processor and memory of a Windows machine by GetSystemTimes and GlobalMemoryStatusEx.</summary>
[SupportedOSPlatform("windows")]
internal sealed partial class WindowsMetrics : IMetricSource
{
    private long lastTotal;
    private long lastIdle;

    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        if (GetSystemTimes(out var idle, out var kernel, out var user))
        {
            // Kernel time includes idle time.
            var total = kernel + user;
            if (lastTotal > 0 && total > lastTotal)
            {
                into.Add(new(at, MetricNames.CpuUsedPercent, null, CpuMetrics.Round(100.0 * (1 - ((double)(idle - lastIdle) / (total - lastTotal))))));
            }

            (lastTotal, lastIdle) = (total, idle);
        }

        var memory = new MemoryStatus { Length = (uint)Marshal.SizeOf<MemoryStatus>() };
        if (GlobalMemoryStatusEx(ref memory) && memory.TotalPhysical > 0)
        {
            into.Add(new(at, MetricNames.MemoryUsedPercent, null, CpuMetrics.Round(100.0 * (memory.TotalPhysical - memory.AvailablePhysical) / memory.TotalPhysical)));
            into.Add(new(at, MetricNames.MemoryAvailableBytes, null, memory.AvailablePhysical));
        }
    }

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GetSystemTimes(out long idle, out long kernel, out long user);

    [LibraryImport("kernel32.dll", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool GlobalMemoryStatusEx(ref MemoryStatus status);

    /// <summary>MEMORYSTATUSEX of sysinfoapi.h.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct MemoryStatus
    {
        public uint Length;
        public uint MemoryLoad;
        public ulong TotalPhysical;
        public ulong AvailablePhysical;
        public ulong TotalPageFile;
        public ulong AvailablePageFile;
        public ulong TotalVirtual;
        public ulong AvailableVirtual;
        public ulong AvailableExtendedVirtual;
    }
}

/// <summary>Interface counters as the framework gives them.</summary>
internal sealed class NetworkMetrics : IMetricSource
{
    private readonly NetworkRates rates = new();

    public void Collect(DateTimeOffset at, List<MetricSample> into)
    {
        foreach (var nic in NetworkInterface.GetAllNetworkInterfaces())
        {
            if (nic.OperationalStatus == OperationalStatus.Up && nic.NetworkInterfaceType is not (NetworkInterfaceType.Loopback or NetworkInterfaceType.Tunnel))
            {
                var counters = nic.GetIPStatistics();
                rates.Add(at, nic.Name, counters.BytesReceived, counters.BytesSent, into);
            }
        }
    }
}
