using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Fleet;

/// <summary>Bounds and paces of the fleet.</summary>
internal sealed class FleetOptions
{
    /// <summary>How long a sensor's NATS log-in is good.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SensorLogInLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a key signs accounts, or log-ins to the broker, before another takes over by itself. What it signed holds until it ends.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan BrokerKeyLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary>A device that was heard of within this time is ONLINE.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan OnlineFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>A device that was not heard of for longer than this is quiet: the overview names it.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "365.00:00:00")]
    public TimeSpan QuietAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Sensors' keys that one process remembers.</summary>
    [Range(100, 10_000_000)]
    public int MaxRememberedKeys { get; init; } = 50_000;

    /// <summary>How many devices a tenant may have, where its plan says nothing.</summary>
    [Range(1, 10_000_000)]
    public int DevicesPerTenant { get; init; } = 100_000;

    /// <summary>Assertions in use that one process remembers of one device, to refuse their replay; beyond it that device is told to wait. A sensor makes a few in the five minutes that one holds.</summary>
    [Range(10, 100_000)]
    public int AssertionsPerDevice { get; init; } = 200;

    /// <summary>The same of all devices of one tenant; beyond it that tenant's devices are told to wait.</summary>
    [Range(100, 10_000_000)]
    public int AssertionsPerTenant { get; init; } = 50_000;

    /// <summary>Documents taken from the stream into one transaction, at most.</summary>
    [Range(2, 10_000)]
    public int BatchMessages { get; init; } = 500;

    /// <summary>Bytes of documents in hand at a time, at most.</summary>
    [Range(2 * 1024 * 1024, 1024 * 1024 * 1024)]
    public int BatchBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Tenants whose documents are stored at the same time.</summary>
    [Range(1, 64)]
    public int IngestLanes { get; init; } = 4;

    /// <summary>The longest pause before documents that could not be stored are tried again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan MaxRetryPause { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How many tenants whose documents could not be stored a process remembers to leave alone for a while.</summary>
    [Range(10, 1_000_000)]
    public int MaxRestingTenants { get; init; } = 10_000;

    /// <summary>The size of a tenant's telemetry stream on the broker's disk, bytes. The broker sets it aside when the tenant's first device enrols; all tenants' together have to fit into its <c>max_file_store</c>.</summary>
    [Range(1024 * 1024, 1L << 50)]
    public long StreamBytes { get; init; } = 32L * 1024 * 1024;

    /// <summary>How often it is looked for telemetry streams that lack, or that another process made.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan StreamPoll { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the broker keeps telemetry that nobody has stored.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan StreamAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Messages of one subject (a device's one kind) in the stream.</summary>
    [Range(10, 1_000_000)]
    public long StreamMessagesPerSubject { get; init; } = 2_000;

    /// <summary>The dead-letter stream's size on the broker's disk, bytes.</summary>
    [Range(1024 * 1024, 1L << 50)]
    public long DeadLetterBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>How long dead letters are kept.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan DeadLetterAge { get; init; } = TimeSpan.FromDays(14);

    /// <summary>How long after its telemetry a device is analysed; what comes meanwhile is analysed with it.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan AnalysisDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a device is analysed without new telemetry, because windows move on.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan AnalysisInterval { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>How often workers look for devices that are due.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan AnalysisPoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>Devices that one process analyses at the same time.</summary>
    [Range(1, 64)]
    public int AnalysisLanes { get; init; } = 4;

    /// <summary>The newest log events of each kind that an analysis looks at.</summary>
    [Range(100, 100_000)]
    public int AnalysisEventsPerKind { get; init; } = 5_000;

    /// <summary>How long samples, events and message ids are kept; samples and events go by whole days, in UTC.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan TelemetryAge { get; init; } = TimeSpan.FromDays(31);

    /// <summary>For how many days ahead the partitions of telemetry are made.</summary>
    [Range(2, 60)]
    public int PartitionsAhead { get; init; } = 7;

    /// <summary>How often it is looked whether a partition of telemetry is to be made or dropped.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "06:00:00")]
    public TimeSpan PartitionPoll { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long resolved findings are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan FindingAge { get; init; } = TimeSpan.FromDays(365);

    /// <summary>How long it is kept which score was held when.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan HealthHistoryAge { get; init; } = TimeSpan.FromDays(400);
}
