using System.ComponentModel.DataAnnotations;

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
}
