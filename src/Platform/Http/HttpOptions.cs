using System.ComponentModel.DataAnnotations;
using System.Net;

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

    /// <summary>Requests with credentials (sign-in, refresh, registration, passwords) that one address may send in a burst.</summary>
    [Range(1, 10_000_000)]
    public int SignInBurst { get; init; } = 60;

    /// <summary>Requests with credentials per second that one address may send over time.</summary>
    [Range(1, 1_000_000)]
    public int SignInPerSecond { get; init; } = 2;

    /// <summary>Requests that one tenant may send in a burst.</summary>
    [Range(1, 10_000_000)]
    public int TenantBurst { get; init; } = 3000;

    /// <summary>Requests per second that one tenant may send over time.</summary>
    [Range(1, 1_000_000)]
    public int TenantPerSecond { get; init; } = 500;

    /// <summary>
    /// How often each process tells the others what was taken of these limits. In that time, and the broker's delivery, each process may admit what the
    /// others have admitted too; what was admitted over the limit is owed, so that over time it holds for all of them together. Without the broker it
    /// holds for each process.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.050", "00:00:05")]
    public TimeSpan RateReportInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>Origins of other sites whose pages may call the API (CORS_ORIGINS, separated by commas), as browsers send them: <c>https://portal.example.com</c>; none by default, and no wildcards.</summary>
    public string[] CorsOrigins { get; init; } = [];

    /// <summary>The domain below which <c>{slug}.domain</c> names a tenant; empty when subdomains are not used.</summary>
    public string BaseDomain { get; init; } = "";

    /// <summary>Addresses and networks of the proxies in front (TRUSTED_PROXIES), separated by commas: <c>127.0.0.1, 10.1.0.0/16</c>. What they say in X-Forwarded-* is believed, and what anybody else says there is not.</summary>
    public string TrustedProxies { get; init; } = "";

    /// <summary>How long the answer of a POST with an Idempotency-Key is kept.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan IdempotencyWindow { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How many answers are kept for one tenant. Each process counts for itself between two looks at the database, a minute apart: the sum may be over it by what they take in that time.</summary>
    [Range(100, 10_000_000)]
    public int IdempotencyKeysPerTenant { get; init; } = 100_000;

    /// <summary>The proxies in front as networks.</summary>
    public IReadOnlyList<IPNetwork> ProxyNetworks() => [.. ProxyTexts().Select(text => NetworkOf(text)!.Value)];

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext) => CorsOrigins
        .Where(origin => !IsOrigin(origin))
        .Select(origin => new ValidationResult(
            $"CorsOrigins (CORS_ORIGINS) has \"{origin}\", which is no origin as a browser sends it: http or https, the host, and the port where it is not the usual one, without a path, such as https://portal.example.com.",
            [nameof(CorsOrigins)]))
        .Concat(ProxyTexts().Where(text => NetworkOf(text) is null).Select(text => new ValidationResult(
            text.All(char.IsAsciiDigit)
                ? $"TrustedProxies (TRUSTED_PROXIES) is no longer how many proxies there are ({text}), but which: their addresses or networks, such as 127.0.0.1 or 10.1.0.0/16. A count would believe whoever reaches the port."
                : $"TrustedProxies (TRUSTED_PROXIES) has \"{text}\", which is no address and no network such as 10.1.0.0/16.",
            [nameof(TrustedProxies)])));

    private string[] ProxyTexts() => TrustedProxies.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    // A bare number would be read as an address, 0.0.0.1.
    private static IPNetwork? NetworkOf(string text) =>
        text.All(char.IsAsciiDigit) ? null
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : IPNetwork.TryParse(text, out var network) ? network : null;

    // What a browser would never send would be compared in vain, and nobody would know why.
    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
        && uri.GetLeftPart(UriPartial.Authority).Equals(text, StringComparison.OrdinalIgnoreCase)
        && uri.UserInfo.Length == 0;
}
