namespace Holdfast.Platform.Embedded;

/// <summary>Where an engine is in its life.</summary>
public enum EngineStatus
{
    /// <summary>Started, not yet answering.</summary>
    Starting,

    /// <summary>Answering.</summary>
    Running,

    /// <summary>It ended by itself and is being started again; the reason says why.</summary>
    Restarting,

    /// <summary>Stopped on purpose, or never started.</summary>
    Stopped,
}

/// <summary>The state of an engine, for <c>/health/ready</c>.</summary>
/// <param name="Status">Where it is in its life.</param>
/// <param name="Reason">One sentence when it is not running as it should; null otherwise.</param>
/// <param name="SinceAt">Since when.</param>
public sealed record EngineState(EngineStatus Status, string? Reason, DateTimeOffset SinceAt);
