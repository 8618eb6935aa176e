using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Holdfast.Modules.Fleet;

/// <summary>What the module counts. No tenant or device is a tag: they are unbounded.</summary>
internal sealed class FleetMetrics : IDisposable
{
    /// <summary>The name of the meter and of the activity source.</summary>
    public const string Name = "Holdfast.Fleet";

    public static readonly ActivitySource Activities = new(Name);

    private readonly Meter meter;

    public FleetMetrics(IMeterFactory factory)
    {
        meter = factory.Create(Name);
        Documents = meter.CreateCounter<long>("holdfast.fleet.documents", "{document}", "Documents stored.");
        Rows = meter.CreateCounter<long>("holdfast.fleet.rows", "{row}", "Samples and log events stored.");
        Duplicates = meter.CreateCounter<long>("holdfast.fleet.duplicates", "{document}", "Documents that were stored before.");
        DeadLetters = meter.CreateCounter<long>("holdfast.fleet.dead_letters", "{document}", "Documents that could not be stored, by reason.");
        Retries = meter.CreateCounter<long>("holdfast.fleet.retries", "{batch}", "Batches that were given back to be tried again.");
        Lag = meter.CreateHistogram<double>("holdfast.fleet.ingest_lag", "s", "From the stream to the commit.");
        Analyses = meter.CreateHistogram<double>("holdfast.fleet.analysis", "s", "The time to analyse a device.");
    }

    public Counter<long> Documents { get; }

    public Counter<long> Rows { get; }

    public Counter<long> Duplicates { get; }

    public Counter<long> DeadLetters { get; }

    public Counter<long> Retries { get; }

    public Histogram<double> Lag { get; }

    public Histogram<double> Analyses { get; }

    public void Dispose() => meter.Dispose();
}
