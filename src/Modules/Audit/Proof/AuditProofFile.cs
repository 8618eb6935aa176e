using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>
/// One audit entry with the proof that it stands in the log; all that an offline verifier needs. As JSON:
/// <c>{ "entry": {…}, "leaf": "base64", "proof": "tlog-proof text", "verifierKey": "vkey" }</c>. White space and the order of members don't matter:
/// the entry is hashed in its canonical form.
/// </summary>
/// <param name="Entry">The entry in canonical JSON, UTF-8.</param>
/// <param name="Leaf">The leaf hash that the log holds; tells a changed entry from a wrong path.</param>
/// <param name="Proof">The entry's place under a signed checkpoint.</param>
/// <param name="VerifierKey">The log's key. A verifier should have it from elsewhere.</param>
public sealed record AuditProofFile(ReadOnlyMemory<byte> Entry, MerkleHash Leaf, TlogProof Proof, VerifierKey VerifierKey)
{
    /// <summary>The file, in canonical JSON.</summary>
    public byte[] ToUtf8() => ProofJson.Write(json =>
    {
        json.WritePropertyName("entry");
        json.WriteRawValue(Entry.Span);
        json.WriteString("leaf", Leaf.ToString());
        json.WriteString("proof", Proof.ToString());
        json.WriteString("verifierKey", VerifierKey.ToString());
    });

    /// <summary>Reads a file of at most 1 MiB.</summary>
    public static Result<AuditProofFile> Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = ProofJson.Object(utf8);
        if (document is null || !ProofJson.HasExactly(document.RootElement, "entry", "leaf", "proof", "verifierKey"))
        {
            return ProofProblems.Malformed("The file is not a JSON object of entry, leaf, proof and verifierKey.");
        }

        var root = document.RootElement;
        if (!MerkleHash.TryParse(ProofJson.Text(root, "leaf"), out var leaf))
        {
            return ProofProblems.Malformed("'leaf' is not the base64 of a SHA-256 hash.");
        }

        if (!VerifierKey.TryParse(ProofJson.Text(root, "verifierKey"), out var key))
        {
            return ProofProblems.Malformed("'verifierKey' is not a verifier key.");
        }

        if (ProofJson.Text(root, "proof") is not { } text)
        {
            return ProofProblems.Malformed("'proof' is not a text.");
        }

        var proof = TlogProof.Parse(text);
        if (!proof.Succeeded)
        {
            return proof.Problem;
        }

        try
        {
            return new AuditProofFile(CanonicalJson.Of(root.GetProperty("entry")), leaf, proof.Value, key);
        }
        catch (JsonException e)
        {
            return ProofProblems.Malformed($"'entry' has no canonical form: {e.Message}");
        }
    }

    /// <summary>Verifies signature, path and entry.</summary>
    /// <param name="pinned">The log's key as the verifier knows it; null takes the file's own word for it.</param>
    public Result<VerifiedFile> Verify(VerifierKey? pinned)
    {
        if (ProofJson.Key(pinned, VerifierKey) is { } problem)
        {
            return problem;
        }

        var opened = Checkpoint.Open(Proof.CheckpointNote, VerifierKey);
        if (!opened.Succeeded)
        {
            return opened.Problem;
        }

        var checkpoint = opened.Value;
        return !MerkleProof.Includes(checkpoint.Root, checkpoint.Size, Proof.Index, Leaf, Proof.Path) ? ProofProblems.PathBroken
            : MerkleHash.OfLeaf(Entry.Span) != Leaf ? ProofProblems.EntryChanged
            : new VerifiedFile(AuditFileKind.Entry, checkpoint, VerifierKey, pinned is not null, Proof.Index);
    }
}
