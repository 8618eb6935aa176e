using System.Text.Unicode;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>Verifies whatever file it is given: a checkpoint (as JSON or as the bare signed note), a proof of one entry, a proof of consistency, or an export.</summary>
public static class AuditFile
{
    /// <summary>Verifies a file without any other source than the key.</summary>
    /// <param name="file">Seekable; read from its start, not closed.</param>
    /// <param name="pinned">The log's key as the verifier knows it; null takes the file's own word for it.</param>
    /// <param name="earlier">For an export: a checkpoint that was kept (and opened) before and that the log must continue. Null for none.</param>
    /// <param name="ct">Stops the reading.</param>
    public static async Task<Result<VerifiedFile>> Verify(Stream file, VerifierKey? pinned, Checkpoint? earlier, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(file);
        file.Position = 0;
        if (file.Length <= ProofJson.MaxDocument)
        {
            var bytes = new byte[file.Length];
            await file.ReadExactlyAsync(bytes, ct).ConfigureAwait(false);

            // More than one line of JSON is not a document, so an export does not parse.
            using var document = ProofJson.Object(bytes);
            if (document?.RootElement.TryGetProperty("proof", out _) == true)
            {
                var proof = AuditProofFile.Parse(bytes);
                return proof.Succeeded ? proof.Value.Verify(pinned) : proof.Problem;
            }

            if (document?.RootElement.TryGetProperty("note", out _) == true)
            {
                var checkpoint = AuditCheckpointFile.Parse(bytes);
                return checkpoint.Succeeded ? checkpoint.Value.Verify(pinned) : checkpoint.Problem;
            }

            if (document is null && bytes.AsSpan().IndexOf("\n\n— "u8) > 0 && Utf8.IsValid(bytes))
            {
                return pinned is null ? ProofProblems.KeyNeeded : new AuditCheckpointFile(StrictText.Utf8.GetString(bytes), pinned).Verify(pinned);
            }

            if (document?.RootElement.TryGetProperty("older", out _) == true)
            {
                var consistency = AuditConsistencyFile.Parse(bytes);
                return consistency.Succeeded ? consistency.Value.Verify(pinned) : consistency.Problem;
            }

            file.Position = 0;
        }

        return await AuditExport.Verify(file, pinned, earlier, ct).ConfigureAwait(false);
    }
}
