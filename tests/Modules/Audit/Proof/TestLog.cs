using System.Text;
using Holdfast.Modules.Audit.Proof;
using Holdfast.Platform.Cryptography;

namespace Holdfast.Tests.Modules.Audit.Proof;

/// <summary>A log in memory that makes the three files.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly Dictionary<MerkleNodeId, MerkleHash> nodes = [];
    private readonly MerkleFrontier tree = new();

    public TestLog(byte seed = 7, string origin = "holdfast.example/audit/acme", int entries = 0)
    {
        Signer = new Ed25519Signer(Enumerable.Repeat(seed, 32).ToArray());
        Key = new VerifierKey(origin, Signer.PublicKey.Span);
        for (var i = 0; i < entries; i++)
        {
            Append(Entry(i));
        }
    }

    public Ed25519Signer Signer { get; }

    public VerifierKey Key { get; }

    public List<byte[]> Entries { get; } = [];

    public Checkpoint Head => new(Key.Name, tree.Size, tree.Root);

    public static byte[] Entry(int i) => CanonicalJson.Of(Encoding.UTF8.GetBytes(
        $$"""{"id":"{{i}}","at":"2026-01-01T00:00:0{{i % 10}}Z","action":"tickets.close","actor":{"name":"Zoë <z@example.org>"},"before":null,"after":{"n":{{i}}} }"""));

    public void Append(byte[] entry)
    {
        Entries.Add(entry);
        foreach (var node in tree.Append([MerkleHash.OfLeaf(entry)]))
        {
            nodes.Add(node.Id, node.Hash);
        }
    }

    public string Sign() => Head.Sign(Key, Signer);

    public AuditProofFile ProofOf(int index) => new(
        Entries[index],
        MerkleHash.OfLeaf(Entries[index]),
        new TlogProof(index, MerkleProof.OfInclusion(index, tree.Size).Compute(id => nodes[id]), Sign()),
        Key);

    public AuditConsistencyFile Since(string olderNote, long olderSize) =>
        new(olderNote, Sign(), MerkleProof.OfConsistency(olderSize, tree.Size).Compute(id => nodes[id]), Key);

    public byte[] Export() => Export(Entries);

    public byte[] Export(IEnumerable<byte[]> lines) => [.. lines.SelectMany(l => (byte[])[.. l, (byte)'\n']), .. AuditExport.Trailer(Sign(), Key)];

    public void Dispose() => Signer.Dispose();
}
