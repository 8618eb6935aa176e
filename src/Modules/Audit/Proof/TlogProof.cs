using System.Text;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>A C2SP tlog-proof: that something stands at an index of the log whose checkpoint is enclosed. Verifiable without the log.</summary>
/// <param name="Index">Counted from 0.</param>
/// <param name="Path">From the leaf's sibling up to the root's child (RFC 6962, section 2.1.1).</param>
/// <param name="CheckpointNote">The signed checkpoint, verbatim.</param>
/// <param name="Extra">Opaque, not authenticated; null for none.</param>
public sealed record TlogProof(long Index, IReadOnlyList<MerkleHash> Path, string CheckpointNote, ReadOnlyMemory<byte>? Extra = null)
{
    private const string Header = "c2sp.org/tlog-proof@v1";

    // A tree of 2^63 leaves has paths of 63 hashes.
    private const int MaxPath = 63;
    private const int MaxExtra = 16 * 1024;

    /// <summary>The text of the file.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(Header).Append('\n');
        if (Extra is { } extra)
        {
            text.Append("extra ").Append(Convert.ToBase64String(extra.Span)).Append('\n');
        }

        text.Append($"index {Index}\n");
        foreach (var hash in Path)
        {
            text.Append(hash).Append('\n');
        }

        return text.Append('\n').Append(CheckpointNote).ToString();
    }

    /// <summary>Reads the text of a file; the checkpoint is kept verbatim and not opened.</summary>
    public static Result<TlogProof> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var end = text.IndexOf("\n\n", StringComparison.Ordinal);
        if (end < 0 || end > MaxExtra * 2)
        {
            return ProofProblems.Malformed("The proof has no empty line before its checkpoint.");
        }

        ReadOnlySpan<string> lines = text[..end].Split('\n');
        if (lines[0] != Header)
        {
            return ProofProblems.Malformed($"The proof's first line is not '{Header}'.");
        }

        lines = lines[1..];
        byte[]? extra = null;
        if (!lines.IsEmpty && lines[0].StartsWith("extra ", StringComparison.Ordinal))
        {
            extra = StrictText.Base64(lines[0].AsSpan(6));
            if (extra is null or { Length: > MaxExtra })
            {
                return ProofProblems.Malformed("The proof's extra data can't be read.");
            }

            lines = lines[1..];
        }

        if (lines.IsEmpty || !lines[0].StartsWith("index ", StringComparison.Ordinal) || StrictText.Decimal(lines[0].AsSpan(6)) is not { } index)
        {
            return ProofProblems.Malformed("The proof names no index.");
        }

        lines = lines[1..];
        if (lines.Length > MaxPath)
        {
            return ProofProblems.Malformed($"The proof's path is longer than {MaxPath} hashes.");
        }

        var path = new MerkleHash[lines.Length];
        for (var i = 0; i < path.Length; i++)
        {
            if (!MerkleHash.TryParse(lines[i], out path[i]))
            {
                return ProofProblems.Malformed($"Hash {i + 1} of the proof's path can't be read.");
            }
        }

        return new TlogProof(index, path, text[(end + 2)..], extra is null ? null : (ReadOnlyMemory<byte>?)extra);
    }
}
