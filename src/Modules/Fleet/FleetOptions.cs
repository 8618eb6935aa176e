using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Fleet;

/// <summary>Bounds and paces of the fleet.</summary>
internal sealed class FleetOptions
{
    /// <summary>How long a sensor's NATS log-in is good.</summary>
    [Range(typeof(TimeSpan), "00:05:00", "30.00:00:00")]
    public TimeSpan SensorLogInLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary>A device that was heard of within this time is ONLINE.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "1.00:00:00")]
    public TimeSpan OnlineFor { get; init; } = TimeSpan.FromMinutes(3);

    /// <summary>Sensors' keys that one process remembers.</summary>
    [Range(100, 10_000_000)]
    public int MaxRememberedKeys { get; init; } = 50_000;

    /// <summary>Assertions in use that one process remembers, to refuse their replay; beyond it sensors are told to wait.</summary>
    [Range(100, 10_000_000)]
    public int MaxRememberedAssertions { get; init; } = 200_000;

    /// <summary>Documents taken from the stream into one transaction, at most.</summary>
    [Range(1, 10_000)]
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

    /// <summary>The telemetry stream's size on the broker's disk, bytes.</summary>
    [Range(1024 * 1024, 1L << 50)]
    public long StreamBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How long the broker keeps telemetry that nobody has stored.</summary>
    [Range(typeof(TimeSpan), "00:10:00", "30.00:00:00")]
    public TimeSpan StreamAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Messages of one subject (a device's one kind) in the stream.</summary>
    [Range(10, 1_000_000)]
    public long StreamMessagesPerSubject { get; init; } = 10_000;

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

    /// <summary>How long samples, events and message ids are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan TelemetryAge { get; init; } = TimeSpan.FromDays(31);
}
