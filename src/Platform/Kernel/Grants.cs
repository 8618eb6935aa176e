using System.Collections.Frozen;

namespace Holdfast.Platform.Kernel;

/// <summary>What a principal may do in each tenant, expanded to the names of permissions: a question is one look-up.</summary>
public sealed class Grants
{
    private readonly FrozenDictionary<TenantId, FrozenDictionary<string, Reach>> byTenant;

    private Grants(FrozenDictionary<TenantId, FrozenDictionary<string, Reach>> byTenant) => this.byTenant = byTenant;

    /// <summary>Nothing anywhere.</summary>
    public static Grants None { get; } = new(FrozenDictionary<TenantId, FrozenDictionary<string, Reach>>.Empty);

    /// <summary>From permissions at nodes.</summary>
    /// <param name="given">Each permission's name with the tenant and the node at which it is held; for a whole tenant the node is the tenant.</param>
    public static Grants Of(IEnumerable<(TenantId Tenant, Scope Node, string Permission)> given) => new(given
        .GroupBy(g => g.Tenant)
        .ToFrozenDictionary(
            tenant => tenant.Key,
            tenant => tenant.GroupBy(g => g.Permission, StringComparer.Ordinal)
                .ToFrozenDictionary(g => g.Key, g => Reach.Within(g.Select(one => one.Node)), StringComparer.Ordinal)));

    /// <summary>The same, and what is given in other tenants.</summary>
    /// <param name="given">As for <see cref="Of"/>; in a tenant in which there is something already, it gives nothing more.</param>
    public Grants With(IEnumerable<(TenantId Tenant, Scope Node, string Permission)> given) =>
        new(byTenant.Concat(Of(given).byTenant.Where(g => !byTenant.ContainsKey(g.Key))).ToFrozenDictionary());

    /// <summary>How far a permission reaches in a tenant.</summary>
    public Reach ReachOf(TenantId tenant, string permission) =>
        byTenant.TryGetValue(tenant, out var permissions) && permissions.TryGetValue(permission, out var reach) ? reach : Reach.None;

    /// <summary>Whether anything is granted in a tenant.</summary>
    public bool Any(TenantId tenant) => byTenant.ContainsKey(tenant);

    /// <summary>The names of the permissions in a tenant, in order.</summary>
    public IEnumerable<string> Permissions(TenantId tenant) =>
        byTenant.TryGetValue(tenant, out var permissions) ? permissions.Keys.Order(StringComparer.Ordinal) : [];
}
