using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A tenant on the wire.</summary>
internal sealed record TenantView(TenantId Id, string Slug, string Name, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static TenantView From(Tenant tenant) => new(tenant.Id, tenant.Slug, tenant.Name, tenant.CreatedAt, tenant.Version);
}
