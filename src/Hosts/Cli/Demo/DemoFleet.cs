using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Cli.Demo;

/// <summary>What is wrong with a machine of the demo.</summary>
internal enum Trouble
{
    None,

    /// <summary>Somebody guesses ssh passwords.</summary>
    BruteForce,

    /// <summary>The data volume is nearly full.</summary>
    FullDisk,
}

/// <summary>A machine of the demo, and about what its meters show.</summary>
/// <param name="Hostname">Begins with <c>sim-</c>.</param>
/// <param name="Organization">Whose.</param>
/// <param name="Group">In which group of that organization.</param>
/// <param name="Os">What runs on it.</param>
/// <param name="CpuCount">Logical processors.</param>
/// <param name="MemoryGiB">Installed.</param>
/// <param name="CpuPercent">Around this.</param>
/// <param name="MemoryPercent">Around this.</param>
/// <param name="DiskPercent">Of the data volume.</param>
/// <param name="Software">Beside what every machine has: package and version.</param>
/// <param name="Ports">Beside ssh: port and process.</param>
/// <param name="Trouble">What is wrong.</param>
internal sealed record DemoMachine(
    string Hostname,
    string Organization,
    string Group,
    DemoSystem Os,
    int CpuCount,
    int MemoryGiB,
    double CpuPercent,
    double MemoryPercent,
    double DiskPercent,
    IReadOnlyList<(string Name, string Version)> Software,
    IReadOnlyList<(int Port, string Process)> Ports,
    Trouble Trouble = Trouble.None);

/// <summary>An operating system of the demo.</summary>
internal sealed record DemoSystem(string Name, string Version, string Id, string Kernel)
{
    public static readonly DemoSystem Debian = new("Debian GNU/Linux 12 (bookworm)", "12", "debian", "6.1.0-40-amd64");
    public static readonly DemoSystem Ubuntu = new("Ubuntu 24.04.3 LTS", "24.04", "ubuntu", "6.8.0-85-generic");
}

/// <summary>The demo's invented clients and their machines: two organizations, three groups, eight devices.</summary>
internal static class DemoFleet
{
    public const string Company = "Demo (simulated)";

    private const string Clinic = "Harbour Dental (simulated)";
    private const string Bakery = "Old Mill Bakery (simulated)";

    public static IReadOnlyList<DemoMachine> Machines { get; } =
    [
        new("sim-clinic-web", Clinic, "Servers", DemoSystem.Debian, 4, 8, 18, 46, 41, [("nginx", "1.22.1-9+deb12u3"), ("php8.2-fpm", "8.2.29-1~deb12u1")], [(80, "nginx"), (443, "nginx")], Trouble.BruteForce),
        new("sim-clinic-db", Clinic, "Servers", DemoSystem.Debian, 8, 32, 27, 68, 58, [("postgresql-15", "15.14-0+deb12u1")], [(5432, "postgres")]),
        new("sim-clinic-files", Clinic, "Servers", DemoSystem.Debian, 2, 8, 9, 38, 97.4, [("samba", "2:4.17.12+dfsg-0+deb12u2")], [(445, "smbd")], Trouble.FullDisk),
        new("sim-desk-1", Clinic, "Front desk", DemoSystem.Ubuntu, 4, 16, 12, 52, 33, [("firefox-esr", "140.4.0esr-1"), ("libreoffice-writer", "4:24.2.7-0ubuntu0.24.04.4")], []),
        new("sim-desk-2", Clinic, "Front desk", DemoSystem.Ubuntu, 4, 16, 10, 49, 37, [("firefox-esr", "140.4.0esr-1"), ("libreoffice-writer", "4:24.2.7-0ubuntu0.24.04.4")], []),
        new("sim-till-1", Bakery, "Shops", DemoSystem.Debian, 2, 4, 6, 35, 22, [("chromium", "141.0.7390.65-1~deb12u1")], []),
        new("sim-till-2", Bakery, "Shops", DemoSystem.Debian, 2, 4, 7, 36, 24, [("chromium", "141.0.7390.65-1~deb12u1")], []),
        new("sim-bakery-backup", Bakery, "Shops", DemoSystem.Ubuntu, 2, 8, 14, 41, 62, [("restic", "0.16.4-2ubuntu0.2")], [(8000, "rest-server")]),
    ];

    /// <summary>What every machine has.</summary>
    public static IReadOnlyList<(string Name, string Version)> CommonSoftware(DemoSystem system) => system == DemoSystem.Debian
        ? [("bash", "5.2.15-2+b8"), ("coreutils", "9.1-1"), ("curl", "7.88.1-10+deb12u12"), ("libc6", "2.36-9+deb12u10"), ("openssh-server", "1:9.2p1-2+deb12u6"), ("openssl", "3.0.17-1~deb12u2"), ("sudo", "1.9.13p3-1+deb12u2"), ("systemd", "252.38-1~deb12u1")]
        : [("bash", "5.2.21-2ubuntu4"), ("coreutils", "9.4-3ubuntu6.1"), ("curl", "8.5.0-2ubuntu10.6"), ("libc6", "2.39-0ubuntu8.6"), ("openssh-server", "1:9.6p1-3ubuntu13.14"), ("openssl", "3.0.13-0ubuntu3.6"), ("sudo", "1.9.15p5-3ubuntu5.24.04.1"), ("systemd", "255.4-1ubuntu8.10")];

    /// <summary>As an inventory says it: nobody can take the machine for a real one.</summary>
    public static SystemFacts Facts(DemoMachine machine, DateTimeOffset bootedAt) =>
        new(machine.Hostname, MachineId(machine), machine.Os.Name, machine.Os.Version, machine.Os.Id, machine.Os.Kernel, "x64", "simulated", bootedAt);

    public static string MachineId(DemoMachine machine) => "simulated-" + machine.Hostname;
}
