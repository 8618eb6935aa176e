using Microsoft.AspNetCore.Builder;

namespace Holdfast.Platform.Http;

/// <summary>An endpoint that takes or answers credentials: it has a strict limit by address, and no answer of it is kept for a replay.</summary>
public sealed record CredentialEndpoint;

/// <summary>How a feature says that its endpoint deals in credentials.</summary>
public static class CredentialEndpoints
{
    /// <summary>Passwords, tokens or codes come in here and could be guessed, or go out and are for the caller alone.</summary>
    public static TBuilder TakesCredentials<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new CredentialEndpoint());
}
