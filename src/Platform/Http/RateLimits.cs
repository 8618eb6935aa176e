using System.Globalization;
using System.Net;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Http;

/// <summary>Limits by address, by tenant and by principal; endpoints at which credentials could be guessed have a stricter one by address, and probes have none.</summary>
public sealed class RateLimits : IOperationRates
{
    private readonly TokenBuckets<IPAddress> byAddress;
    private readonly TokenBuckets<IPAddress> bySignIn;
    private readonly TokenBuckets<TenantId> byTenant;
    private readonly TokenBuckets<OwnRate> byPrincipal;
    private readonly HttpOptions options;

    /// <summary>With the configured bounds.</summary>
    public RateLimits(IOptions<HttpOptions> options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        this.options = options.Value;
        byAddress = new(this.options.AddressBurst, this.options.AddressPerSecond, time);
        bySignIn = new(this.options.SignInBurst, this.options.SignInPerSecond, time);
        byTenant = new(this.options.TenantBurst, this.options.TenantPerSecond, time);
        byPrincipal = new(rate => new BucketSize(rate.PerMinute, rate.PerMinute / 60d), time);
    }

    /// <summary>One request of an address; a problem when there were too many.</summary>
    internal Problem? Take(HttpContext http, IPAddress address, EndpointRules? rules)
    {
        if (rules is { IsUnlimited: true })
        {
            return null;
        }

        var network = ClientNetwork.Of(address);
        if (rules is { TakesCredentials: true })
        {
            var strict = bySignIn.Take(network);
            if (!strict.Taken)
            {
                return Refuse(http, Text(options.SignInBurst), strict.Wait);
            }
        }

        var take = byAddress.Take(network);
        return take.Taken ? null : Refuse(http, Text(options.AddressBurst), take.Wait);
    }

    /// <inheritdoc/>
    public RateState Take(TenantId tenant, Principal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        RateState? own = null;
        if (principal is { RatePerMinute: { } perMinute, Id: { } id })
        {
            var taken = byPrincipal.Take(new OwnRate(id, perMinute));
            own = new(taken.Taken, perMinute, taken.Left, taken.Wait);
            if (!taken.Taken)
            {
                return own.Value;
            }
        }

        var take = byTenant.Take(tenant);
        var whole = new RateState(take.Taken, options.TenantBurst, take.Left, take.Wait);
        return take.Taken && own is { } less && less.Left < take.Left ? less : whole;
    }

    /// <summary>What was taken in this process since this was last asked, for the other processes to charge.</summary>
    public IReadOnlyList<RateSpent> Spent() =>
    [
        .. byAddress.Spent().Select(s => new RateSpent(RateBucket.Address, s.Key.ToString(), s.Value)),
        .. bySignIn.Spent().Select(s => new RateSpent(RateBucket.SignIn, s.Key.ToString(), s.Value)),
        .. byTenant.Spent().Select(s => new RateSpent(RateBucket.Tenant, s.Key.ToString(), s.Value)),
        .. byPrincipal.Spent().Select(s => new RateSpent(RateBucket.Principal, s.Key.ToString(), s.Value)),
    ];

    /// <summary>Charges what was taken in another process. What names nothing that has a limit is passed over.</summary>
    public void Charge(RateSpent spent)
    {
        ArgumentNullException.ThrowIfNull(spent);
        if (spent.Bucket == RateBucket.Tenant)
        {
            if (Id.TryParse<TenantId>(spent.Key, out var tenant))
            {
                byTenant.Charge(tenant, spent.Tokens);
            }
        }
        else if (spent.Bucket == RateBucket.Principal)
        {
            if (OwnRate.TryParse(spent.Key, out var rate))
            {
                byPrincipal.Charge(rate, spent.Tokens);
            }
        }
        else if (IPAddress.TryParse(spent.Key, out var address))
        {
            (spent.Bucket == RateBucket.SignIn ? bySignIn : byAddress).Charge(address, spent.Tokens);
        }
    }

    // A refusal says when to come back, an admission what is left.
    internal static void Show(HttpContext http, RateState rate) =>
        Show(http, Text(rate.Limit), rate.Left, !rate.Taken ? (long)Math.Ceiling(rate.Wait.TotalSeconds) : rate.Left > 0 ? 0 : 1);

    private static Problem Refuse(HttpContext http, string limit, TimeSpan wait)
    {
        Show(http, limit, 0, (long)Math.Ceiling(wait.TotalSeconds));
        return OperationProblems.TooMany(wait);
    }

    private static void Show(HttpContext http, string limit, long left, long resetSeconds)
    {
        var headers = http.Response.Headers;
        headers["RateLimit-Limit"] = limit;
        headers["RateLimit-Remaining"] = Text(left);
        headers["RateLimit-Reset"] = Text(resetSeconds);
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);

    // A rate that is changed begins with a full bucket.
    private readonly record struct OwnRate(Guid Principal, int PerMinute)
    {
        public static bool TryParse(string text, out OwnRate rate)
        {
            var parts = text.Split('/');
            rate = default;
            if (parts.Length != 2 || !Guid.TryParse(parts[0], CultureInfo.InvariantCulture, out var principal)
                || !int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var perMinute) || perMinute < 1)
            {
                return false;
            }

            rate = new(principal, perMinute);
            return true;
        }

        public override string ToString() => $"{Principal}/{PerMinute.ToString(CultureInfo.InvariantCulture)}";
    }
}

/// <summary>Which limit.</summary>
public enum RateBucket
{
    /// <summary>Requests of an address.</summary>
    Address,

    /// <summary>Requests of an address to endpoints at which credentials could be guessed.</summary>
    SignIn,

    /// <summary>Operations of a tenant.</summary>
    Tenant,

    /// <summary>Operations of a principal that has a rate of its own.</summary>
    Principal,
}

/// <summary>What one process took of a limit.</summary>
/// <param name="Bucket">Which limit.</param>
/// <param name="Key">The address, the tenant's id, or the principal's id with its rate.</param>
/// <param name="Tokens">How many, at least 1.</param>
public sealed record RateSpent(RateBucket Bucket, string Key, int Tokens);

/// <summary>An endpoint without limits: what it answers costs nothing, and whoever watches over the server has to get it.</summary>
public sealed record Unlimited;
