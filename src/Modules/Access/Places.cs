using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Access;

/// <summary>Finds where nodes hang before a change begins, which cannot ask other modules then.</summary>
internal sealed class Places(ScopeTree tree)
{
    /// <summary>How many different nodes are looked up for one change.</summary>
    public const int Most = 500;

    /// <summary>Where these nodes hang.</summary>
    public async Task<SeenPlaces> Look(OpContext op, IEnumerable<(TenantId In, Scope Node)> nodes, CancellationToken ct)
    {
        var seen = new Dictionary<(TenantId, Scope), ScopePath>();
        foreach (var (tenant, node) in nodes.Where(n => n.Node.Level != ScopeLevel.Tenant).Distinct().Take(Most))
        {
            if (await tree.Find(tenant == op.Tenant ? op : op.In(tenant), node, ct) is { } path)
            {
                seen[(tenant, node)] = path;
            }
        }

        return new SeenPlaces(seen);
    }
}

/// <summary>Where nodes hang. One that was not seen (it is gone, new since, or one too many) counts as the whole tenant: who has a right there has it wherever that is.</summary>
internal sealed class SeenPlaces(IReadOnlyDictionary<(TenantId In, Scope Node), ScopePath> seen)
{
    public ScopePath Of(TenantId tenant, Scope node) => seen.TryGetValue((tenant, node), out var path) ? path : ScopePath.Tenant;

    /// <summary>The same for who only looks: of a node that was not seen no more is known than itself.</summary>
    public ScopePath Find(TenantId tenant, Scope node) => seen.TryGetValue((tenant, node), out var path) ? path : new(
        node.Level == ScopeLevel.Organization ? node.Id : null, node.Level == ScopeLevel.Group ? node.Id : null, node.Level == ScopeLevel.Device ? node.Id : null);
}
