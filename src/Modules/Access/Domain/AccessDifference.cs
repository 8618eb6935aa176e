using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What somebody gains and loses at a node, and below it.</summary>
/// <param name="Node">At which.</param>
/// <param name="Only">Only for what hangs directly at nodes of this level within it; null for the node and all below it.</param>
/// <param name="Gains">The names of the permissions that they have there after a change and not before, in order.</param>
/// <param name="Loses">Those that they had before and not after, in order.</param>
internal sealed record AccessDifference(Scope Node, ScopeLevel? Only, IReadOnlyList<string> Gains, IReadOnlyList<string> Loses)
{
    // Policies that ask how devices stand may name each one.
    private const int MostNodes = 200;
    private static readonly ScopeLevel[] Levels = [ScopeLevel.Tenant, ScopeLevel.Organization, ScopeLevel.Group, ScopeLevel.Device];

    /// <summary>What differs between two states of what somebody has, each permission at the highest node at which it does.</summary>
    /// <param name="before">How far each permission reaches, in each tenant.</param>
    /// <param name="after">How far it would.</param>
    /// <param name="places">Where the nodes hang.</param>
    public static IReadOnlyList<AccessDifference> Of(
        IReadOnlyDictionary<(TenantId In, string Permission), Reach> before, IReadOnlyDictionary<(TenantId In, string Permission), Reach> after, SeenPlaces places)
    {
        var found = new List<(TenantId In, Scope Node, ScopeLevel Level, bool Gains, string Name)>();
        foreach (var (tenant, name) in before.Keys.Union(after.Keys))
        {
            var had = before.GetValueOrDefault((tenant, name), Reach.None);
            var has = after.GetValueOrDefault((tenant, name), Reach.None);
            var told = new List<(Reach Below, ScopeLevel Level, bool Gains)>();
            foreach (var node in had.Named.Concat(has.Named).Distinct().Take(MostNodes).Prepend(new Scope(ScopeLevel.Tenant, tenant.Value)).OrderBy(n => n.Level))
            {
                var path = places.Find(tenant, node);
                foreach (var level in Levels.Where(l => l >= node.Level))
                {
                    var probe = Below(path, node.Level, level);
                    var gains = has.Covers(probe);
                    if (had.Covers(probe) != gains && !told.Exists(t => t.Level == level && t.Gains == gains && t.Below.Covers(path)))
                    {
                        told.Add((Reach.Within([node]), level, gains));
                        found.Add((tenant, node, level, gains, name));
                    }
                }
            }
        }

        return [.. found
            // All levels of a node together are the node and all below it.
            .GroupBy(f => (f.In, f.Node, f.Gains, f.Name))
            .SelectMany(f => f.Count() == Levels.Length - (int)f.Key.Node.Level ? [(f.Key, Only: (ScopeLevel?)null)] : f.Select(one => (f.Key, Only: (ScopeLevel?)one.Level)))
            .GroupBy(f => (f.Key.In, f.Key.Node, f.Only))
            .OrderBy(f => f.Key.Node.Level).ThenBy(f => f.Key.Only)
            .Select(f => new AccessDifference(f.Key.Node, f.Key.Only, Names(f.Where(d => d.Key.Gains).Select(d => d.Key.Name)), Names(f.Where(d => !d.Key.Gains).Select(d => d.Key.Name))))];
    }

    private static string[] Names(IEnumerable<string> names) => [.. names.Order(StringComparer.Ordinal)];

    // A thing at a node, or at some node of a level below it that nobody has named.
    private static ScopePath Below(ScopePath path, ScopeLevel from, ScopeLevel to) => new(
        path.Organization ?? (from < ScopeLevel.Organization && to >= ScopeLevel.Organization ? Guid.Empty : null),
        path.Group ?? (from < ScopeLevel.Group && to >= ScopeLevel.Group ? Guid.Empty : null),
        path.Device ?? (from < ScopeLevel.Device && to >= ScopeLevel.Device ? Guid.Empty : null));
}
