using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity;

/// <summary>Knows the nodes of some levels of a tenant's tree; implemented by the modules that keep them.</summary>
public interface IScopeNodes
{
    /// <summary>Where a node of the operation's tenant hangs, itself included; null when it is of a level that is not this one's, or is not there.</summary>
    ValueTask<ScopePath?> Find(OpContext op, Scope node, CancellationToken ct);
}

/// <summary>The tree of the operation's tenant.</summary>
public sealed class ScopeTree(IEnumerable<IScopeNodes> levels)
{
    /// <summary>Where a node hangs, itself included, whatever the operation's reach; null when there is none.</summary>
    public async ValueTask<ScopePath?> Find(OpContext op, Scope node, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(op);
        if (node.Level == ScopeLevel.Tenant)
        {
            return node.Id == op.Tenant.Value ? ScopePath.Tenant : null;
        }

        foreach (var level in levels)
        {
            if (await level.Find(op, node, ct) is { } path)
            {
                return path;
            }
        }

        return null;
    }
}
