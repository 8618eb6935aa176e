using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Http;

/// <summary>A tenant named by the path prefix <c>/t/{slug}</c>.</summary>
/// <param name="Name">Slug or id.</param>
public sealed record TenantInPath(string Name);

/// <summary>
/// The tenant in which a request acts: the principal's own, unless a header, the subdomain or the path names one in which the principal has
/// grants: one below it, or one that has taken the person in. Whatever else is named does not exist for this caller, and neither do two that disagree.
/// </summary>
public sealed class ActingTenant(IServiceProvider services, IOptions<HttpOptions> options)
{
    private readonly string suffix = options.Value.BaseDomain.Length > 0 ? "." + options.Value.BaseDomain : "";

    internal async ValueTask<TenantId?> Tenant(HttpContext http, Principal principal)
    {
        TenantId? named = null;
        foreach (var name in Names(http))
        {
            if (await Resolve(name, principal, http.RequestAborted) is not { } found || (named is { } other && other != found))
            {
                return null;
            }

            named = found;
        }

        return named ?? principal.Home;
    }

    private IEnumerable<string> Names(HttpContext http)
    {
        if (http.Request.Headers["X-Tenant"].ToString() is { Length: > 0 } inHeader)
        {
            yield return inHeader;
        }

        if (http.Features.Get<TenantInPath>() is { } inPath)
        {
            yield return inPath.Name;
        }

        if (suffix.Length > 0 && http.Request.Host.Host is var host && host.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        {
            yield return host[..^suffix.Length];
        }
    }

    private async ValueTask<TenantId?> Resolve(string name, Principal principal, CancellationToken ct)
    {
        var directory = services.GetService(typeof(ITenantDirectory)) as ITenantDirectory ?? throw new InvalidOperationException("No module knows tenants.");
        return await directory.Find(name, ct) is { } found
            && (found == principal.Home || (principal.Grants.Any(found) && (principal.GuestIn.Contains(found) || await directory.IsBelow(found, principal.Home, ct))))
                ? found
                : null;
    }
}
