using System.Text.Json;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>
/// Two checkpoints of one log with the proof that the newer only appended. As JSON:
/// <c>{ "newer": "signed note", "older": "signed note", "path": ["base64", …], "verifierKey": "vkey" }</c>.
/// </summary>
/// <param name="Older">The earlier signed checkpoint, verbatim: what a customer kept.</param>
/// <param name="Newer">The later signed checkpoint, verbatim.</param>
/// <param name="Path">The consistency proof (RFC 6962, section 2.1.2).</param>
/// <param name="VerifierKey">The log's key.</param>
public sealed record AuditConsistencyFile(string Older, string Newer, IReadOnlyList<MerkleHash> Path, VerifierKey VerifierKey)
{
    // A consistency proof has at most one hash more than the tree has levels.
    private const int MaxPath = 64;

    /// <summary>The file, in canonical JSON.</summary>
    public byte[] ToUtf8() => ProofJson.Write(json =>
    {
        json.WriteString("newer", Newer);
        json.WriteString("older", Older);
        json.WriteStartArray("path");
        foreach (var hash in Path)
        {
            json.WriteStringValue(hash.ToString());
        }

        json.WriteEndArray();
        json.WriteString("verifierKey", VerifierKey.ToString());
    });

    /// <summary>Reads a file of at most 1 MiB.</summary>
    public static Result<AuditConsistencyFile> Parse(ReadOnlyMemory<byte> utf8)
    {
        using var document = ProofJson.Object(utf8);
        if (document is null || !ProofJson.HasExactly(document.RootElement, "newer", "older", "path", "verifierKey"))
        {
            return ProofProblems.Malformed("The file is not a JSON object of newer, older, path and verifierKey.");
        }

        var root = document.RootElement;
        if (ProofJson.Text(root, "older") is not { } older || ProofJson.Text(root, "newer") is not { } newer)
        {
            return ProofProblems.Malformed("'older' and 'newer' are not texts.");
        }

        if (!VerifierKey.TryParse(ProofJson.Text(root, "verifierKey"), out var key))
        {
            return ProofProblems.Malformed("'verifierKey' is not a verifier key.");
        }

        var hashes = root.GetProperty("path");
        if (hashes.ValueKind != JsonValueKind.Array || hashes.GetArrayLength() > MaxPath)
        {
            return ProofProblems.Malformed($"'path' is not a list of at most {MaxPath} hashes.");
        }

        var path = new List<MerkleHash>();
        foreach (var item in hashes.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String || !MerkleHash.TryParse(item.GetString(), out var hash))
            {
                return ProofProblems.Malformed($"Hash {path.Count + 1} of 'path' can't be read.");
            }

            path.Add(hash);
        }

        return new AuditConsistencyFile(older, newer, path, key);
    }

    /// <summary>Verifies both signatures and that the newer log continues the older one.</summary>
    /// <param name="pinned">The log's key as the verifier knows it; null takes the file's own word for it.</param>
    public Result<VerifiedFile> Verify(VerifierKey? pinned)
    {
        if (ProofJson.Key(pinned, VerifierKey) is { } problem)
        {
            return problem;
        }

        var (older, newer) = (Checkpoint.Open(Older, VerifierKey), Checkpoint.Open(Newer, VerifierKey));
        if (!older.Succeeded)
        {
            return older.Problem;
        }

        if (!newer.Succeeded)
        {
            return newer.Problem;
        }

        return MerkleProof.Extends(older.Value.Size, older.Value.Root, newer.Value.Size, newer.Value.Root, Path)
            ? new VerifiedFile(AuditFileKind.Consistency, newer.Value, VerifierKey, pinned is not null, EarlierSize: older.Value.Size)
            : ProofProblems.HistoryRewritten(older.Value.Size, newer.Value.Size);
    }
}
