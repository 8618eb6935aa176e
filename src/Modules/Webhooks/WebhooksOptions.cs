using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Webhooks;

/// <summary>How deliveries run; section <c>Holdfast:webhooks</c>.</summary>
internal sealed class WebhooksOptions
{
    /// <summary>How many endpoints one tenant may have.</summary>
    [Range(1, 10_000)]
    public int MaxWebhooks { get; init; } = 100;

    /// <summary>How many deliveries this process sends at a time.</summary>
    [Range(1, 4096)]
    public int MaxInFlight { get; init; } = 256;

    /// <summary>How many of them are of one tenant.</summary>
    [Range(1, 4096)]
    public int MaxInFlightPerTenant { get; init; } = 64;

    /// <summary>How many of them go to one endpoint.</summary>
    [Range(1, 1024)]
    public int MaxInFlightPerEndpoint { get; init; } = 8;

    /// <summary>How long a due delivery waits at most when nothing woke the runner.</summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:01:00")]
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long after its time-out a delivery is taken for lost with its worker, and comes up again.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan LeaseMargin { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a stopping process lets deliveries finish before it hands them back.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan StopGrace { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long finished deliveries, the dead-letter queue with them, are kept.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "366.00:00:00")]
    public TimeSpan Retention { get; init; } = TimeSpan.FromDays(30);
}
