using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>
/// A signed checkpoint with the key to check it. As JSON: <c>{ "note": "signed note", "verifierKey": "vkey" }</c>. Its members are not those of
/// an export's last line, so that an export without its entries is never taken for a checkpoint.
/// </summary>
/// <param name="Note">The signed checkpoint, verbatim: what a customer keeps, to hold later ones against.</param>
/// <param name="VerifierKey">The log's key.</param>
public sealed record AuditCheckpointFile(string Note, VerifierKey VerifierKey)
{
    /// <summary>The file, in canonical JSON.</summary>
    public byte[] ToUtf8() => ProofJson.Write(json =>
    {
        json.WriteString("note", Note);
        json.WriteString("verifierKey", VerifierKey.ToString());
    });

    /// <summary>Reads a file of at most 1 MiB.</summary>
    public static Result<AuditCheckpointFile> Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = ProofJson.Object(utf8);
        if (document is null || !ProofJson.HasExactly(document.RootElement, "note", "verifierKey") || ProofJson.Text(document.RootElement, "note") is not { } note)
        {
            return ProofProblems.Malformed("The file is not a JSON object of note and verifierKey.");
        }

        return VerifierKey.TryParse(ProofJson.Text(document.RootElement, "verifierKey"), out var key)
            ? new AuditCheckpointFile(note, key)
            : ProofProblems.Malformed("'verifierKey' is not a verifier key.");
    }

    /// <summary>Verifies the signature.</summary>
    /// <param name="pinned">The log's key as the verifier knows it; null takes the file's own word for it.</param>
    public Result<VerifiedFile> Verify(VerifierKey? pinned)
    {
        if (ProofJson.Key(pinned, VerifierKey) is { } problem)
        {
            return problem;
        }

        var opened = Checkpoint.Open(Note, VerifierKey);
        return opened.Succeeded ? new VerifiedFile(AuditFileKind.Checkpoint, opened.Value, VerifierKey, pinned is not null) : opened.Problem;
    }
}
