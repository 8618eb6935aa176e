using System.Security.Cryptography;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Cli.Demo;

/// <summary>
/// What one machine of the demo reports. The figures wander around the machine's own by a generator with a fixed seed, so that every demo
/// tells the same story; only the clock is real.
/// </summary>
internal sealed class SimulatedMachine : IDisposable
{
    private const long GiB = 1L << 30;
    private const string Attacker = "203.0.113.77";
    private const string Colleague = "192.0.2.10";
    private static readonly TimeSpan History = TimeSpan.FromMinutes(30);
    private static readonly TimeSpan InventoryEvery = TimeSpan.FromHours(6);
    private static readonly TimeSpan AttackEvery = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan UpFor = TimeSpan.FromDays(9);
    private static readonly string[] Guesses = ["root", "admin", "postgres", "ubuntu", "backup"];

    private readonly DemoMachine machine;
    private readonly Random random;
    private readonly TimeProvider time;
    private readonly DateTimeOffset bootedAt;
    private long committed;
    private long before;
    private long dropped;
    private double drift;
    private DateTimeOffset inventoryDue;
    private DateTimeOffset attackDue;

    /// <param name="machine">Whom to play.</param>
    /// <param name="seed">The machine's place in the fleet.</param>
    /// <param name="device">How it enrolled.</param>
    /// <param name="time">The clock.</param>
    public SimulatedMachine(DemoMachine machine, int seed, DemoDevice device, TimeProvider time)
    {
        (this.machine, Device, this.time) = (machine, device, time);
        random = new Random(seed);
        bootedAt = time.GetUtcNow() - UpFor - TimeSpan.FromMinutes(random.Next(10_000));
        Key.ImportPkcs8PrivateKey(Convert.FromBase64String(device.Key), out _);
    }

    public ECDsa Key { get; } = ECDsa.Create();

    /// <summary>As it stands after the documents made so far.</summary>
    public DemoDevice Device { get; private set; }

    /// <summary>What there is to say now. The sequence numbers are used up, whether it is sent or not.</summary>
    public IReadOnlyList<SensorDocument> Report()
    {
        var now = time.GetUtcNow();
        var first = inventoryDue == default;
        before = committed;
        List<SensorDocument> documents = [Next((id, seq, prev) => new HeartbeatDocument(id, now, seq, prev, SimulatedSensor.Version, (long)(now - bootedAt).TotalSeconds, dropped))];
        if (now >= inventoryDue)
        {
            inventoryDue = now + InventoryEvery;
            documents.Add(Next((id, seq, prev) => Inventory(id, now, seq, prev)));
        }

        // Half an hour of the past to begin with, so that a chart has something to show.
        var moments = first && Device.Seq <= 2 ? Enumerable.Range(0, (int)History.TotalMinutes).Select(i => now - History + TimeSpan.FromMinutes(i)).Append(now) : [now];
        documents.Add(Next((id, seq, prev) => new MetricsDocument(id, now, seq, prev, [.. moments.SelectMany(Samples)])));
        if (Events(now, first) is { Count: > 0 } events)
        {
            documents.Add(Next((id, seq, prev) => new EventsDocument(id, now, seq, prev, events)));
        }

        return documents;
    }

    /// <summary>The server has stored up to here.</summary>
    public void Committed(long seq) => committed = Math.Max(committed, seq);

    /// <summary>What could not be sent is given up: a simulation has nothing to lose.</summary>
    public void Dropped(int documents) => dropped += documents;

    public void Dispose() => Key.Dispose();

    private T Next<T>(Func<Guid, long, long, T> make) where T : SensorDocument
    {
        Device = Device with { Seq = Device.Seq + 1 };
        var document = make(Guid.CreateVersion7(time.GetUtcNow()), Device.Seq, before);
        before = Device.Seq;
        return document;
    }

