using Holdfast.Platform.Http;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Holdfast.Hosts.Server;

/// <summary>What a request passes, from the wire to its feature.</summary>
internal static class HttpPipeline
{
    public static void Use(WebApplication application, ServerOptions options, IReadOnlyList<ModuleManifest> modules)
    {
        var http = application.Services.GetRequiredService<IOptions<HttpOptions>>().Value;
        if (http.ProxyNetworks() is { Count: > 0 } proxies)
        {
            // From the last hop on, as long as it is a proxy of ours.
            var forwarded = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost, ForwardLimit = null };
            forwarded.KnownIPNetworks.Clear();
            forwarded.KnownProxies.Clear();
            foreach (var proxy in proxies)
            {
                forwarded.KnownIPNetworks.Add(proxy);
            }

            application.UseForwardedHeaders(forwarded);
        }

        application.UseMiddleware<SecurityHeaders>();
        application.Use(TenantInPathPrefix);
        if (options.Roles.HasFlag(Roles.Api))
        {
            application.UseMiddleware<CrossOrigin>();
        }

        application.UseRouting();
        application.UseMiddleware<Door>();
        HealthEndpoints.Map(application);
        if (options.Roles.HasFlag(Roles.Api))
        {
            application.MapModules(modules);
            LiveEndpoint.Map(application);
            application.MapOpenApi("/openapi/{documentName}.json").OpenToAll("The API's description holds no data.");
            ApiPage.Map(application);
            ConsoleFiles.Map(application);
        }

        application.CheckAccess();
    }

    // /t/{slug}/api/… is /api/… with the tenant named.
    private static Task TenantInPathPrefix(HttpContext http, RequestDelegate next)
    {
        if (http.Request.Path.StartsWithSegments("/t", out var rest) && rest.Value is { Length: > 1 } text)
        {
            var end = text.IndexOf('/', 1);
            if (end > 1)
            {
                http.Features.Set(new TenantInPath(text[1..end]));
                http.Request.Path = text[end..];
            }
        }

        return next(http);
    }
}
