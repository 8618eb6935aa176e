using System.Numerics;

namespace Holdfast.Modules.Audit.Proof;

/// <summary>
/// A proof of RFC 6962, section 2.1, in two steps: first <see cref="Nodes"/> says which stored subtrees it needs, so that the caller reads
/// them in one query; then <see cref="Compute"/> gives its hashes. <see cref="Includes"/> and <see cref="Extends"/> verify (RFC 9162, section 2.1).
/// </summary>
public sealed class MerkleProof
{
    // Each hash of a proof is the root of a range of leaves: one complete subtree, or at the right edge several.
    private readonly List<MerkleNodeId[]> ranges = [];

    private MerkleProof()
    {
    }

    /// <summary>The stored subtrees that the proof is made of; each once.</summary>
    public IReadOnlyList<MerkleNodeId> Nodes => [.. ranges.SelectMany(r => r)];

    /// <summary>Proves that a leaf stands at an index of the tree of the given size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The tree has no such leaf.</exception>
    public static MerkleProof OfInclusion(long index, long size)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, size);
        var proof = new MerkleProof();
        for (var (from, to) = (0L, size); to - from > 1;)
        {
            var middle = from + Split(to - from);
            if (index < middle)
            {
                proof.ranges.Add(MerkleFrontier.Cover(middle, to));
                to = middle;
            }
            else
            {
                proof.ranges.Add(MerkleFrontier.Cover(from, middle));
                from = middle;
            }
        }

        proof.ranges.Reverse();
        return proof;
    }

    /// <summary>Proves that the tree of the newer size begins with all leaves of the older one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The older size is negative or the larger.</exception>
    public static MerkleProof OfConsistency(long older, long newer)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(older);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(older, newer);
        var proof = new MerkleProof();
        if (older == 0 || older == newer)
        {
            return proof;
        }

        var (from, to) = (0L, newer);
        while (to != older)
        {
            var middle = from + Split(to - from);
            if (older <= middle)
            {
                proof.ranges.Add(MerkleFrontier.Cover(middle, to));
                to = middle;
            }
            else
            {
                proof.ranges.Add(MerkleFrontier.Cover(from, middle));
                from = middle;
            }
        }

        // The verifier knows the older root; it needs this subtree only where it is not the older tree itself.
        if (from > 0)
        {
            proof.ranges.Add(MerkleFrontier.Cover(from, to));
        }

        proof.ranges.Reverse();
        return proof;
    }

    /// <summary>The proof's hashes in the order of RFC 6962.</summary>
    /// <param name="read">Gives the stored hash of each of <see cref="Nodes"/>.</param>
    public IReadOnlyList<MerkleHash> Compute(Func<MerkleNodeId, MerkleHash> read)
    {
        ArgumentNullException.ThrowIfNull(read);
        return [.. ranges.Select(range => MerkleFrontier.Fold([.. range.Select(read)]))];
    }

    /// <summary>Whether the path leads from the leaf at the index to the root of a tree of the given size.</summary>
    public static bool Includes(MerkleHash root, long size, long index, MerkleHash leaf, IReadOnlyList<MerkleHash> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= size)
        {
            return false;
        }

        var (node, last, hash) = (index, size - 1, leaf);
        foreach (var sibling in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = MerkleHash.OfNode(sibling, hash);
                Rise(ref node, ref last);
            }
            else
            {
                hash = MerkleHash.OfNode(hash, sibling);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    /// <summary>Whether the path shows that the newer tree extends the older one. Every tree extends the empty one.</summary>
    public static bool Extends(long olderSize, MerkleHash olderRoot, long newerSize, MerkleHash newerRoot, IReadOnlyList<MerkleHash> path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (olderSize < 0 || olderSize > newerSize)
        {
            return false;
        }

        if (olderSize == 0 || olderSize == newerSize)
        {
            return path.Count == 0 && olderRoot == (olderSize == 0 ? MerkleHash.OfEmptyTree : newerRoot)
                && (newerSize > 0 || newerRoot == MerkleHash.OfEmptyTree);
        }

        var isPowerOfTwo = BitOperations.IsPow2(olderSize);
        if (!isPowerOfTwo && path.Count == 0)
        {
            return false;
        }

        var (node, last) = (olderSize - 1, newerSize - 1);
        while ((node & 1) == 1)
        {
            (node, last) = (node >> 1, last >> 1);
        }

        var older = isPowerOfTwo ? olderRoot : path[0];
        var newer = older;
        foreach (var hash in path.Skip(isPowerOfTwo ? 0 : 1))
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                (older, newer) = (MerkleHash.OfNode(hash, older), MerkleHash.OfNode(hash, newer));
                Rise(ref node, ref last);
            }
            else
            {
                newer = MerkleHash.OfNode(newer, hash);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && older == olderRoot && newer == newerRoot;
    }

    // The largest power of two that is smaller than the count (RFC 6962's k).
    private static long Split(long count) => 1L << BitOperations.Log2((ulong)(count - 1));

    // A right-edge node has no sibling until it is a right child again.
    private static void Rise(ref long node, ref long last)
    {
        while ((node & 1) == 0 && node != 0)
        {
            (node, last) = (node >> 1, last >> 1);
        }
    }
}
