using System.ComponentModel.DataAnnotations;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>What all background work has in common.</summary>
public sealed class WorkOptions
{
    /// <summary>The longest that something which keeps failing rests before it is tried again; the first pause is a second.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LongestRest { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How many failing lanes of one kind of work, in one database, a process remembers.</summary>
    [Range(10, 1_000_000)]
    public int MaxResting { get; init; } = 10_000;
}
