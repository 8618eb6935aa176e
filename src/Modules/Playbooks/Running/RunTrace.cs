using System.Diagnostics;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// A run is a trace of its own, whose id is the run's: every event that its changes publish says by its trace context which run led to it, also in a
/// module that knows nothing of playbooks.
/// </summary>
internal static class RunTrace
{
    /// <summary>What is done until it is disposed belongs to the run.</summary>
    public static Activity Enter(PlaybookRunId run) =>
        new Activity("playbook run").SetParentId(ActivityTraceId.CreateFromString(run.Value.ToString("N")), ActivitySpanId.CreateRandom()).Start();

    /// <summary>The id that the trace of an event would be of, if a run led to it; null when it has none.</summary>
    public static PlaybookRunId? Of(StoredEvent stored) =>
        ActivityContext.TryParse(stored.TraceParent, null, out var context) && Guid.TryParseExact(context.TraceId.ToHexString(), "N", out var id) ? PlaybookRunId.From(id) : null;
}
