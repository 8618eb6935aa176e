using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit;

/// <summary>What can stand in the way in this module.</summary>
internal static class AuditProblems
{
    public static Problem EntryNotFound { get; } = new(ProblemKind.NotFound, "audit.not_found", "There is no such audit entry.");

    public static Problem NotSequenced { get; } = new(
        ProblemKind.Conflict, "audit.not_sequenced", "The entry gets its place in the tree within a second; ask again.", RetryAfter: TimeSpan.FromSeconds(1));

    public static Problem NoCheckpoint { get; } = new(
        ProblemKind.NotFound, "audit.no_checkpoint", "The log has no checkpoint yet.", RetryAfter: TimeSpan.FromSeconds(1));
}