    private IEnumerable<MetricSample> Samples(DateTimeOffset at)
    {
        // A slow wave, so that neighbouring samples resemble each other.
        drift = Math.Clamp((drift * 0.9) + ((random.NextDouble() - 0.5) * 0.4), -1, 1);
        var cpu = Math.Clamp(machine.CpuPercent * (1 + (drift * 0.6)) + (random.NextDouble() * 3), 0.5, 85);
        var memory = Math.Clamp(machine.MemoryPercent + (drift * 4), 1, 85);
        var disk = machine.DiskPercent + (random.NextDouble() * 0.02);
        yield return new(at, MetricNames.CpuUsedPercent, null, Round(cpu));
        yield return new(at, MetricNames.MemoryUsedPercent, null, Round(memory));
        yield return new(at, MetricNames.MemoryAvailableBytes, null, Math.Round(machine.MemoryGiB * GiB * (1 - (memory / 100))));
        yield return new(at, MetricNames.DiskUsedPercent, "/", 31);
        yield return new(at, MetricNames.DiskUsedPercent, "/srv", Round(disk));
        yield return new(at, MetricNames.DiskFreeBytes, "/srv", Math.Round(DiskBytes(machine) * (1 - (disk / 100))));
        yield return new(at, MetricNames.NetworkReceivedBytesPerSecond, "eth0", Math.Round(2_000 + (cpu * 900) + (random.NextDouble() * 5_000)));
        yield return new(at, MetricNames.NetworkSentBytesPerSecond, "eth0", Math.Round(1_000 + (cpu * 1_400) + (random.NextDouble() * 3_000)));
        yield return new(at, MetricNames.Load1, null, Round(machine.CpuCount * cpu / 100));
        yield return new(at, MetricNames.Load5, null, Round(machine.CpuCount * machine.CpuPercent / 100));
    }

    private List<LogEvent> Events(DateTimeOffset now, bool first)
    {
        var events = new List<LogEvent>();
        if (first)
        {
            events.Add(Line(now - TimeSpan.FromMinutes(25), LogEventKind.SshLoginSucceeded, "sshd", "deploy", Colleague, $"Accepted publickey for deploy from {Colleague} port 51122 ssh2"));
            events.Add(Line(now - TimeSpan.FromMinutes(24), LogEventKind.SudoCommand, "sudo", "deploy", null, "deploy : TTY=pts/0 ; PWD=/home/deploy ; USER=root ; COMMAND=/usr/bin/apt-get update"));
        }

        if (machine.Trouble == Trouble.BruteForce && now >= attackDue)
        {
            attackDue = now + AttackEvery;
            var guesses = first ? 12 : 2;
            for (var i = 0; i < guesses; i++)
            {
                var user = Guesses[random.Next(Guesses.Length)];
                events.Add(Line(
                    now - TimeSpan.FromSeconds(5 * (guesses - i)), LogEventKind.SshLoginFailed, "sshd", user, Attacker, $"Failed password for {user} from {Attacker} port {random.Next(40_000, 60_000)} ssh2"));
            }
        }

        return events;
    }

    private LogEvent Line(DateTimeOffset at, LogEventKind kind, string program, string? user, string? address, string text)
    {
        var pid = random.Next(1_000, 30_000);
        return new(at, kind, "/var/log/auth.log", program, pid, user, address, $"{at:yyyy-MM-ddTHH:mm:ssK} {machine.Hostname} {program}[{pid}]: {text}");
    }

    private InventoryDocument Inventory(Guid id, DateTimeOffset at, long seq, long prev) => new(
        id,
        at,
        seq,
        prev,
        DemoFleet.Facts(machine, bootedAt),
        new HardwareFacts("Simulated processor", machine.CpuCount, machine.MemoryGiB * GiB, [new DiskFacts("vda", 64 * GiB, "Simulated disk", false), new DiskFacts("vdb", DiskBytes(machine), "Simulated disk", false)]),
        [.. DemoFleet.CommonSoftware(machine.Os).Concat(machine.Software).OrderBy(s => s.Name, StringComparer.Ordinal).Select(s => new SoftwareItem(s.Name, s.Version, "dpkg"))],
        [],
        [new("root", 0, "/bin/bash", true), new("deploy", 1000, "/bin/bash", true), new("www-data", 33, "/usr/sbin/nologin", false)],
        [new("tcp", "0.0.0.0", 22, "sshd"), .. machine.Ports.Select(p => new Listener("tcp", "0.0.0.0", p.Port, p.Process))],
        [],
        ["This machine is simulated: nothing of it exists."]);

    private static long DiskBytes(DemoMachine machine) => machine.CpuCount * 128 * GiB;

    private static double Round(double value) => Math.Round(value, 2);
}
