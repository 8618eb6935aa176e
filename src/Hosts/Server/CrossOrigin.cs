using Holdfast.Platform.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace Holdfast.Hosts.Server;

/// <summary>Lets pages of configured origins call the API with a bearer token (Fetch standard, CORS). Never with cookies, so the console's session is out of their reach.</summary>
internal sealed class CrossOrigin(RequestDelegate next, IOptions<HttpOptions> options)
{
    private readonly HashSet<string> origins = new(options.Value.CorsOrigins, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext http)
    {
        if (origins.Count == 0)
        {
            return next(http);
        }

        var headers = http.Response.Headers;
        headers.Append(HeaderNames.Vary, "Origin");
        var origin = http.Request.Headers.Origin.ToString();
        if (origin.Length == 0 || !origins.Contains(origin))
        {
            return next(http);
        }

        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlExposeHeaders = "ETag, Location, Retry-After, X-Request-Id, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset";
        headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        if (!HttpMethods.IsOptions(http.Request.Method) || http.Request.Headers.AccessControlRequestMethod.Count == 0)
        {
            return next(http);
        }

        headers.AccessControlAllowMethods = "GET, POST, PUT, PATCH, DELETE";
        headers.AccessControlAllowHeaders = "Authorization, Content-Type, Idempotency-Key, If-Match, X-Request-Id, X-Tenant, traceparent";
        headers.AccessControlMaxAge = "600";
        http.Response.StatusCode = StatusCodes.Status204NoContent;
        return Task.CompletedTask;
    }
}
