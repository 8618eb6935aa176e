using Holdfast.Modules.Access.Authorization;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>Why somebody does not come in at all, whatever they may do.</summary>
internal enum AccessBar
{
    /// <summary>A person who may not sign in.</summary>
    Disabled,

    /// <summary>A key that was taken away.</summary>
    Revoked,

    /// <summary>A key whose time is over.</summary>
    Expired,
}

/// <summary>Somebody about whose access is asked.</summary>
/// <param name="Kind">A person or a key.</param>
/// <param name="Id">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Barred">Why they do not come in; null when they do.</param>
/// <param name="Entitlements">All that they have, in every tenant.</param>
internal sealed record Subject(AssigneeKind Kind, Guid Id, string Name, AccessBar? Barred, IReadOnlyList<Entitlement> Entitlements)
{
    /// <summary>Whether a key is for tests.</summary>
    public bool IsTest { get; init; }

    /// <summary>Whether another tenant keeps the person's account.</summary>
    public bool IsGuest { get; init; }

    /// <summary>The user groups that a person is in.</summary>
    public IReadOnlyList<Guid> UserGroups { get; init; } = [];

    /// <summary>Who would come in, with what they may do.</summary>
    /// <param name="tenant">In which tenant.</param>
    public Principal AsPrincipal(TenantId tenant)
    {
        var membership = new Membership(tenant, UserGroups, Entitlement.RolesIn(tenant, Entitlements));
        return new(Kind == AssigneeKind.ApiKey ? PrincipalKind.ApiKey : PrincipalKind.User, Id, Name)
        {
            Home = IsGuest ? default : tenant,
            IsTest = IsTest,
            Memberships = [membership],
            Grants = Entitlement.Grants(Entitlements),
        };
    }
}

/// <summary>Whether somebody may do something at a place, and why.</summary>
/// <param name="IsAllowed">Whether they may.</param>
/// <param name="Barred">Why they do not come in at all; null when they do.</param>
/// <param name="Reasons">What gives them the permission there, the oldest first; none when nothing does.</param>
/// <param name="Permits">The statements of policies that permit it there.</param>
/// <param name="Forbids">The statements that forbid it there.</param>
/// <param name="IsExhausted">Whether the policies take more steps than they may, so that nothing is allowed.</param>
internal sealed record Decision(
    bool IsAllowed,
    AccessBar? Barred,
    IReadOnlyList<Entitlement> Reasons,
    IReadOnlyList<PolicyStatement> Permits,
    IReadOnlyList<PolicyStatement> Forbids,
    bool IsExhausted);
