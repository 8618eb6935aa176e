using System.Collections.Frozen;
using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Modularity.Events;

/// <summary>Who may hear of which event: who has the permission that its module names, at the place where it happened.</summary>
public sealed class EventAudience(IReadOnlyList<ModuleManifest> modules, IAuthorizer authorizer)
{
    private readonly FrozenDictionary<string, Permission> heardBy =
        modules.SelectMany(m => m.Publishes).DistinctBy(e => e.Name).ToFrozenDictionary(e => e.Name, e => e.HeardBy, StringComparer.Ordinal);

    /// <summary>Whether the operation's principal may hear of a signal. An event that no module publishes is heard by nobody.</summary>
    public async ValueTask<bool> Hears(OpContext op, EventSignal signal, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(op);
        return signal.Tenant == op.Tenant
            && heardBy.TryGetValue(signal.Name, out var permission)
            && (await authorizer.Reach(op, permission, ct)).Covers(signal.Path);
    }
}
