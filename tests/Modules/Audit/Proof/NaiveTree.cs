using Holdfast.Modules.Audit.Proof;

namespace Holdfast.Tests.Modules.Audit.Proof;

/// <summary>RFC 6962, section 2.1, word for word: slow, and without the cleverness that it checks.</summary>
internal static class NaiveTree
{
    public static MerkleHash Mth(ReadOnlySpan<MerkleHash> d) => d.Length switch
    {
        0 => MerkleHash.OfEmptyTree,
        1 => d[0],
        _ => MerkleHash.OfNode(Mth(d[..Split(d.Length)]), Mth(d[Split(d.Length)..])),
    };

    public static MerkleHash[] Path(int m, ReadOnlySpan<MerkleHash> d)
    {
        if (d.Length <= 1)
        {
            return [];
        }

        var k = Split(d.Length);
        return m < k ? [.. Path(m, d[..k]), Mth(d[k..])] : [.. Path(m - k, d[k..]), Mth(d[..k])];
    }

    public static MerkleHash[] SubProof(int m, ReadOnlySpan<MerkleHash> d, bool whole)
    {
        if (m == d.Length)
        {
            return whole ? [] : [Mth(d)];
        }

        var k = Split(d.Length);
        return m <= k ? [.. SubProof(m, d[..k], whole), Mth(d[k..])] : [.. SubProof(m - k, d[k..], false), Mth(d[..k])];
    }

    private static int Split(int n)
    {
        var k = 1;
        while (k * 2 < n)
        {
            k *= 2;
        }

        return k;
    }
}
