using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Tenancy;

/// <summary>Paces and bounds of tenants.</summary>
internal sealed class TenancyOptions
{
    /// <summary>How often a process reads which tenants are closed: how long a suspension that another process took may go unnoticed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan StatePoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>How long a tenant that is to be deleted can still be resumed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan DeletionGrace { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How many domains a tenant may have in its list.</summary>
    [Range(0, 10_000)]
    public int DomainsPerTenant { get; init; } = 20;
}
