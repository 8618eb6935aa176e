using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Platform.Http;

/// <summary>A tenant named by the path prefix <c>/t/{slug}</c>.</summary>
/// <param name="Name">Slug or id.</param>
public sealed record TenantInPath(string Name);

/// <summary>
/// The tenant in which a request acts: the principal's own, unless a header, the subdomain, a domain of a tenant's own or the path names one in which the principal has
/// grants: one below it, or one that has taken the person in. Whatever else is named does not exist for this caller, and neither do two that disagree.
/// </summary>
public sealed class ActingTenant(IServiceProvider services, IOptions<HttpOptions> options)
{
    private readonly string suffix = options.Value.BaseDomain.Length > 0 ? "." + options.Value.BaseDomain : "";

    internal async ValueTask<TenantId?> Tenant(HttpContext http, Principal principal)
    {
        TenantId? named = null;
        var directory = services.GetRequiredService<ITenantDirectory>();
        foreach (var name in Names(http, directory))
        {
            if (await Resolve(directory, name, principal, http.RequestAborted) is not { } found || (named is { } other && other != found))
            {
                return null;
            }

            named = found;
        }

        return named ?? principal.Home;
    }

    private IEnumerable<string> Names(HttpContext http, ITenantDirectory directory)
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
        else if (directory.OfHost(http.Request.Host.Host) is { } owner)
        {
            yield return owner.ToString();
        }
    }

    private static async ValueTask<TenantId?> Resolve(ITenantDirectory directory, string name, Principal principal, CancellationToken ct) =>
        await directory.Find(name, ct) is { } found
            && (found == principal.Home || (principal.Grants.Any(found) && (principal.MembershipIn(found) is not null || principal.IsSuperAdmin || await directory.IsBelow(found, principal.Home, ct))))
                ? found
                : null;
}
