using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Features;

/// <summary>What people whose mail address is of a domain may do by themselves.</summary>
/// <param name="DomainId">Which domain of the tenant's.</param>
/// <param name="JoinRole">The id of the role with which they may join, on the whole tenant; null when they may not. It counts as long as the domain is verified.</param>
/// <param name="RequiresSso">Whether they sign in by an identity provider of the tenant's alone; not those whom the sign-in rules except. It counts as long as the domain is verified.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match.</param>
internal sealed record DomainAccessView(DomainId DomainId, string? JoinRole, bool RequiresSso, long Version) : IVersioned
{
    public static DomainAccessView From(DomainAccess access) => new(access.Domain, access.JoinRole, access.RequiresSso, access.Version);

    public static AuditFact Fact(DomainAccess before, DomainAccess after, string name) =>
        AuditFact.Of("domain_access", after.Domain.Value, name, From(before), From(after)) with { Category = AuditCategory.Authorization, Severity = AuditSeverity.Warning };
}
