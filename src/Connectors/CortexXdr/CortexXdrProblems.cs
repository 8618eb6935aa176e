using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.CortexXdr;

/// <summary>What can stand in the way of plans and reads. Failures of calls are in <see cref="CortexXdrAnswer"/>.</summary>
internal static class CortexXdrProblems
{
    public static Problem BadCursor { get; } = new(ProblemKind.Invalid, "cortexxdr.bad_cursor", "The cursor is not one that a page gave.");

    public static Problem NoEndpoint { get; } = new(ProblemKind.Conflict, "cortexxdr.no_endpoint", "Cortex XDR has no endpoint with this id.");

    public static Problem NoIncident { get; } = new(ProblemKind.Conflict, "cortexxdr.no_incident", "Cortex XDR has no incident with this id.");

    public static Problem Pending { get; } = new(ProblemKind.Unavailable, "cortexxdr.pending", "An isolation or a release of this endpoint is under way.", RetryAfter: TimeSpan.FromSeconds(30));

    public static Rejection NoId { get; } = new("cortexxdr.no_id", "The document has no id.");

    public static Rejection NoTime(string key) => new("cortexxdr.no_time", "The document has no time.", key);
}
