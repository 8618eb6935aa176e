using System.Text.Json;
using System.Text.Json.Serialization;

namespace Holdfast.Modules.Fleet.Protocol;

/// <summary>
/// What every document from a sensor has. The server stores each <see cref="Id"/> once. It moves its committed sequence over a document only when
/// <see cref="Prev"/> is not beyond it, and over one that it has already stored just the same: a gap in transit stops the sequence, a document that the
/// sensor itself dropped does not.
/// </summary>
/// <param name="Id">UUIDv7, made once; the same in every resend.</param>
/// <param name="At">When the document was made, by the sensor's clock.</param>
/// <param name="Seq">Counts up by one with every document of a device, from 1; never used twice.</param>
/// <param name="Prev">The sequence number before this one among those that the sensor still has, or its last committed one; written when the document is
/// sent (it may differ between resends), so null only inside the sensor's buffer.</param>
public abstract record SensorDocument(
    [property: JsonPropertyOrder(-4)] Guid Id,
    [property: JsonPropertyOrder(-3)] DateTimeOffset At,
    [property: JsonPropertyOrder(-2)] long Seq,
    [property: JsonPropertyOrder(-1)] long? Prev)
{
    /// <summary>Kind and version, e.g. <c>holdfast.heartbeat/1</c>. Members may be added within a version; readers skip what they do not know.</summary>
    [JsonPropertyOrder(-5)]
    public string Schema => Message switch
    {
        DeviceMessage.Heartbeat => HeartbeatDocument.SchemaName,
        DeviceMessage.Inventory => InventoryDocument.SchemaName,
        DeviceMessage.Metrics => MetricsDocument.SchemaName,
        DeviceMessage.Events => EventsDocument.SchemaName,
        DeviceMessage.Result => ResultDocument.SchemaName,
        _ => throw new InvalidOperationException($"{Message} is no document."),
    };

    /// <summary>The last token of the subject under which this kind travels.</summary>
    [JsonIgnore]
    public abstract DeviceMessage Message { get; }
}

/// <summary>The device is up.</summary>
/// <param name="Id">See <see cref="SensorDocument"/>.</param>
/// <param name="At">See <see cref="SensorDocument"/>.</param>
/// <param name="Seq">See <see cref="SensorDocument"/>.</param>
/// <param name="Prev">See <see cref="SensorDocument"/>.</param>
/// <param name="SensorVersion">The sensor's own version.</param>
/// <param name="UptimeSeconds">How long the machine has been up.</param>
/// <param name="DroppedDocuments">How many documents the sensor has given up in its life because its buffer was full or the server refused them.</param>
public sealed record HeartbeatDocument(Guid Id, DateTimeOffset At, long Seq, long? Prev, string SensorVersion, long UptimeSeconds, long DroppedDocuments)
    : SensorDocument(Id, At, Seq, Prev)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "holdfast.heartbeat/1";

    /// <inheritdoc/>
    [JsonIgnore]
    public override DeviceMessage Message => DeviceMessage.Heartbeat;
}

/// <summary>Measurements.</summary>
/// <param name="Id">See <see cref="SensorDocument"/>.</param>
/// <param name="At">See <see cref="SensorDocument"/>.</param>
/// <param name="Seq">See <see cref="SensorDocument"/>.</param>
/// <param name="Prev">See <see cref="SensorDocument"/>.</param>
/// <param name="Samples">At most <see cref="SensorLimits.MaxSamples"/>.</param>
public sealed record MetricsDocument(Guid Id, DateTimeOffset At, long Seq, long? Prev, IReadOnlyList<MetricSample> Samples)
    : SensorDocument(Id, At, Seq, Prev)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "holdfast.metrics/1";

    /// <inheritdoc/>
    [JsonIgnore]
    public override DeviceMessage Message => DeviceMessage.Metrics;
}

