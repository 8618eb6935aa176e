using System.ComponentModel.DataAnnotations;

namespace Holdfast.Platform.Modularity.Refusals;

/// <summary>The platform's own log: what was refused of callers who are no tenant's.</summary>
public sealed class RefusalOptions
{
    /// <summary>How long it is kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan Age { get; init; } = TimeSpan.FromDays(90);

    /// <summary>How many kinds and networks one process tells apart in a minute; beyond it they are counted together.</summary>
    [Range(10, 100_000)]
    public int MaxPerMinute { get; init; } = 500;
}
