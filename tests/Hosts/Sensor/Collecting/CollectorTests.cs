using Holdfast.Hosts.Sensor;
using Holdfast.Hosts.Sensor.Inventory;
using Holdfast.Hosts.Sensor.Metrics;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Hosts.Sensor.Collecting;

public sealed class CollectorTests : IDisposable
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();

    private HostRoot Root => new(folder.Path);

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Processor_time_and_traffic_are_rates_between_two_rounds()
    {
        var sources = Write("cpu  100 0 100 700 100 0 0 0 0 0", 1000, 500);
        var samples = Collect(sources, Now);
        samples.ShouldNotContain(s => s.Name == MetricNames.CpuUsedPercent || s.Name == MetricNames.NetworkReceivedBytesPerSecond);

        Write("cpu  150 0 150 850 150 0 0 0 0 0", 3000, 1500);
        samples = Collect(sources, Now.AddSeconds(10));
        Value(samples, MetricNames.CpuUsedPercent).ShouldBe(33.33);
        Value(samples, MetricNames.NetworkReceivedBytesPerSecond).ShouldBe(200);
        Value(samples, MetricNames.NetworkSentBytesPerSecond).ShouldBe(100);
        samples.ShouldAllBe(s => s.Instance != "lo");

        // The interface was made anew: its counters began again.
        Write("cpu  160 0 160 900 160 0 0 0 0 0", 10, 10);
        Collect(sources, Now.AddSeconds(20)).ShouldNotContain(s => s.Name == MetricNames.NetworkReceivedBytesPerSecond);
    }

    [Fact]
    public void Memory_load_and_temperatures_are_read()
    {
        var samples = Collect(Write("cpu 1 1 1 1", 1, 1), Now);
        Value(samples, MetricNames.MemoryUsedPercent).ShouldBe(75);
        Value(samples, MetricNames.MemoryAvailableBytes).ShouldBe(250 * 1024);
        Value(samples, MetricNames.SwapUsedPercent).ShouldBe(50);
        (Value(samples, MetricNames.Load1), Value(samples, MetricNames.Load5), Value(samples, MetricNames.Load15)).ShouldBe((0.5, 1.25, 2));
        samples.Single(s => s.Name == MetricNames.TemperatureCelsius).ShouldBe(new(Now, MetricNames.TemperatureCelsius, "0:x86_pkg_temp", 45.5));
    }

    [Fact]
    public void Only_local_file_systems_are_measured_each_device_once()
    {
        folder.Write("proc/mounts", "proc /proc proc rw 0 0\n/dev/sda1 / ext4 rw 0 0\n/dev/sda1 /again ext4 rw 0 0\nnas:/x /mnt/nas nfs4 rw 0 0\n/dev/sdb1 /my\\040disk xfs rw 0 0\ntmpfs /tmp tmpfs rw 0 0\n");
        new DiskMetrics(Root).Find().ShouldBe(["/", "/my disk"]);
    }

    [Fact]
    public async Task An_inventory_is_read_from_the_machines_files()
    {
        folder.Write("etc/os-release", "PRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\nNAME=\"Debian GNU/Linux\"\nVERSION_ID=\"12\"\nID=debian\n");
        folder.Write("etc/machine-id", "3d1219c7c4c5404aaa1f6d2a48adfda4\n");
        folder.Write("etc/passwd", "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\nbroken\n");
        folder.Write("proc/sys/kernel/hostname", "web1\n");
        folder.Write("proc/sys/kernel/osrelease", "6.1.0-40-amd64\n");
        folder.Write("proc/stat", "cpu 1 1 1 1\nbtime 1773136800\n");
        folder.Write("proc/cpuinfo", "processor\t: 0\nmodel name\t: Test CPU @ 2.0GHz\nflags\t\t: fpu hypervisor\n\nprocessor\t: 1\nmodel name\t: Test CPU @ 2.0GHz\n");
        folder.Write("proc/meminfo", "MemTotal:        2048 kB\n");
        folder.Write("sys/block/sda/size", "2048\n");
        folder.Write("sys/block/sda/device/model", "DISK 9000   \n");
        folder.Write("sys/block/sda/queue/rotational", "1\n");
        folder.Write("sys/block/loop0/size", "8\n");
        folder.Write("var/lib/dpkg/status", "Package: zlib1g\nStatus: install ok installed\nVersion: 1:1.2\n\nPackage: gone\nStatus: deinstall ok config-files\nVersion: 1\n\nPackage: bash\nStatus: install ok installed\nDescription: shell\n Version: 9\nVersion: 5.2\n");
        folder.Write("proc/net/tcp", "  sl  local_address rem_address   st\n   0: 0100007F:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 777 1 0\n   1: 0100007F:0017 0100007F:9999 01 0:0 0:0 0 0 0 778 1 0\n");
        folder.Write("proc/net/tcp6", "  sl\n   0: 00000000000000000000000001000000:1F90 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 779 1 0\n");
        folder.Write("proc/net/udp", "  sl\n   0: 00000000:0044 00000000:0000 07 0:0 0:0 0 0 0 780 1 0\n");
        folder.Write("proc/42/comm", "sshd\n");
        Directory.CreateDirectory(folder.At("proc/42/fd/x").Replace("/x", "", StringComparison.Ordinal));
        File.CreateSymbolicLink(folder.At("proc/42/fd/3"), "socket:[777]");

        var inventory = await new InventoryCollector(Root, TimeProvider.System).CollectAsync(TestContext.Current.CancellationToken);
        inventory.System.ShouldBe(new SystemFacts("web1", "3d1219c7c4c5404aaa1f6d2a48adfda4", "Debian GNU/Linux 12 (bookworm)", "12", "debian", "6.1.0-40-amd64",
            inventory.System.Architecture, "vm", DateTimeOffset.FromUnixTimeSeconds(1773136800)));
        (inventory.Hardware.CpuModel, inventory.Hardware.CpuCount, inventory.Hardware.MemoryBytes).ShouldBe(("Test CPU @ 2.0GHz", 2, 2048 * 1024));
        inventory.Hardware.Disks.ShouldBe([new("sda", 1024 * 1024, "DISK 9000", true)]);
        inventory.Software.ShouldBe([new("bash", "5.2", "dpkg"), new("zlib1g", "1:1.2", "dpkg")]);
        inventory.Users.ShouldBe([new("root", 0, "/bin/bash", true), new("daemon", 1, "/usr/sbin/nologin", false)]);
        inventory.Listeners.ShouldBe([new("tcp", "127.0.0.1", 22, "sshd"), new("tcp", "::1", 8080, null), new("udp", "0.0.0.0", 68, null)]);
        inventory.Truncated.ShouldBeEmpty();
    }

    [Fact]
    public void Waiting_updates_are_told_apart_by_their_archive() =>
        PackageLists.OfApt(
        [
            "NOTE: This is only a simulation!",
            "Inst libc6 [2.36-9+deb12u4] (2.36-9+deb12u10 Debian-Security:12/stable-security [amd64])",
            "Inst linux-image-6.1.0-40-amd64 (6.1.153-1 Debian:12.12/stable [amd64])",
            "Conf libc6 (2.36-9+deb12u10 Debian-Security:12/stable-security [amd64])",
        ]).ShouldBe(
        [
            new("libc6", "2.36-9+deb12u4", "2.36-9+deb12u10", true),
            new("linux-image-6.1.0-40-amd64", null, "6.1.153-1", false),
        ]);

    [Fact]
    public void Other_package_systems_are_read_too()
    {
        PackageLists.OfApk(["P:musl", "V:1.2.5-r0", "", "P:busybox", "V:1.36"]).ShouldBe([new("musl", "1.2.5-r0", "apk"), new("busybox", "1.36", "apk")]);
        PackageLists.OfRpm(["bash\t5.2-1.el9", "", "odd"]).ShouldBe([new("bash", "5.2-1.el9", "rpm")]);
    }

    [Fact]
    public async Task A_machine_of_rpm_with_dpkg_installed_is_asked_for_its_rpms()
    {
        folder.Write("var/lib/dpkg/status", "");
        var rpm = Script("#!/bin/sh\nprintf 'bash\\t5.2-1.el9\\nopenssl\\t3.0.7-27.el9\\n'\n");
        var (items, note) = await PackageLists.SoftwareAsync(Root, rpm, TestContext.Current.CancellationToken);
        items.ShouldBe([new("bash", "5.2-1.el9", "rpm"), new("openssl", "3.0.7-27.el9", "rpm")]);
        note.ShouldBeNull();
    }

    [Fact]
    public async Task A_machine_of_dpkg_with_rpm_installed_is_not_asked_for_rpms()
    {
        folder.Write("var/lib/dpkg/status", "Package: bash\nStatus: install ok installed\nVersion: 5.2\n");
        (await PackageLists.SoftwareAsync(Root, Script("#!/bin/sh\nexit 1\n"), TestContext.Current.CancellationToken)).Items.ShouldBe([new("bash", "5.2", "dpkg")]);
    }

    [Theory]
    [InlineData(false, null, "No list of installed packages could be read (no dpkg, apk or rpm).")]
    [InlineData(true, null, "No list of installed packages could be read (dpkg has none).")]
    [InlineData(true, "exit 1", "No list of installed packages could be read (dpkg has none; rpm failed).")]
    [InlineData(false, "exit 0", "No list of installed packages could be read (rpm has none).")]
    public async Task That_no_list_of_packages_could_be_read_is_said(bool hasDpkg, string? rpm, string expected)
    {
        if (hasDpkg)
        {
            folder.Write("var/lib/dpkg/status", "\n");
        }

        var (items, note) = await PackageLists.SoftwareAsync(Root, rpm is null ? null : Script($"#!/bin/sh\n{rpm}\n"), TestContext.Current.CancellationToken);
        items.ShouldBeEmpty();
        note.ShouldBe(expected);
    }

    private string Script(string text) => folder.WriteProgram("bin/rpm", text);

    [Fact]
    public async Task A_child_is_bounded_in_output_and_time()
    {
        var ct = TestContext.Current.CancellationToken;
        (await ChildProcess.ReadAsync("/usr/bin/yes", [], 1000, TimeSpan.FromSeconds(10), ct))!.Length.ShouldBe(1000);
        (await ChildProcess.ReadAsync("/usr/bin/sleep", ["30"], 1000, TimeSpan.FromMilliseconds(100), ct)).ShouldBeNull();
        (await ChildProcess.ReadAsync("/usr/bin/false", [], 1000, TimeSpan.FromSeconds(10), ct)).ShouldBeNull();
        (await ChildProcess.ReadAsync("/nowhere", [], 1000, TimeSpan.FromSeconds(10), ct)).ShouldBeNull();
    }

    [Fact]
    public async Task This_machine_can_be_read()
    {
        var sources = MetricSources.Of(HostRoot.Real);
        Collect(sources, Now);
        var samples = new List<MetricSample>();
        await Until.TrueAsync("processor time passes", () =>
        {
            samples = Collect(sources, Now.AddSeconds(1));
            return samples.Exists(s => s.Name == MetricNames.CpuUsedPercent);
        });
        samples.ShouldContain(s => s.Name == MetricNames.MemoryUsedPercent);
        samples.ShouldContain(s => s.Name == MetricNames.Load1);
        samples.ShouldContain(s => s.Name == MetricNames.DiskUsedPercent && s.Instance == "/");
        samples.ShouldAllBe(s => double.IsFinite(s.Value) && s.Value >= -50);

        var inventory = await new InventoryCollector(HostRoot.Real, TimeProvider.System).CollectAsync(TestContext.Current.CancellationToken);
        inventory.System.Hostname.ShouldNotBeEmpty();
        inventory.System.BootedAt.ShouldBeLessThan(TimeProvider.System.GetUtcNow());
        inventory.Hardware.CpuCount.ShouldBeGreaterThan(0);
        inventory.Hardware.MemoryBytes.ShouldBeGreaterThan(1024 * 1024);
        inventory.Software.Count.ShouldBeGreaterThan(10);
        inventory.Users.ShouldContain(u => u.Name == "root" && u.Uid == 0);
    }

    private IReadOnlyList<IMetricSource> Write(string cpu, long received, long sent)
    {
        folder.Write("proc/stat", cpu + "\n");
        folder.Write("proc/meminfo", "MemTotal: 1000 kB\nMemFree: 10 kB\nMemAvailable: 250 kB\nSwapTotal: 100 kB\nSwapFree: 50 kB\n");
        folder.Write("proc/loadavg", "0.50 1.25 2.00 1/100 4711\n");
        folder.Write("proc/net/dev", $"Inter-|   Receive\n face |bytes\n    lo: 9 1 0 0 0 0 0 0 9 1 0 0 0 0 0 0\n  eth0: {received} 1 0 0 0 0 0 0 {sent} 1 0 0 0 0 0 0\n");
        folder.Write("proc/mounts", "");
        folder.Write("sys/class/thermal/thermal_zone0/type", "x86_pkg_temp\n");
        folder.Write("sys/class/thermal/thermal_zone0/temp", "45500\n");
        return MetricSources.Of(Root);
    }

    private static List<MetricSample> Collect(IReadOnlyList<IMetricSource> sources, DateTimeOffset at)
    {
        var samples = new List<MetricSample>();
        foreach (var source in sources)
        {
            source.Collect(at, samples);
        }

        return samples;
    }

    private static double Value(List<MetricSample> samples, string name) => samples.Single(s => s.Name == name).Value;
}
