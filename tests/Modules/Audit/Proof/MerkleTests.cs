using Holdfast.Modules.Audit.Proof;

namespace Holdfast.Tests.Modules.Audit.Proof;

public sealed class MerkleTests
{
    /// <summary>The eight leaves that Certificate Transparency's implementations share.</summary>
    private static readonly MerkleHash[] Leaves =
        [.. new[] { "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f" }
            .Select(hex => MerkleHash.OfLeaf(Convert.FromHexString(hex)))];

    [Theory]
    [InlineData(0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData(1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")]
    [InlineData(2, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(3, "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77")]
    [InlineData(4, "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(5, "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4")]
    [InlineData(6, "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef")]
    [InlineData(7, "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")]
    [InlineData(8, "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")]
    public void Roots_are_those_of_certificate_transparency(int size, string root)
    {
        var tree = new MerkleFrontier();
        tree.Append(Leaves[..size]);

        Hex(tree.Root).ShouldBe(root);
    }

    [Theory]
    [InlineData(0, 1, "")]
    [InlineData(0, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(5, 8, "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 3, "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")]
    [InlineData(1, 5, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void Inclusion_proofs_are_those_of_certificate_transparency(int index, int size, string path) =>
        Hex(Stored(Leaves[..size]).Prove(MerkleProof.OfInclusion(index, size))).ShouldBe(path);

    [Theory]
    [InlineData(1, 1, "")]
    [InlineData(1, 8, "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7 5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e 6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4")]
    [InlineData(6, 8, "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0 d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7")]
    [InlineData(2, 5, "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b")]
    public void Consistency_proofs_are_those_of_certificate_transparency(int older, int newer, string path) =>
        Hex(Stored(Leaves[..newer]).Prove(MerkleProof.OfConsistency(older, newer))).ShouldBe(path);

    [Fact]
    public void A_tree_that_grew_in_batches_through_its_stored_nodes_is_the_naive_one()
    {
        var random = new Random(6962);
        for (var run = 0; run < 50; run++)
        {
            var leaves = new List<MerkleHash>();
            var store = new Store();
            for (var batches = random.Next(12); batches > 0; batches--)
            {
                // As after a restart: from the stored right edge alone.
                var tree = new MerkleFrontier(leaves.Count, MerkleFrontier.EdgeOf(leaves.Count).Select(id => store.Nodes[id]));
                var batch = Enumerable.Range(leaves.Count, random.Next(40)).Select(Leaf).ToArray();
                store.Add(tree.Append(batch));
                leaves.AddRange(batch);
                tree.Root.ShouldBe(NaiveTree.Mth([.. leaves]));
            }
        }
    }

    [Fact]
    public void Every_proof_of_every_tree_up_to_70_leaves_is_the_naive_one_and_verifies()
    {
        for (var size = 1; size <= 70; size++)
        {
            var leaves = Enumerable.Range(0, size).Select(Leaf).ToArray();
            var (store, root) = (Stored(leaves), NaiveTree.Mth(leaves));
            for (var i = 0; i < size; i++)
            {
                var path = store.Prove(MerkleProof.OfInclusion(i, size));
                path.ShouldBe(NaiveTree.Path(i, leaves));
                MerkleProof.Includes(root, size, i, leaves[i], path).ShouldBeTrue();
                MerkleProof.Includes(root, size, i, Leaf(-1), path).ShouldBeFalse();

                var (older, olderRoot) = (i + 1, NaiveTree.Mth(leaves.AsSpan(..(i + 1))));
                var extension = store.Prove(MerkleProof.OfConsistency(older, size));
                extension.ShouldBe(NaiveTree.SubProof(older, leaves, whole: true));
                MerkleProof.Extends(older, olderRoot, size, root, extension).ShouldBeTrue();
                MerkleProof.Extends(older, Leaf(-1), size, root, extension).ShouldBeFalse();
                MerkleProof.Extends(older, olderRoot, size, Leaf(-1), extension).ShouldBeFalse();
            }
        }
    }

    [Fact]
    public void A_proof_for_another_place_or_with_hashes_more_fewer_or_changed_is_refused()
    {
        const int size = 23;
        var leaves = Enumerable.Range(0, size).Select(Leaf).ToArray();
        var (store, root) = (Stored(leaves), NaiveTree.Mth(leaves));
        for (var i = 0; i < size; i++)
        {
            var path = store.Prove(MerkleProof.OfInclusion(i, size));
            var extension = store.Prove(MerkleProof.OfConsistency(i + 1, size));
            var olderRoot = NaiveTree.Mth(leaves.AsSpan(..(i + 1)));
            foreach (var wrong in Wrong(path))
            {
                MerkleProof.Includes(root, size, i, leaves[i], wrong).ShouldBeFalse();
            }

            foreach (var wrong in Wrong(extension))
            {
                MerkleProof.Extends(i + 1, olderRoot, size, root, wrong).ShouldBeFalse();
            }

            for (var other = -1; other <= size; other++)
            {
                MerkleProof.Includes(root, size, other, leaves[i], path).ShouldBe(other == i);
            }
        }

        MerkleProof.Extends(0, MerkleHash.OfEmptyTree, size, root, []).ShouldBeTrue();
        MerkleProof.Extends(0, root, size, root, []).ShouldBeFalse();
        MerkleProof.Extends(size + 1, root, size, root, []).ShouldBeFalse();
    }

    [Fact]
    public void Proofs_of_a_huge_tree_need_few_nodes_each_once()
    {
        const long size = (1L << 40) + 12_345;
        var proof = MerkleProof.OfInclusion(987_654_321, size);

        proof.Nodes.Count.ShouldBeLessThan(64);
        proof.Nodes.Distinct().Count().ShouldBe(proof.Nodes.Count);
        proof.Nodes.ShouldAllBe(n => (n.Index + 1) << n.Level <= size);
    }

    private static IEnumerable<MerkleHash[]> Wrong(MerkleHash[] path)
    {
        yield return [.. path, Leaf(-1)];
        yield return [Leaf(-1), .. path];
        for (var i = 0; i < path.Length; i++)
        {
            yield return [.. path[..i], .. path[(i + 1)..]];
            yield return [.. path[..i], Leaf(-2), .. path[(i + 1)..]];
        }
    }

    private static MerkleHash Leaf(int i) => MerkleHash.OfLeaf(BitConverter.GetBytes(i));

    private static string Hex(params MerkleHash[] hashes) => string.Join(' ', hashes.Select(h => Convert.ToHexStringLower(h.ToArray())));

    private static Store Stored(IReadOnlyCollection<MerkleHash> leaves)
    {
        var store = new Store();
        store.Add(new MerkleFrontier().Append(leaves));
        return store;
    }

    private sealed class Store
    {
        public Dictionary<MerkleNodeId, MerkleHash> Nodes { get; } = [];

        // A node that is added twice would have changed: Add throws.
        public void Add(IReadOnlyList<MerkleNode> nodes)
        {
            foreach (var node in nodes)
            {
                Nodes.Add(node.Id, node.Hash);
            }
        }

        public MerkleHash[] Prove(MerkleProof proof)
        {
            var read = proof.Nodes.ToDictionary(id => id, id => Nodes[id]);
            return [.. proof.Compute(id => read[id])];
        }
    }
}
