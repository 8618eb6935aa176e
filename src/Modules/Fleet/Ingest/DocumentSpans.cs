using System.Diagnostics;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Fleet.Ingest;

/// <summary>
/// A span for each document that came with a trace context, as long as its batch is stored: one message can be followed from its sensor on, although
/// it was stored together with others. Each links to the batch's own span. Where nobody records, there are none and contexts pass unchanged.
/// </summary>
internal sealed class DocumentSpans : IDisposable
{
    private readonly Activity? batch = Activity.Current;
    private readonly List<Activity> spans = [];

    public DocumentSpans(TenantId tenant, IReadOnlyList<Incoming> incoming) =>
        Traced = FleetMetrics.Activities.HasListeners() ? [.. incoming.Select(i => Start(tenant, i))] : incoming;

    /// <summary>What came in, with the context that what follows from it belongs to.</summary>
    public IReadOnlyList<Incoming> Traced { get; }

    public void Dispose()
    {
        spans.ForEach(s => s.Dispose());
        Activity.Current = batch;
    }

    private Incoming Start(TenantId tenant, Incoming incoming)
    {
        if (!ActivityContext.TryParse(incoming.TraceParent, null, isRemote: true, out var sender))
        {
            return incoming with { TraceParent = null };
        }

        var span = FleetMetrics.Activities.StartActivity(
            "fleet.ingest", ActivityKind.Consumer, sender, links: batch is null ? null : [new ActivityLink(batch.Context)]);
        // Starting made it the current one; its siblings and the statements belong to the batch.
        Activity.Current = batch;
        if (span is null)
        {
            return incoming;
        }

        span.SetTag("holdfast.tenant", tenant.ToString()).SetTag("holdfast.device", incoming.Device.ToString()).SetTag("messaging.destination.name", incoming.Subject);
        spans.Add(span);
        return incoming with { TraceParent = span.Id };
    }
}
