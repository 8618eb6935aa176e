using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary>
/// Whether a verified file shows that its log continues a checkpoint that was kept. An export shows it by itself, from entry to entry; any other file
/// only when it holds that very checkpoint. A signed checkpoint of the same size with another root proves that the log was rewritten.
/// </summary>
internal static class Continuity
{
    public static Result<VerifiedFile> Check(VerifiedFile verified, Stream content, Checkpoint kept)
    {
        if (verified.Kind == AuditFileKind.Log)
        {
            return verified;
        }

        Checkpoint[] held = verified.Kind == AuditFileKind.Consistency ? [Older(verified, content), verified.Checkpoint] : [verified.Checkpoint];
        return held.Contains(kept) ? verified with { EarlierSize = kept.Size }
            : Array.Exists(held, c => c.Size == kept.Size) ? ProofProblems.HistoryRewritten(kept.Size, verified.Checkpoint.Size)
            : CliProblems.EarlierNotShown(verified.Checkpoint.Size, kept.Size);
    }

    private static Checkpoint Older(VerifiedFile verified, Stream content) =>
        Trust.Of(Checkpoint.Open(Trust.Of(AuditConsistencyFile.Parse(Trust.Bytes(content))).Older, verified.Key));
}
