using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Holdfast.Modules.Webhooks.Delivering;

/// <summary>The module's spans and measures.</summary>
internal sealed class DeliveryMeter : IDisposable
{
    private const string Name = "Holdfast.Webhooks";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter meter;
    private readonly Counter<long> attempts;
    private readonly Histogram<double> duration;
    private readonly ConcurrentDictionary<string, double> queueAge = new(StringComparer.Ordinal);

    public DeliveryMeter(IMeterFactory factory)
    {
        meter = factory.Create(Name);
        attempts = meter.CreateCounter<long>("holdfast.webhooks.attempts", "{attempt}", "Delivery attempts by what became of the delivery.");
        duration = meter.CreateHistogram<double>("holdfast.webhooks.attempt.duration", "s", "How long attempts took.");
        meter.CreateObservableGauge("holdfast.webhooks.queue.age", () => queueAge.Values.DefaultIfEmpty().Max(), "s", "How long the longest waiting delivery is overdue.");
    }

    public void Attempted(string outcome, TimeSpan took)
    {
        attempts.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        duration.Record(took.TotalSeconds);
    }

    public void QueueAge(string database, TimeSpan age) => queueAge[database] = age.TotalSeconds;

    public void Dispose() => meter.Dispose();
}
