namespace Holdfast.Platform.Messaging.JetStream;

/// <summary>A stream as the broker has it.</summary>
/// <param name="Config">Its configuration.</param>
/// <param name="State">What it holds.</param>
/// <param name="Created">When it was made.</param>
public sealed record StreamInfo(StreamConfig Config, StreamState State, DateTimeOffset Created);

/// <summary>What a stream holds.</summary>
public sealed record StreamState
{
    /// <summary>Messages.</summary>
    public long Messages { get; init; }

    /// <summary>Bytes.</summary>
    public long Bytes { get; init; }

    /// <summary>The first sequence.</summary>
    public ulong FirstSeq { get; init; }

    /// <summary>The last sequence.</summary>
    public ulong LastSeq { get; init; }

    /// <summary>Consumers.</summary>
    public int ConsumerCount { get; init; }

    /// <summary>Subjects.</summary>
    public int NumSubjects { get; init; }
}

/// <summary>A consumer as the broker has it.</summary>
public sealed record ConsumerInfo
{
    /// <summary>The stream's name.</summary>
    public string StreamName { get; init; } = "";

    /// <summary>The consumer's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>Its configuration.</summary>
    public ConsumerConfig Config { get; init; } = new();

    /// <summary>Messages that are out and not acknowledged.</summary>
    public long NumAckPending { get; init; }

    /// <summary>Messages that were delivered more than once.</summary>
    public long NumRedelivered { get; init; }

    /// <summary>Pulls that wait.</summary>
    public long NumWaiting { get; init; }

    /// <summary>Messages that were not delivered yet.</summary>
    public long NumPending { get; init; }

    /// <summary>Up to where all is acknowledged.</summary>
    public SequenceInfo AckFloor { get; init; } = new();

    /// <summary>Up to where it delivered.</summary>
    public SequenceInfo Delivered { get; init; } = new();
}

/// <summary>A place in the stream and in the consumer's own count.</summary>
public sealed record SequenceInfo
{
    /// <summary>The consumer's count.</summary>
    public ulong ConsumerSeq { get; init; }

    /// <summary>The stream's sequence.</summary>
    public ulong StreamSeq { get; init; }
}

/// <summary>The broker has taken a message into a stream. (In memory or the page cache: it is not synced to disk yet.)</summary>
/// <param name="Stream">Which stream.</param>
/// <param name="Seq">Its sequence.</param>
/// <param name="Duplicate">Whether a message of that id was there already; the sequence is then the earlier one's.</param>
public readonly record struct PubAckResponse(string Stream, ulong Seq, bool Duplicate);
