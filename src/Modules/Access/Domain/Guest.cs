using Holdfast.Modules.Access.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.Domain;

/// <summary>A person of one tenant who is a member of another. Who they are is kept there too, so that it can see it.</summary>
/// <param name="Tenant">Where they are a guest.</param>
/// <param name="User">Who.</param>
/// <param name="Home">The person's own tenant: it keeps their account.</param>
/// <param name="Name">What they are called.</param>
/// <param name="Email">Their address.</param>
/// <param name="IsDisabled">Whether their own tenant does not let them sign in.</param>
/// <param name="JoinedAt">Since when.</param>
internal sealed record Guest(TenantId Tenant, UserId User, TenantId Home, string Name, string Email, bool IsDisabled, DateTimeOffset JoinedAt)
{
    /// <summary>In how many tenants a person may be a guest.</summary>
    public const int MostOfOne = 50;
}
