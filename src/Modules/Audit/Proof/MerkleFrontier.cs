using System.Numerics;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>The place of a complete subtree: it covers the leaves from <c>Index &lt;&lt; Level</c>, <c>1 &lt;&lt; Level</c> of them.</summary>
/// <param name="Level">0 for leaves.</param>
/// <param name="Index">Counted from the left within the level.</param>
public readonly record struct MerkleNodeId(int Level, long Index);

/// <summary>A complete subtree's root: it never changes again, so it can be stored once.</summary>
public readonly record struct MerkleNode(MerkleNodeId Id, MerkleHash Hash);

/// <summary>
/// The right edge of an append-only tree: the roots of the complete subtrees that its size's binary digits name, largest first.
/// Enough to append and to know the root; O(log n) hashes. Not safe for concurrent use.
/// </summary>
public sealed class MerkleFrontier
{
    private readonly List<MerkleHash> edge;

    /// <summary>The edge of an empty tree.</summary>
    public MerkleFrontier() => edge = [];

    /// <summary>The edge of a stored tree.</summary>
    /// <param name="size">The number of leaves.</param>
    /// <param name="edge">The hashes at <see cref="EdgeOf"/>, in its order.</param>
    /// <exception cref="ArgumentException">The number of hashes is not that of the size.</exception>
    public MerkleFrontier(long size, IEnumerable<MerkleHash> edge)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(size);
        this.edge = [.. edge];
        if (this.edge.Count != BitOperations.PopCount((ulong)size))
        {
            throw new ArgumentException($"The edge of {size} leaves has {BitOperations.PopCount((ulong)size)} hashes, not {this.edge.Count}.", nameof(edge));
        }

        Size = size;
    }

    /// <summary>The number of leaves.</summary>
    public long Size { get; private set; }

    /// <summary>The root of the tree as it is now (RFC 6962, section 2.1).</summary>
    public MerkleHash Root => Fold(edge);

    /// <summary>Where the hashes lie that a tree of this size continues from, largest subtree first.</summary>
    public static IReadOnlyList<MerkleNodeId> EdgeOf(long size) => Cover(0, size);

    /// <summary>Appends leaves in order.</summary>
    /// <returns>Every subtree that became complete, the leaves themselves (level 0) included: what is to be stored.</returns>
    public IReadOnlyList<MerkleNode> Append(IReadOnlyCollection<MerkleHash> leaves)
    {
        ArgumentNullException.ThrowIfNull(leaves);
        var added = new List<MerkleNode>((leaves.Count * 2) + 64);
        foreach (var leaf in leaves)
        {
            Append(leaf, added);
        }

        return added;
    }

    /// <summary>Appends one leaf.</summary>
    /// <param name="leaf">From <see cref="MerkleHash.OfLeaf"/>.</param>
    /// <param name="added">Takes the subtrees that became complete; null when only the root is wanted.</param>
    public void Append(MerkleHash leaf, ICollection<MerkleNode>? added)
    {
        var (level, index, hash) = (0, Size, leaf);
        added?.Add(new(new(level, index), hash));
        for (; (index & 1) == 1; index >>= 1)
        {
            hash = MerkleHash.OfNode(edge[^1], hash);
            edge.RemoveAt(edge.Count - 1);
            added?.Add(new(new(++level, index >> 1), hash));
        }

        edge.Add(hash);
        Size++;
    }

    /// <summary>The complete subtrees that cover leaves [from, to), largest first; from is aligned as RFC 6962 splits are.</summary>
    internal static MerkleNodeId[] Cover(long from, long to)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(from, to);
        var nodes = new MerkleNodeId[BitOperations.PopCount((ulong)(to - from))];
        for (var i = 0; i < nodes.Length; i++)
        {
            var level = BitOperations.Log2((ulong)(to - from));
            nodes[i] = new(level, from >> level);
            from += 1L << level;
        }

        return nodes;
    }

    internal static MerkleHash Fold(IReadOnlyList<MerkleHash> cover)
    {
        if (cover.Count == 0)
        {
            return MerkleHash.OfEmptyTree;
        }

        var root = cover[^1];
        for (var i = cover.Count - 2; i >= 0; i--)
        {
            root = MerkleHash.OfNode(cover[i], root);
        }

        return root;
    }
}
