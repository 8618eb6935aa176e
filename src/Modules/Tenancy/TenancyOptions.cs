using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Tenancy;

/// <summary>Paces and bounds of tenants.</summary>
internal sealed class TenancyOptions
{
    /// <summary>How often a process reads which tenants are closed: how long a suspension that another process took may go unnoticed.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan StatePoll { get; init; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The plan of a new tenant that stands by itself; one below another gets that one's.</summary>
    [Required]
    [RegularExpression("[A-Z][A-Z0-9_]{1,31}")]
    public string DefaultPlan { get; init; } = "ENTERPRISE";

    /// <summary>How much of a day's calls of programs a tenant may have where its plan says nothing.</summary>
    [Range(0, 1_000_000_000_000_000)]
    public long ApiCallsPerDay { get; init; } = 10_000_000;

    /// <summary>How many bytes a tenant may have stored where its plan says nothing.</summary>
    [Range(0, 1_000_000_000_000_000)]
    public long StorageBytesPerTenant { get; init; } = 1_000_000_000_000;

    /// <summary>How often it is looked at what a tenant uses, and how much it has stored.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "1.00:00:00")]
    public TimeSpan MeasureEvery { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long it is remembered what a tenant used on a day.</summary>
    [Range(typeof(TimeSpan), "62.00:00:00", "3650.00:00:00")]
    public TimeSpan UsageKept { get; init; } = TimeSpan.FromDays(775);

    /// <summary>How long a trial may be, and how much longer an extension may make it, in days.</summary>
    [Range(1, 365)]
    public int TrialDays { get; init; } = 90;

    /// <summary>How often a trial may be extended.</summary>
    [Range(0, 100)]
    public int TrialExtensions { get; init; } = 2;

    /// <summary>How many trials a tenant may have, one after another.</summary>
    [Range(0, 100)]
    public int TrialsPerTenant { get; init; } = 3;

    /// <summary>How long before a trial ends it is said that it will.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "90.00:00:00")]
    public TimeSpan TrialReminder { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long a tenant that is to be deleted can still be resumed.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan DeletionGrace { get; init; } = TimeSpan.FromDays(30);

    /// <summary>How many tenants may have a schema or a database of their own.</summary>
    [Range(0, 10_000)]
    public int OwnPlaces { get; init; } = 500;

    /// <summary>How long a process that does not move a tenant on is taken for alive: then another one undoes or ends what it began.</summary>
    [Range(typeof(TimeSpan), "00:00:02", "00:05:00")]
    public TimeSpan RelocationLease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a moved tenant's rows stay where it was, for whoever began to read there.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00")]
    public TimeSpan PlacementLinger { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How many domains a tenant may have in its list.</summary>
    [Range(0, 10_000)]
    public int DomainsPerTenant { get; init; } = 20;
}