/// <summary>One measurement.</summary>
/// <param name="At">When it was taken; a rate is over the interval that ends here.</param>
/// <param name="Name">One of <see cref="MetricNames"/>, or newer.</param>
/// <param name="Instance">Which of several: a mount point, an interface, a thermal zone.</param>
/// <param name="Value">Finite; the unit is in the name.</param>
public sealed record MetricSample(DateTimeOffset At, string Name, string? Instance, double Value);

/// <summary>The metrics that this version's sensors send.</summary>
public static class MetricNames
{
    /// <summary>All processors together, 0 to 100.</summary>
    public const string CpuUsedPercent = "cpu.used_percent";

    /// <summary>Total minus available, 0 to 100.</summary>
    public const string MemoryUsedPercent = "memory.used_percent";

    /// <summary>What programs could still get without swapping.</summary>
    public const string MemoryAvailableBytes = "memory.available_bytes";

    /// <summary>0 to 100; absent without swap.</summary>
    public const string SwapUsedPercent = "swap.used_percent";

    /// <summary>By mount point, as an unprivileged user sees it (df's figure).</summary>
    public const string DiskUsedPercent = "disk.used_percent";

    /// <summary>By mount point: what an unprivileged user could still write.</summary>
    public const string DiskFreeBytes = "disk.free_bytes";

    /// <summary>By interface.</summary>
    public const string NetworkReceivedBytesPerSecond = "network.received_bytes_per_second";

    /// <summary>By interface.</summary>
    public const string NetworkSentBytesPerSecond = "network.sent_bytes_per_second";

    /// <summary>Run queue over one minute.</summary>
    public const string Load1 = "load.1m";

    /// <summary>Run queue over five minutes.</summary>
    public const string Load5 = "load.5m";

    /// <summary>Run queue over fifteen minutes.</summary>
    public const string Load15 = "load.15m";

    /// <summary>By thermal zone.</summary>
    public const string TemperatureCelsius = "temperature.celsius";
}

/// <summary>What happened to a command.</summary>
[JsonConverter(typeof(UpperSnakeConverter<CommandOutcome>))]
public enum CommandOutcome
{
    /// <summary>It ran and did what it should.</summary>
    Succeeded,

    /// <summary>It ran and failed.</summary>
    Failed,

    /// <summary>The device would not run it: expired, superseded, not approved or not known.</summary>
    Refused,
}

/// <summary>The outcome of a command.</summary>
/// <param name="Id">See <see cref="SensorDocument"/>.</param>
/// <param name="At">See <see cref="SensorDocument"/>.</param>
/// <param name="Seq">See <see cref="SensorDocument"/>.</param>
/// <param name="Prev">See <see cref="SensorDocument"/>.</param>
/// <param name="CommandId">Which command.</param>
/// <param name="Outcome">How it ended.</param>
/// <param name="Detail">One sentence for a person.</param>
/// <param name="Output">What it answered; any JSON.</param>
public sealed record ResultDocument(
    Guid Id, DateTimeOffset At, long Seq, long? Prev, Guid CommandId, CommandOutcome Outcome, string Detail, JsonElement? Output)
    : SensorDocument(Id, At, Seq, Prev)
{
    /// <summary>The schema's name.</summary>
    public const string SchemaName = "holdfast.result/1";

    /// <inheritdoc/>
    [JsonIgnore]
    public override DeviceMessage Message => DeviceMessage.Result;
}

/// <summary>Down: after the commit, and also without progress (an ack that repeats itself tells the sensor where the server stands).</summary>
/// <param name="CommittedSeq">The sensor empties its buffer up to here.</param>
public sealed record AckMessage(long CommittedSeq);

/// <summary>Down: something to do.</summary>
/// <param name="Id">UUIDv7; a device runs an id once.</param>
/// <param name="Kind">What to do.</param>
/// <param name="Arguments">A JSON object.</param>
/// <param name="NotAfter">Later than this the device refuses it.</param>
/// <param name="Supersedes">A command that need not run any more.</param>
/// <param name="Approval">The approver's signed statement, for destructive kinds.</param>
public sealed record CommandMessage(Guid Id, string Kind, JsonElement Arguments, DateTimeOffset NotAfter, Guid? Supersedes, string? Approval);
