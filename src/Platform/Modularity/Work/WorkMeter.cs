using System.Diagnostics.Metrics;

namespace Holdfast.Platform.Modularity.Work;

/// <summary>What all background work is measured by; the work's name is the tag, a tenant never is.</summary>
internal static class WorkMeter
{
    private static readonly Meter Meter = new("Holdfast.Work");
    private static readonly Counter<long> Items = Meter.CreateCounter<long>("holdfast.work.items", "{item}", "Items of background work by how they ended.");
    private static readonly Histogram<double> Took = Meter.CreateHistogram<double>("holdfast.work.item.duration", "s", "How long items of background work took.");
    private static readonly UpDownCounter<long> UnderWay = Meter.CreateUpDownCounter<long>("holdfast.work.under_way", "{item}", "Items of background work under way.");

    public static void Began(string work) => UnderWay.Add(1, Tag(work));

    public static void Ended(string work, string outcome, TimeSpan took)
    {
        UnderWay.Add(-1, Tag(work));
        Items.Add(1, Tag(work), new KeyValuePair<string, object?>("outcome", outcome));
        Took.Record(took.TotalSeconds, Tag(work));
    }

    private static KeyValuePair<string, object?> Tag(string work) => new("work", work);
}
