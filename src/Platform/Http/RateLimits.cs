using System.Globalization;
using System.Net;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Http;

/// <summary>Limits by address and by tenant.</summary>
public sealed class RateLimits
{
    private readonly TokenBuckets<IPAddress> byAddress;
    private readonly TokenBuckets<TenantId> byTenant;
    private readonly HttpOptions options;
    private readonly string tenantBurst;

    /// <summary>With the configured bounds.</summary>
    public RateLimits(IOptions<HttpOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        byAddress = new(this.options.AddressBurst, this.options.AddressPerSecond, time);
        byTenant = new(this.options.TenantBurst, this.options.TenantPerSecond, time);
        tenantBurst = Text(this.options.TenantBurst);
    }

    internal Problem? Take(HttpContext http, IPAddress address)
    {
        var take = byAddress.Take(Network(address));
        return take.Taken ? null : Refuse(http, Text(options.AddressBurst), take.Wait);
    }

    internal Problem? Take(HttpContext http, TenantId tenant)
    {
        var take = byTenant.Take(tenant);
        if (!take.Taken)
        {
            return Refuse(http, tenantBurst, take.Wait);
        }

        Show(http, tenantBurst, take.Left, take.Left > 0 ? 0 : 1);
        return null;
    }

    private static Problem Refuse(HttpContext http, string limit, TimeSpan wait)
    {
        Show(http, limit, 0, (long)Math.Ceiling(wait.TotalSeconds));
        return RequestProblems.TooMany(wait);
    }

    private static void Show(HttpContext http, string limit, long left, long resetSeconds)
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = limit;
        headers["RateLimit-Remaining"] = Text(left);
        headers["RateLimit-Reset"] = Text(resetSeconds);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // One household has a /64 of IPv6 to itself.
    private static IPAddress Network(IPAddress address)
    {
        if (address.AddressFamily != System.Net.Sockets.AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address;
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        bytes[8..].Clear();
        return new IPAddress(bytes);
    }
}
