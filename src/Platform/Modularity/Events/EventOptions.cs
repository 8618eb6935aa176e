using System.ComponentModel.DataAnnotations;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>How reactions and reconcilers run.</summary>
public sealed class EventOptions
{
    /// <summary>How many tenants' reactions run at a time in this process.</summary>
    [Range(1, 64)]
    public int Lanes { get; init; } = 4;

    /// <summary>How long an event waits at most when the signal for it was lost.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How often a reaction is tried before its event is set aside.</summary>
    [Range(1, 100)]
    public int MaxAttempts { get; init; } = 12;
}
