using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;

namespace Holdfast.Platform.Http;

/// <summary>Raises the largest body that an endpoint takes.</summary>
/// <param name="MaxBytes">The bound on the wire.</param>
public sealed record BodyLimit(long MaxBytes);

/// <summary>An endpoint whose query parameters a standard leaves open: what it does not know it passes over.</summary>
public sealed record AnyQuery;

/// <summary>How an endpoint writes problems whose form a standard fixes; every other one writes RFC 9457.</summary>
public interface IProblemForm
{
    /// <summary>The body's media type.</summary>
    string MediaType { get; }

    /// <summary>The name of the body's schema in the API's description.</summary>
    string SchemaName { get; }

    /// <summary>Writes the body.</summary>
    /// <param name="json">Where to.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="code">The problem's code.</param>
    /// <param name="detail">The problem in words.</param>
    /// <param name="traceId">Leads to the request in the log.</param>
    void Write(System.Text.Json.Utf8JsonWriter json, int status, string code, string detail, string traceId);
}

/// <summary>What endpoints say of themselves, besides the operation that their module gives them.</summary>
public static class EndpointOperations
{
    /// <summary>An endpoint of the platform itself that anybody may use; say why that is right.</summary>
    public static TBuilder OpenToAll<TBuilder>(this TBuilder endpoint, string why) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new Operation("platform.open", Admission.OpenToAll(why), null));

    /// <summary>Another bound on the body than the usual 64 KiB.</summary>
    public static TBuilder TakesUpTo<TBuilder>(this TBuilder endpoint, long maxBytes) where TBuilder : IEndpointConventionBuilder =>
        endpoint.WithMetadata(new BodyLimit(maxBytes));

    /// <summary>Query parameters that the endpoint does not know are passed over.</summary>
    public static TBuilder TakesAnyQuery<TBuilder>(this TBuilder endpoint) where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new AnyQuery());
}
