using Holdfast.Platform.Data;

namespace Holdfast.Modules.Access.Contracts;

/// <summary>An identity provider can keep the tenant's people and user groups with a new token.</summary>
/// <param name="Token">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text.</param>
/// <param name="ExpiresAt">Until when; null when it does not end by itself.</param>
public sealed record ProvisioningTokenCreated(ProvisioningTokenId Token, string Name, string Prefix, DateTimeOffset? ExpiresAt) : IEvent
{
    static string IEvent.Name => "provisioning_token.created";
}

/// <summary>A provisioning token is worth nothing any more.</summary>
/// <param name="Token">Which.</param>
/// <param name="Name">For people.</param>
/// <param name="Prefix">The first characters of its text.</param>
public sealed record ProvisioningTokenRevoked(ProvisioningTokenId Token, string Name, string Prefix) : IEvent
{
    static string IEvent.Name => "provisioning_token.revoked";
}
