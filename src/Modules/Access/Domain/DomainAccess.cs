using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>What people whose mail address is of a domain of the tenant's may do by themselves.</summary>
/// <param name="Tenant">Whose domain.</param>
/// <param name="Domain">Which.</param>
/// <param name="JoinRole">The role with which they may join; null when they may not.</param>
/// <param name="RequiresSso">Whether they sign in by an identity provider of the tenant's alone.</param>
/// <param name="Version">Grows with every change; 0 when nothing was ever said.</param>
internal sealed record DomainAccess(TenantId Tenant, DomainId Domain, string? JoinRole, bool RequiresSso, long Version) : IVersioned
{
    public static DomainAccess None(TenantId tenant, DomainId domain) => new(tenant, domain, null, false, 0);
}
