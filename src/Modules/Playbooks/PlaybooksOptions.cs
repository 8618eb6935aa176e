using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Playbooks;

/// <summary>Bounds and paces of playbooks; section <c>Holdfast:playbooks</c>.</summary>
internal sealed class PlaybooksOptions
{
    /// <summary>How many playbooks one tenant may have.</summary>
    [Range(1, 10_000)]
    public int MaxPlaybooks { get; init; } = 100;

    /// <summary>How many runs may begin in a tenant in an hour; more are refused, and counted at their playbooks.</summary>
    [Range(1, 1_000_000)]
    public int MaxRunsPerHour { get; init; } = 2000;

    /// <summary>How long a run is kept after it ended; the newest of each playbook is kept for good.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00")]
    public TimeSpan RunRetention { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many runs go on at a time in this process, in each database.</summary>
    [Range(1, 64)]
    public int Lanes { get; init; } = 4;

    /// <summary>How long a run that is due waits at most when nothing woke the runner.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a process may be at a run before it is taken for dead, and another goes on with the run.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan Lease { get; init; } = TimeSpan.FromMinutes(2);
}
