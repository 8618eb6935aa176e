using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Platform.Http;

/// <summary>Raises the largest body that an endpoint takes.</summary>
/// <param name="MaxBytes">The bound on the wire.</param>
public sealed record BodyLimit(long MaxBytes);

/// <summary>What endpoints say of themselves, besides the operation that their module gives them.</summary>
public static class EndpointOperations
{
    /// <summary>An endpoint of the platform itself that anybody may use; say why that is right.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder endpoint, string why) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Operation("platform.open", Admission.OpenToAll(why), null));

    /// <summary>Another bound on the body than the usual 64 KiB.</summary>
    public static TBuilder TakesUpTo<TBuilder>(this TBuilder endpoint, long maxBytes) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new BodyLimit(maxBytes));
}
