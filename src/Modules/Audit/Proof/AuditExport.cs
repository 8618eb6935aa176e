using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>
/// A whole log as NDJSON: each entry from the first in canonical JSON, one to a line, then one line
/// <c>{"checkpoint":"signed note","verifierKey":"vkey"}</c>. Every line ends in LF. Lines are hashed as they stand, so one spelling verifies and no other.
/// </summary>
public static class AuditExport
{
    /// <summary>The longest line that is read, in bytes.</summary>
    public const int MaxLine = ProofJson.MaxDocument;

    // No entry can begin like this: the first member of an entry's canonical form is "action".
    private static ReadOnlySpan<byte> TrailerStart => "{\"checkpoint\":"u8;

    /// <summary>The last line, with its LF.</summary>
    /// <param name="checkpointNote">The signed checkpoint over exactly the exported entries.</param>
    /// <param name="key">The log's key.</param>
    public static byte[] Trailer(string checkpointNote, VerifierKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        byte[] line = ProofJson.Write(json =>
        {
            json.WriteString("checkpoint", checkpointNote);
            json.WriteString("verifierKey", key.ToString());
        });
        return [.. line, (byte)'\n'];
    }

    /// <summary>Reads an export from start to end in constant memory and verifies that it is the log that was signed.</summary>
    /// <param name="export">Read once, not closed.</param>
    /// <param name="pinned">The log's key as the verifier knows it; null takes the file's own word for it.</param>
    /// <param name="earlier">A checkpoint that was kept (and opened) before: the export must continue it. Null for none.</param>
    /// <param name="ct">Stops the reading.</param>
    public static async Task<Result<VerifiedFile>> Verify(Stream export, VerifierKey? pinned, Checkpoint? earlier, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(export);
        var reading = new Reading(earlier);

        // The byte before a line belongs to no line any more: it becomes the leaf's domain byte, and no entry is copied to be hashed.
        var buffer = new byte[64 * 1024];
        var (start, end) = (1, 1);
        while (true)
        {
            var scanned = start;
            while (buffer.AsSpan(scanned..end).IndexOf((byte)'\n') is >= 0 and var length)
            {
                buffer[start - 1] = 0;
                if (reading.Take(buffer.AsSpan((start - 1)..(scanned + length))) is { } problem)
                {
                    return problem;
                }

                scanned = start = scanned + length + 1;
            }

            if (end - start > MaxLine)
            {
                return ProofProblems.Malformed($"Line {reading.Lines + 1} is longer than {MaxLine} bytes.");
            }

            if (start > 1)
            {
                buffer.AsSpan(start..end).CopyTo(buffer.AsSpan(1));
                (start, end) = (1, end - start + 1);
            }

            if (end == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }

            var read = await export.ReadAsync(buffer.AsMemory(end), ct).ConfigureAwait(false);
            if (read == 0)
            {
                return end > start ? ProofProblems.Malformed($"Line {reading.Lines + 1} is cut off.") : reading.Conclude(pinned);
            }

            end += read;
        }
    }

    private sealed class Reading(Checkpoint? earlier)
    {
        private readonly MerkleFrontier tree = new();
        private byte[]? trailer;
        private bool continuesEarlier = earlier is null or { Size: 0 };

        public long Lines { get; private set; }

        /// <param name="line">0x00 and the line without its LF.</param>
        public Problem? Take(ReadOnlySpan<byte> line)
        {
            Lines++;
            if (trailer is not null)
            {
                return ProofProblems.Malformed($"Line {Lines} stands after the checkpoint.");
            }

            if (line[1..].StartsWith(TrailerStart))
            {
                trailer = line[1..].ToArray();
                return null;
            }

            tree.Append(MerkleHash.Sha256(line), null);
            if (tree.Size == earlier?.Size)
            {
                continuesEarlier = tree.Root == earlier.Root;
            }

            return null;
        }

        public Result<VerifiedFile> Conclude(VerifierKey? pinned)
        {
            using var json = trailer is null ? null : ProofJson.Object(trailer);
            if (json is null
                || !ProofJson.HasExactly(json.RootElement, "checkpoint", "verifierKey")
                || ProofJson.Text(json.RootElement, "checkpoint") is not { } note
                || !VerifierKey.TryParse(ProofJson.Text(json.RootElement, "verifierKey"), out var key)
                || !Trailer(note, key).AsSpan(..^1).SequenceEqual(trailer))
            {
                return ProofProblems.Malformed("The file does not end with the line that holds its checkpoint and verifier key: it is no export, or its end is missing.");
            }

            if (ProofJson.Key(pinned, key) is { } problem)
            {
                return problem;
            }

            var opened = Checkpoint.Open(note, key);
            if (!opened.Succeeded)
            {
                return opened.Problem;
            }

            var checkpoint = opened.Value;
            return tree.Size != checkpoint.Size ? ProofProblems.CountDiffers(tree.Size, checkpoint.Size)
                : tree.Root != checkpoint.Root ? ProofProblems.RootDiffers
                : !continuesEarlier ? ProofProblems.HistoryRewritten(earlier!.Size, checkpoint.Size)
                : new VerifiedFile(AuditFileKind.Log, checkpoint, key, pinned is not null, EarlierSize: earlier?.Size);
        }
    }
}
