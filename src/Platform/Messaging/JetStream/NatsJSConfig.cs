using System.Text.Json.Serialization;

namespace Holdfast.Platform.Messaging.JetStream;

/// <summary>When a stream lets go of a message.</summary>
public enum StreamConfigRetention
{
    /// <summary>When a limit is reached.</summary>
    [JsonStringEnumMemberName("limits")]
    Limits,

    /// <summary>When every consumer has acknowledged it.</summary>
    [JsonStringEnumMemberName("interest")]
    Interest,

    /// <summary>When its one consumer has acknowledged it.</summary>
    [JsonStringEnumMemberName("workqueue")]
    Workqueue,
}

/// <summary>Where a stream lives.</summary>
public enum StreamConfigStorage
{
    /// <summary>On disk. The acknowledgement comes before the sync.</summary>
    [JsonStringEnumMemberName("file")]
    File,

    /// <summary>In memory: gone with the server.</summary>
    [JsonStringEnumMemberName("memory")]
    Memory,
}

/// <summary>What gives way at a limit.</summary>
public enum StreamConfigDiscard
{
    /// <summary>The oldest message.</summary>
    [JsonStringEnumMemberName("old")]
    Old,

    /// <summary>The new message: its publish is refused.</summary>
    [JsonStringEnumMemberName("new")]
    New,
}

/// <summary>What a consumer is told back.</summary>
public enum ConsumerConfigAckPolicy
{
    /// <summary>Each message on its own.</summary>
    [JsonStringEnumMemberName("explicit")]
    Explicit,

    /// <summary>A message and all before it.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")]
    None,
}

/// <summary>Where a new consumer begins.</summary>
public enum ConsumerConfigDeliverPolicy
{
    /// <summary>At the first message.</summary>
    [JsonStringEnumMemberName("all")]
    All,

    /// <summary>At the last message.</summary>
    [JsonStringEnumMemberName("last")]
    Last,

    /// <summary>At what comes after it was made.</summary>
    [JsonStringEnumMemberName("new")]
    New,

    /// <summary>At <see cref="ConsumerConfig.OptStartSeq"/>.</summary>
    [JsonStringEnumMemberName("by_start_sequence")]
    ByStartSequence,

    /// <summary>At the last message of each subject.</summary>
    [JsonStringEnumMemberName("last_per_subject")]
    LastPerSubject,
}

/// <summary>A stream's configuration; limits of -1 do not limit.</summary>
public sealed record StreamConfig
{
    /// <summary>For <c>with</c> and JSON.</summary>
    [JsonConstructor]
    public StreamConfig()
    {
    }

    /// <summary>A stream that takes these subjects.</summary>
    public StreamConfig(string name, IReadOnlyList<string> subjects) => (Name, Subjects) = (name, subjects);

    /// <summary>The name.</summary>
    public string Name { get; init; } = "";

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>What it takes, with wildcards.</summary>
    public IReadOnlyList<string>? Subjects { get; init; }

    /// <summary>When messages go.</summary>
    public StreamConfigRetention Retention { get; init; }

    /// <summary>Consumers.</summary>
    public int MaxConsumers { get; init; } = -1;

    /// <summary>Messages.</summary>
    public long MaxMsgs { get; init; } = -1;

    /// <summary>Messages of one subject.</summary>
    public long MaxMsgsPerSubject { get; init; } = -1;

    /// <summary>Bytes.</summary>
    public long MaxBytes { get; init; } = -1;

    /// <summary>Age; zero does not limit.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Bytes of one message.</summary>
    public int MaxMsgSize { get; init; } = -1;

    /// <summary>Where it lives.</summary>
    public StreamConfigStorage Storage { get; init; }

    /// <summary>What gives way.</summary>
    public StreamConfigDiscard Discard { get; init; }

    /// <summary>With <see cref="StreamConfigDiscard.New"/>: a subject that has as many messages as one may have refuses new ones, instead of losing its oldest.</summary>
    public bool? DiscardNewPerSubject { get; init; }

    /// <summary>Copies in a cluster.</summary>
    public int NumReplicas { get; init; } = 1;

    /// <summary>How long a <c>Nats-Msg-Id</c> is remembered.</summary>
    public TimeSpan DuplicateWindow { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Forbid deleting messages.</summary>
    public bool? DenyDelete { get; init; }
}

/// <summary>A pull consumer's configuration.</summary>
public sealed record ConsumerConfig
{
    /// <summary>For <c>with</c> and JSON.</summary>
    [JsonConstructor]
    public ConsumerConfig()
    {
    }

    /// <summary>A durable consumer.</summary>
    public ConsumerConfig(string name) => (Name, DurableName) = (name, name);

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The name again when it is to outlive its readers.</summary>
    public string? DurableName { get; init; }

    /// <summary>For people.</summary>
    public string? Description { get; init; }

    /// <summary>Where it begins.</summary>
    public ConsumerConfigDeliverPolicy DeliverPolicy { get; init; }

    /// <summary>The first sequence, for <see cref="ConsumerConfigDeliverPolicy.ByStartSequence"/>.</summary>
    public ulong? OptStartSeq { get; init; }

    /// <summary>What is told back.</summary>
    public ConsumerConfigAckPolicy AckPolicy { get; init; }

    /// <summary>After which a message comes again.</summary>
    public TimeSpan? AckWait { get; init; }

    /// <summary>How often one message is delivered; -1 for ever.</summary>
    public int? MaxDeliver { get; init; }

    /// <summary>Pauses before a message comes again, instead of <see cref="AckWait"/>.</summary>
    public IReadOnlyList<TimeSpan>? Backoff { get; init; }

    /// <summary>Only these subjects.</summary>
    public string? FilterSubject { get; init; }

    /// <summary>Messages that may be out at once.</summary>
    public int? MaxAckPending { get; init; }

    /// <summary>Pulls that may wait at once.</summary>
    public int? MaxWaiting { get; init; }

    /// <summary>Goes after that long without a reader; for those that are not durable.</summary>
    public TimeSpan? InactiveThreshold { get; init; }

    /// <summary>Copies in a cluster; as the stream where null.</summary>
    public int? NumReplicas { get; init; }

    /// <summary>How fast old messages come; always as fast as they can.</summary>
    public string ReplayPolicy { get; init; } = "instant";
}
