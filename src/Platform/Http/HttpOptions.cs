using System.ComponentModel.DataAnnotations;

namespace Holdfast.Platform.Http;

/// <summary>Bounds and names of the HTTP surface.</summary>
public sealed class HttpOptions : IValidatableObject
{
    /// <summary>The largest request body, in bytes, unless an endpoint says otherwise.</summary>
    [Range(1024, 64 * 1024 * 1024)]
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Requests that one address may send in a burst.</summary>
    [Range(1, 10_000_000)]
    public int AddressBurst { get; init; } = 600;

    /// <summary>Requests per second that one address may send over time.</summary>
    [Range(1, 1_000_000)]
    public int AddressPerSecond { get; init; } = 100;

    /// <summary>Requests that one tenant may send in a burst.</summary>
    [Range(1, 10_000_000)]
    public int TenantBurst { get; init; } = 3000;

    /// <summary>Requests per second that one tenant may send over time.</summary>
    [Range(1, 1_000_000)]
    public int TenantPerSecond { get; init; } = 500;

    /// <summary>Origins of other sites whose pages may call the API (CORS_ORIGINS, separated by commas), as browsers send them: <c>https://portal.example.com</c>; none by default, and no wildcards.</summary>
    public string[] CorsOrigins { get; init; } = [];

    /// <summary>The domain below which <c>{slug}.domain</c> names a tenant; empty when subdomains are not used.</summary>
    public string BaseDomain { get; init; } = "";

    /// <summary>How many proxies stand in front; that many entries of X-Forwarded-For are believed.</summary>
    [Range(0, 5)]
    public int TrustedProxies { get; init; }

    /// <summary>How long the answer of a POST with an Idempotency-Key is kept.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan IdempotencyWindow { get; init; } = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => CorsOrigins
        .Where(origin => !IsOrigin(origin))
        .Select(origin => new ValidationResult(
            $"CorsOrigins (CORS_ORIGINS) has \"{origin}\", which is no origin as a browser sends it: http or https, the host, and the port where it is not the usual one, without a path, such as https://portal.example.com.",
            [nameof(CorsOrigins)]));

    // What a browser would never send would be compared in vain, and nobody would know why.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0;
}
