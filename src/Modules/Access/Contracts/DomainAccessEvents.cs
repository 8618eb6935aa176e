using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>People of a domain of the tenant's may do something else by themselves than before.</summary>
/// <param name="Domain">Which domain.</param>
/// <param name="JoinRole">The role with which they may join now; null when they may not.</param>
/// <param name="RequiresSso">Whether they sign in by an identity provider alone now.</param>
public sealed record DomainAccessChanged(DomainId Domain, string? JoinRole, bool RequiresSso) : IEvent
{
    static string IEvent.Name => "domain.access_changed";
}
