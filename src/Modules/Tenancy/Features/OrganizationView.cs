using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>An organization on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">Unique in its tenant.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record OrganizationView(OrganizationId Id, string Name, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static OrganizationView From(Organization organization) =>
        new(organization.Id, organization.Name, organization.CreatedAt, organization.Version);

    public static AuditFact Fact(OrganizationView? before, OrganizationView? after)
    {
        var named = (after ?? before)!;
        return AuditFact.Of("organization", named.Id.Value, named.Name, before, after) with { Path = new(named.Id.Value, null, null) };
    }
}
