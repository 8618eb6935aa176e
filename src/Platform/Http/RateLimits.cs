using System.Net;
using System.Threading.RateLimiting;
using Holdfast.Platform.Kernel;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Http;

/// <summary>Token buckets by address and by tenant. A bucket that is full and idle is dropped by the framework.</summary>
public sealed class RateLimits : IDisposable
{
    private readonly PartitionedRateLimiter<IPAddress> byAddress;
    private readonly PartitionedRateLimiter<TenantId> byTenant;
    private readonly HttpOptions options;

    /// <summary>With the configured bounds.</summary>
    public RateLimits(IOptions<HttpOptions> options)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        byAddress = PartitionedRateLimiter.Create<IPAddress, IPAddress>(address =>
            RateLimitPartition.GetTokenBucketLimiter(Network(address), _ => Bucket(this.options.AddressBurst, this.options.AddressPerSecond)));
        byTenant = PartitionedRateLimiter.Create<TenantId, TenantId>(tenant =>
            RateLimitPartition.GetTokenBucketLimiter(tenant, _ => Bucket(this.options.TenantBurst, this.options.TenantPerSecond)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        byAddress.Dispose();
        byTenant.Dispose();
    }

    internal Problem? Take(HttpContext http, IPAddress address)
    {
        using var lease = byAddress.AttemptAcquire(address);
        return lease.IsAcquired ? null : Refuse(http, lease, options.AddressBurst, options.AddressPerSecond);
    }

    internal Problem? Take(HttpContext http, TenantId tenant)
    {
        using var lease = byTenant.AttemptAcquire(tenant);
        if (!lease.IsAcquired)
        {
            return Refuse(http, lease, options.TenantBurst, options.TenantPerSecond);
        }

        var left = byTenant.GetStatistics(tenant)?.CurrentAvailablePermits ?? options.TenantBurst;
        Show(http, options.TenantBurst, left, left > 0 ? 0 : 1);
        return null;
    }

    private static Problem Refuse(HttpContext http, RateLimitLease lease, int burst, int perSecond)
    {
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(Math.Max(1, burst / perSecond));
        Show(http, burst, 0, (long)Math.Ceiling(wait.TotalSeconds));
        return RequestProblems.TooMany(wait);
    }

    private static void Show(HttpContext http, int limit, long left, long resetSeconds)
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = Text(limit);
        headers["RateLimit-Remaining"] = Text(left);
        headers["RateLimit-Reset"] = Text(resetSeconds);
    }

    private static string Text(long number) => number.ToString();

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

    private static TokenBucketRateLimiterOptions Bucket(int burst, int perSecond) => new()
    {
        TokenLimit = burst,
        TokensPerPeriod = Math.Max(1, perSecond / 10),
        ReplenishmentPeriod = TimeSpan.FromMilliseconds(100),
        QueueLimit = 0,
        AutoReplenishment = true,
    };
}
