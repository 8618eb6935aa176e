using System.Collections.Concurrent;
using Holdfast.Modules.Tenancy.Domains;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy;

/// <summary>Finds tenants by what addresses call them; slugs never change, so what was found stays true.</summary>
internal sealed class TenantDirectory(VerifiedDomains domains, IServiceProvider services, TimeProvider time) : ITenantDirectory
{
    private const int MaxCached = 10_000;
    private readonly ConcurrentDictionary<string, TenantId> bySlug = new(StringComparer.OrdinalIgnoreCase);

    public async ValueTask<TenantId?> Find(string idOrSlug, CancellationToken ct)
    {
        if (Id.TryParse<TenantId>(idOrSlug, out var id))
        {
            return id;
        }

        if (bySlug.TryGetValue(idOrSlug, out var known))
        {
            return known;
        }

        await using var scope = Scope();
        if (await scope.ServiceProvider.GetRequiredService<TenancyDb>().Named(idOrSlug.ToLowerInvariant(), ct) is not { } found)
        {
            return null;
        }

        if (bySlug.Count >= MaxCached)
        {
            bySlug.Clear();
        }

        return bySlug[idOrSlug] = found;
    }

    public async ValueTask<bool> IsBelow(TenantId tenant, TenantId other, CancellationToken ct)
    {
        await using var scope = Scope();
        return await scope.ServiceProvider.GetRequiredService<TenancyDb>().IsBelow(tenant, other, ct);
    }

    public TenantId? OfHost(string host) => domains.Find(host)?.Tenant;

    private AsyncServiceScope Scope() => services.OpenOp(OpContext.OfSystem(default, "tenancy.directory", Id.NewGuid(time).ToString("N")));
}
