using System.ComponentModel.DataAnnotations;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>How reactions and reconcilers run.</summary>
public sealed class EventOptions
{
    /// <summary>How many lanes of reactions run at a time in this process, in each database.</summary>
    [Range(1, 64)]
    public int Lanes { get; init; } = 4;

    /// <summary>How many events of a lane are handled in one transaction.</summary>
    [Range(1, 1000)]
    public int Batch { get; init; } = 50;

    /// <summary>How long an event waits at most when the signal for it was lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a reaction is tried before its event is set aside.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 12;

    /// <summary>How long an event is kept when every reaction is done with it. One that a reaction has not done, or was set aside for, stays until it is.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan KeepFor { get; init; } = TimeSpan.FromDays(7);
}
