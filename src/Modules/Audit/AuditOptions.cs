using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Audit;

/// <summary>The audit log.</summary>
internal sealed class AuditOptions
{
    /// <summary>How long entries must be kept: written into each as retainUntil. Nothing deletes them earlier, or at all.</summary>
    [Range(typeof(TimeSpan), "30.00:00:00", "36500.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(7 * 365.25);

    /// <summary>How long every checkpoint is kept; of those that are older, the last of each day is.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "36500.00:00:00")]
    public TimeSpan CheckpointAge { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How often the sequencer looks for entries without a place.</summary>
    [Range(typeof(TimeSpan), "00:00:00.020", "00:00:01")]
    public TimeSpan SequenceEvery { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>How many tenants' entries get their places at a time.</summary>
    [Range(1, 64)]
    public int SequenceLanes { get; init; } = 4;

    /// <summary>How long an entry may be without a place before the operator is told.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan UnplacedAlarm { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many entries it gives their place at a time.</summary>
    [Range(1, 100_000)]
    public int SequenceBatch { get; init; } = 2000;

    /// <summary>The installation's name in the origin of every tenant's log; keep it once logs exist.</summary>
    [Required]
    public string Origin { get; init; } = "holdfast/audit";
}
