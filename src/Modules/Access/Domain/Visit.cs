using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>One visit.</summary>
internal readonly partial record struct VisitId(Guid Value) : IId<VisitId>;

/// <summary>Somebody of a tenant above acts in a tenant, in one log-in session and for a time.</summary>
/// <param name="Tenant">Where.</param>
/// <param name="Id">Its id.</param>
/// <param name="Home">The visitor's own tenant.</param>
/// <param name="HomeName">What people call that.</param>
/// <param name="User">Who.</param>
/// <param name="UserName">Their name.</param>
/// <param name="UserEmail">Their address.</param>
/// <param name="Session">In which session of theirs.</param>
/// <param name="Access">What the tenant allowed when it was opened.</param>
/// <param name="OpenedAt">Since when.</param>
/// <param name="EndsAt">When it ends by itself.</param>
/// <param name="EndedAt">When it was ended before; null when it was not.</param>
/// <param name="IsByPlatform">Whether the platform's own role opened it, and not a right in a tenant above.</param>
internal sealed record Visit(
    TenantId Tenant, VisitId Id, TenantId Home, string HomeName, Guid User, string UserName, string UserEmail, Guid Session, ProviderAccess Access,
    DateTimeOffset OpenedAt, DateTimeOffset EndsAt, DateTimeOffset? EndedAt, bool IsByPlatform)
{
    /// <summary>What the visitor may do there: what they may do on all of their own tenant, and of that what the visited one allows.</summary>
    /// <param name="own">What they have at home.</param>
    public IEnumerable<(TenantId Tenant, Scope Node, string Permission)> Grants(Grants own) => own.Permissions(Home)
        .Where(p => own.ReachOf(Home, p).IsAll && (Access == ProviderAccess.Full || p.EndsWith(":read", StringComparison.Ordinal)))
        .Select(p => (Tenant, new Scope(ScopeLevel.Tenant, Tenant.Value), p));
}
