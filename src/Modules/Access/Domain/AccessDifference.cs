using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What somebody gains and loses at a node, and below it.</summary>
/// <param name="Node">At which.</param>
/// <param name="Gains">The names of the permissions that they have there after a change and not before, in order.</param>
/// <param name="Loses">Those that they had before and not after, in order.</param>
internal sealed record AccessDifference(Scope Node, IReadOnlyList<string> Gains, IReadOnlyList<string> Loses)
{
    /// <summary>What differs between two states of what somebody has, each permission at the highest node at which it does.</summary>
    /// <param name="before">What they have.</param>
    /// <param name="after">What they would have.</param>
    /// <param name="places">Where the nodes hang.</param>
    public static IReadOnlyList<AccessDifference> Of(IReadOnlyList<Entitlement> before, IReadOnlyList<Entitlement> after, SeenPlaces places)
    {
        var (had, has) = (Entitlement.Grants(before), Entitlement.Grants(after));
        var all = before.Concat(after).ToLookup(e => (e.In, e.Node));
        var nodes = all.Select(n => n.Key).Select(n => (n.In, n.Node, Path: places.Of(n.In, n.Node), Names: all[(n.In, n.Node)].SelectMany(e => e.Permissions).ToHashSet(StringComparer.Ordinal)))
            .OrderBy(n => n.Node.Level)
            .ToList();
        var (seen, differences) = (new List<(TenantId In, Reach Below, string Name)>(), new List<AccessDifference>());
        foreach (var (tenant, node, path, names) in nodes)
        {
            var changed = names
                .Where(p => had.ReachOf(tenant, p).Covers(path) != has.ReachOf(tenant, p).Covers(path))
                .Where(p => !seen.Exists(s => s.In == tenant && s.Name == p && s.Below.Covers(path)))
                .Order(StringComparer.Ordinal)
                .ToArray();
            if (changed.Length > 0)
            {
                seen.AddRange(changed.Select(p => (tenant, Reach.Within([node]), p)));
                differences.Add(new AccessDifference(
                    node, [.. changed.Where(p => has.ReachOf(tenant, p).Covers(path))], [.. changed.Where(p => had.ReachOf(tenant, p).Covers(path))]));
            }
        }

        return differences;
    }
}
