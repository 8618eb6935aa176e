using System.Collections.Concurrent;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Platform.Http;

/// <summary>What the door asks of an endpoint, gathered from its metadata once.</summary>
/// <param name="Operation">What it performs; null for the framework's own endpoints.</param>
/// <param name="MaxBodyBytes">The largest body; null for the usual bound.</param>
/// <param name="IsUnlimited">Whether it has no limits of requests.</param>
/// <param name="TakesCredentials">Whether credentials could be guessed there.</param>
internal sealed record EndpointRules(Operation? Operation, long? MaxBodyBytes, bool IsUnlimited, bool TakesCredentials)
{
    // As many as there are endpoints: they are made when the server starts.
    private static readonly ConcurrentDictionary<Endpoint, EndpointRules> Known = new();

    public static EndpointRules Of(Endpoint endpoint) => Known.GetOrAdd(endpoint, static e => new(
        e.Metadata.GetMetadata<Operation>(),
        e.Metadata.GetMetadata<BodyLimit>()?.MaxBytes,
        e.Metadata.GetMetadata<Unlimited>() is not null,
        e.Metadata.GetMetadata<CredentialEndpoint>() is not null));
}
