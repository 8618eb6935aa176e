using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A tenant on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Slug">In addresses: unique on the platform.</param>
/// <param name="Name">For people.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record TenantView(TenantId Id, string Slug, string Name, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static TenantView From(Tenant tenant) => new(tenant.Id, tenant.Slug, tenant.Name, tenant.CreatedAt, tenant.Version);
}
