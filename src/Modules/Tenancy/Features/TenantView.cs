using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A tenant on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="ParentId">The tenant above; null for one that stands by itself.</param>
/// <param name="Slug">In addresses: unique on the platform.</param>
/// <param name="Name">For people.</param>
/// <param name="State">Whether anything may be done in it.</param>
/// <param name="StateSince">Since when not; null while it is ACTIVE.</param>
/// <param name="StateReason">Why not, in the words of who said so.</param>
/// <param name="ProviderAccess">How much people of the tenants above may do in it when they act in it.</param>
/// <param name="DeleteAt">When it is removed for good; null for a tenant that stays.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record TenantView(
    TenantId Id, TenantId? ParentId, string Slug, string Name, TenantState State, DateTimeOffset? StateSince, string? StateReason, DateTimeOffset? DeleteAt,
    ProviderAccess ProviderAccess, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static TenantView From(Tenant tenant) => new(
        tenant.Id, tenant.Parent, tenant.Slug, tenant.Name, tenant.Standing.State, tenant.Standing.Since, tenant.Standing.Reason, tenant.Standing.DeleteAt,
        tenant.Access, tenant.CreatedAt, tenant.Version);

    /// <summary>Says in the log of the change's tenant what has become of a tenant, and in that tenant's own where it is another.</summary>
    public static void Audit(Change change, TenantView? before, TenantView after)
    {
        var fact = AuditFact.Of("tenant", after.Id.Value, after.Name, before, after) with { Category = AuditCategory.SystemConfig };
        change.Audit(fact);
        if (after.Id != change.Op.Tenant)
        {
            change.In(after.Id).Audit(fact);
        }
    }
}
