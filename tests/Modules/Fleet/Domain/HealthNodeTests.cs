using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Modules.Fleet.Domain;

public class HealthNodeTests
{
    [Fact]
    public void A_devices_score_is_the_average_of_its_analyzers()
    {
        HealthNode.OfAnalyzers([100, 75]).ShouldBe(87_500);
        HealthNode.OfAnalyzers([1, 1, 2]).ShouldBe(1_333);
        HealthNode.OfAnalyzers([]).ShouldBeNull();
        HealthNode.Round(87_500).ShouldBe(88);
        HealthNode.Round(null).ShouldBeNull();
    }

    [Fact]
    public void Empty_nodes_do_not_count()
    {
        var tree = new Tree();
        tree.Rescore(0, 50_000);
        tree.Rescore(1, null);
        tree.ScoreOf(ScopeLevel.Tenant).ShouldBe(50_000);
        tree.Rescore(0, null);
        tree.ScoreOf(ScopeLevel.Tenant).ShouldBeNull();
    }

    [Fact]
    public void Kept_by_differences_every_node_is_the_average_of_its_children() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Zip(Gen.Choose(0, Tree.Devices - 1), Gen.OneOf(Gen.Choose(1_000, 100_000).Select(n => (int?)n), Gen.Constant<int?>(null))).ArrayOf().ToArbitrary(),
        changes =>
        {
            var tree = new Tree();
            foreach (var (device, score) in changes)
            {
                tree.Rescore(device, score);
            }

            return tree.IsAverageEverywhere();
        }));

    [Fact]
    public void Nothing_above_changes_when_the_score_does_not()
    {
        var tree = new Tree();
        tree.Rescore(0, 50_000);
        tree.Rescore(0, 50_000).ShouldBe(0);
        tree.Rescore(0, 60_000).ShouldBe(4);
    }

    /// <summary>A tenant with 2 organizations of 2 groups of 3 devices.</summary>
    private sealed class Tree
    {
        public const int Devices = 12;
        private readonly Dictionary<Guid, HealthNode> nodes = [];
        private readonly Guid[] devices;

        public Tree()
        {
            var tenant = Add(ScopeLevel.Tenant, null);
            devices = [.. Range(2).SelectMany(_ => Under(ScopeLevel.Organization, tenant)).SelectMany(o => Range(2).SelectMany(_ => Under(ScopeLevel.Group, o)))
                .SelectMany(g => Range(3).SelectMany(_ => Under(ScopeLevel.Device, g)))];
        }

        public int? ScoreOf(ScopeLevel level) => nodes.Values.First(n => n.Level == level).Score;

        public int Rescore(int device, int? score)
        {
            var path = new List<HealthNode>();
            for (Guid? at = devices[device]; at is { } id; at = nodes[id].Parent)
            {
                path.Add(nodes[id]);
            }

            var after = HealthNode.Rescore(path, score);
            foreach (var node in after)
            {
                nodes[node.Id] = node;
            }

            return after.Zip(path).Count(p => p.First != p.Second);
        }

        public bool IsAverageEverywhere() => nodes.Values.Where(n => n.Level != ScopeLevel.Device).All(n =>
        {
            var scores = nodes.Values.Where(c => c.Parent == n.Id && c.Score is not null).Select(c => (decimal)c.Score!.Value).ToList();
            return scores.Count == 0 ? n.Score is null : n.Score == (int)Math.Floor(scores.Average() + 0.5m);
        });

        private IEnumerable<Guid> Under(ScopeLevel level, Guid parent) => [Add(level, parent)];

        private Guid Add(ScopeLevel level, Guid? parent)
        {
            var node = new HealthNode(level, Guid.CreateVersion7(), parent);
            nodes.Add(node.Id, node);
            return node.Id;
        }

        private static IEnumerable<int> Range(int count) => Enumerable.Range(0, count);
    }
}
