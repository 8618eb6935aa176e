using System.ComponentModel.DataAnnotations;
using Holdfast.Modules.Integrations.Domain;

namespace Holdfast.Modules.Integrations;

/// <summary>Bounds of calls to outside products.</summary>
internal sealed class IntegrationsOptions
{
    /// <summary>How long a test or an action may take in all.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:05:00")]
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How many integrations a tenant may have.</summary>
    [Range(1, 10_000)]
    public int MaxPerTenant { get; init; } = 200;

    /// <summary>How often alerts are read, unless the tenant says otherwise.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan AlertInterval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often assets and vulnerabilities are read, unless the tenant says otherwise.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan HoldingInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How far back the first reading of alerts goes.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "365.00:00:00")]
    public TimeSpan AlertHistory { get; init; } = TimeSpan.FromDays(1);

    /// <summary>How long a page may be under way before another process reads it. Longer than <see cref="CallTimeout"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan FeedLease { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The longest wait after failed readings.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan MaxRest { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The wait after a product has refused the secret three times: some lock out who tries on.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan SecretRest { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How long alerts that are over are kept.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan AlertAge { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How long it is kept what could not be read, and why.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00")]
    public TimeSpan RejectionAge { get; init; } = TimeSpan.FromDays(14);

    /// <summary>The most bytes of a document that a product posts.</summary>
    [Range(1024, 16 * 1024 * 1024)]
    public int MaxDocumentBytes { get; init; } = 1024 * 1024;

    /// <summary>The same for the domain.</summary>
    public FeedTerms Terms() => new(AlertHistory, FeedLease, MaxRest, SecretRest);
}
