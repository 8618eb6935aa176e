using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>A domain on the wire.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">In ASCII and lower case (RFC 5890).</param>
/// <param name="State">Whether it is the tenant's.</param>
/// <param name="RecordName">Where the domain has to say so: the name of a TXT record.</param>
/// <param name="RecordText">What that record has to say.</param>
/// <param name="VerifiedAt">Since when it is the tenant's; null when it is not.</param>
/// <param name="CheckedAt">When the domain was asked last; null when never.</param>
/// <param name="MissingSince">Since when a verified domain does not say so any more: after a week it is the tenant's no longer. Null when it does.</param>
/// <param name="CreatedAt">When it was added.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record DomainView(
    DomainId Id, string Name, DomainState State, string RecordName, string RecordText, DateTimeOffset? VerifiedAt, DateTimeOffset? CheckedAt, DateTimeOffset? MissingSince,
    DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public static DomainView From(TenantDomain d) =>
        new(d.Id, d.Name, d.State, d.RecordName, d.RecordText, d.VerifiedAt, d.CheckedAt, d.MissingSince, d.CreatedAt, d.Version);

    public static AuditFact Fact(DomainView? before, DomainView? after) =>
        AuditFact.Of("domain", (after ?? before)!.Id.Value, (after ?? before)!.Name, before, after) with { Category = AuditCategory.SystemConfig };
}
