namespace Holdfast.Modules.Audit.Proof;

/// <summary>What kind of file was verified.</summary>
public enum AuditFileKind
{
    /// <summary>A checkpoint alone: that the log has signed it; no entry was looked at.</summary>
    Checkpoint,

    /// <summary>One entry and the proof of its place.</summary>
    Entry,

    /// <summary>All entries of a log from the first.</summary>
    Log,

    /// <summary>Two checkpoints and the proof that one continues the other.</summary>
    Consistency,
}

/// <summary>What holds after a verification.</summary>
/// <param name="Kind">What was verified.</param>
/// <param name="Checkpoint">The signed commitment it was verified against; the newer one of a consistency file.</param>
/// <param name="Key">The key that signed it.</param>
/// <param name="KeyIsPinned">False when the key came out of the file itself: then the file agrees with itself, but who signed it is not shown.</param>
/// <param name="Index">The entry's place in the log, from 0; for <see cref="AuditFileKind.Entry"/> only.</param>
/// <param name="EarlierSize">The size of the older checkpoint that this one was shown to continue, where there was one.</param>
public sealed record VerifiedFile(AuditFileKind Kind, Checkpoint Checkpoint, VerifierKey Key, bool KeyIsPinned, long? Index = null, long? EarlierSize = null);
