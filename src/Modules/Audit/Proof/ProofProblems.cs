using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>What a verifier can find wrong. The codes are public.</summary>
public static class ProofProblems
{
    /// <summary>The file is not what it should be, so nothing can be said about its content.</summary>
    public static Problem Malformed(string what) => Of("malformed", what);

    /// <summary>A bare signed note says nothing of its key.</summary>
    public static Problem KeyNeeded { get; } = Of("key_needed", "The file holds no verifier key: pass the log's key, from a source you trust.");

    /// <summary>The checkpoint bears no signature of the expected key.</summary>
    public static Problem UnknownKey(VerifierKey key) =>
        Of("unknown_key", $"The checkpoint is not signed by the key {key}; take the log's key from a source you trust and pass it.");

    /// <summary>A signature names the expected key but is not by it: the checkpoint was changed.</summary>
    public static Problem SignatureWrong(VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Of("signature_wrong", $"The signature of {key.Name} does not fit the checkpoint: the checkpoint was changed.");
    }

    /// <summary>The key signs for another log.</summary>
    public static Problem OtherLog(string origin, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Of("other_log", $"The checkpoint is of the log '{origin}', the key is of '{key.Name}'.");
    }

    /// <summary>The entry is not the one whose hash the log holds.</summary>
    public static Problem EntryChanged { get; } = Of("entry_changed", "The entry does not match its leaf: the entry was changed after it was logged.");

    /// <summary>The path from the leaf does not end at the signed root.</summary>
    public static Problem PathBroken { get; } = Of("path_broken", "The path does not lead from the leaf to the signed root: the entry is not at this place of this log.");

    /// <summary>The export has more or fewer entries than the checkpoint.</summary>
    public static Problem CountDiffers(long entries, long size) =>
        Of("count_differs", $"The file holds {entries} entries, the signed checkpoint covers {size}: entries were removed or added.");

    /// <summary>The export has the right number of entries, but not these or not in this order.</summary>
    public static Problem RootDiffers { get; } =
        Of("root_differs", "The entries do not lead to the signed root: at least one was changed, replaced or moved.");

    /// <summary>Two checkpoints do not belong to one append-only history.</summary>
    public static Problem HistoryRewritten(long older, long newer) =>
        Of("history_rewritten", $"The log of {newer} entries does not continue the log of {older} entries that was signed before: its history was rewritten.");

    private static Problem Of(string reason, string detail) => new(ProblemKind.Invalid, "proof." + reason, detail);
}
