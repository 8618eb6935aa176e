using System.Collections.Concurrent;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy;

/// <summary>Finds tenants by what addresses call them; slugs never change, so what was found stays true.</summary>
internal sealed class TenantDirectory(IServiceProvider services, TimeProvider time) : ITenantDirectory
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

        await using var scope = services.OpenOp(OpContext.OfSystem(default, "tenancy.directory", Id.NewGuid(time).ToString("N")));
        var control = scope.ServiceProvider.GetRequiredService<ControlSession>().AcrossTenants();
        var found = await control.Query(
            $"select tenant_id from tenant where slug = {idOrSlug.ToLowerInvariant()}", row => row.Id<TenantId>(0), ct);
        if (found.Count == 0)
        {
            return null;
        }

        if (bySlug.Count >= MaxCached)
        {
            bySlug.Clear();
        }

        return bySlug[idOrSlug] = found[0];
    }
}
