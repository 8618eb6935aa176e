using Holdfast.Platform.Cryptography;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>What a log commits to, by C2SP tlog-checkpoint: three lines, signed as a note by the key that bears the log's name.</summary>
/// <param name="Origin">Which log; equal to the name of its key.</param>
/// <param name="Size">The number of entries.</param>
/// <param name="Root">The root over them.</param>
public sealed record Checkpoint(string Origin, long Size, MerkleHash Root)
{
    /// <summary>The note's text.</summary>
    public string Text => $"{Origin}\n{Size}\n{Root}\n";

    /// <summary>The signed note.</summary>
    /// <exception cref="ArgumentException">The key is another log's, or the signer is not the key's.</exception>
    public string Sign(VerifierKey key, Ed25519Signer signer)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Name == Origin
            ? SignedNote.Sign(Text, key, signer)
            : throw new ArgumentException($"The key of '{key.Name}' does not sign for '{Origin}'.", nameof(key));
    }

    /// <summary>Reads a signed checkpoint and makes sure that this log's key has signed it.</summary>
    public static Result<Checkpoint> Open(string note, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        var parsed = SignedNote.Parse(note);
        if (!parsed.Succeeded)
        {
            return parsed.Problem;
        }

        if (parsed.Value.Check(key) is { } problem)
        {
            return problem;
        }

        // Extension lines are allowed by the format, not empty; they say nothing to us.
        if (parsed.Value.Text[..^1].Split('\n') is not [{ Length: > 0 } origin, var size, var root, .. var extensions]
            || StrictText.Decimal(size) is not { } count || !MerkleHash.TryParse(root, out var hash) || extensions.Contains(""))
        {
            return ProofProblems.Malformed("The checkpoint is not origin, size and root, one to a line.");
        }

        return origin == key.Name ? new Checkpoint(origin, count, hash) : ProofProblems.OtherLog(origin, key);
    }
}
