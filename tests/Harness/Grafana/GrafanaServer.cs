using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Harness.Grafana;

/// <summary>What the server does instead of answering well.</summary>
public enum GrafanaFault
{
    /// <summary>Nothing: it answers well.</summary>
    None,

    /// <summary>500 with Grafana's error body, after the token was accepted.</summary>
    ServerError,

    /// <summary>503, as a proxy says it: HTML and Retry-After.</summary>
    Unavailable,

    /// <summary>429 with Retry-After: 7.</summary>
    TooMany,

    /// <summary>No answer until the caller goes.</summary>
    Slow,

    /// <summary>The annotation is made and the connection dropped before the answer.</summary>
    DropAfterwards,

    /// <summary>302 to a sign-in page.</summary>
    Redirect,

    /// <summary>200 with HTML, as a wrong address gives it.</summary>
    Html,

    /// <summary>200 with a body of 8 MiB.</summary>
    Huge,

    /// <summary>400 whose message repeats the Authorization header.</summary>
    EchoToken,
}

/// <summary>A request that came in.</summary>
public sealed record GrafanaRequest(string Method, string Path, string? Token, string Body);

/// <summary>An annotation as the API shows it; times are epoch milliseconds.</summary>
public sealed record GrafanaAnnotation(
    long Id, long Time, long TimeEnd, string Text, IReadOnlyList<string> Tags, string? DashboardUID, long PanelId, string Login, long Created);

/// <summary>
/// A server on loopback that answers as Grafana does, with its signatures, limits and errors: /api/health, /api/org, /api/annotations and the alerts of its Alertmanager.
/// Shapes from grafana/grafana public/api-merged.json and pkg/api/annotations.go.
/// </summary>
public sealed partial class GrafanaServer : IAsyncDisposable
{
    private const int MaxAnnotations = 1000;
    private static readonly JsonSerializerOptions Wire = new(JsonSerializerDefaults.Web);
    private readonly WebApplication app;
    private readonly string subPath;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<GrafanaRequest> requests = new();
    private readonly ConcurrentQueue<GrafanaAnnotation> annotations = new();
    private long lastId;
    private int changes;

    private GrafanaServer(string subPath)
    {
        this.subPath = subPath;
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        app = builder.Build();
        if (subPath.Length > 0)
        {
            app.UsePathBase(subPath);
        }

        app.Run(Treat);
    }

    /// <summary>Settings with which a server under test may reach products on this machine.</summary>
    public static IReadOnlyDictionary<string, string?> Reachable { get; } = new Dictionary<string, string?>
    {
        ["Holdfast:Outbound:AllowHttp"] = "true",
        ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
    };

    /// <summary>Where it is, with its sub-path.</summary>
    public string Url => app.Urls.First() + subPath;

    /// <summary>May do everything.</summary>
    public string Token { get; } = "glsa_HoldfastTestTokenThatMayAnnotate0_1f2e3d4c";

    /// <summary>May sign in and read, and not create annotations.</summary>
    public string ReadOnlyToken { get; } = "glsa_HoldfastTestTokenThatMayOnlyRead_5a6b7c8d";

    /// <summary>What goes wrong from now on.</summary>
    public GrafanaFault Fault { get; set; }

    /// <summary>What came in, oldest first.</summary>
    public IReadOnlyList<GrafanaRequest> Requests => [.. requests];

    /// <summary>What was written, oldest first.</summary>
    public IReadOnlyList<GrafanaAnnotation> Annotations => [.. annotations];

    /// <summary>How many annotations were made or deleted by requests.</summary>
    public int Changes => changes;

    /// <summary>Starts one on a free port, below a path if one is given: <c>/grafana</c>.</summary>
    public static async Task<GrafanaServer> Start(string subPath = "")
    {
        var server = new GrafanaServer(subPath);
        await server.app.StartAsync();
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    private async Task Treat(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        var authorization = http.Request.Headers.Authorization.ToString();
        var token = authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization[7..] : null;
        requests.Enqueue(new GrafanaRequest(http.Request.Method, http.Request.PathBase + http.Request.Path, token, body));

        // A wrong sub-path is another server's; health asks for no token.
        if (subPath.Length > 0 && !http.Request.PathBase.HasValue)
        {
            await Html(http, 404, "<html><body>404 page not found</body></html>");
        }
        else if (http.Request.Path == "/api/health")
        {
            await Answer(http, 200, new { commit = "0000000000", database = "ok", version = "12.1.0" });
        }
        else if (!await Fails(http, authorization) && await Authenticated(http, token))
        {
            await Route(http, token!, body);
        }
    }

    private async Task Route(HttpContext http, string token, string body)
    {
        switch (http.Request.Method, http.Request.Path.Value)
        {
            case ("GET", "/api/org"):
                await Answer(http, 200, new { id = 1, name = "Main Org.", address = new { address1 = "", address2 = "", city = "", zipCode = "", state = "", country = "" } });
                break;
            case ("GET", "/api/annotations"):
                await List(http);
                break;
            case ("POST", "/api/annotations") when token == ReadOnlyToken:
                await Answer(http, 403, new
                {
                    accessErrorId = "ACE0000000001",
                    message = "You'll need additional permissions to perform this action. Permissions needed: annotations:create",
                    title = "Access denied",
                });
                break;
            case ("POST", "/api/annotations"):
                await Annotate(http, body);
                break;
            case ("GET" or "DELETE", { } path) when path.StartsWith("/api/annotations/", StringComparison.Ordinal):
                await One(http, token, path["/api/annotations/".Length..]);
                break;
            case ("GET", "/api/alertmanager/grafana/api/v2/alerts"):
                await Answer(http, 200, Alerts.Select(a => a.InList()).ToArray());
                break;
            default:
                await Answer(http, 404, new { message = "Not found", traceID = "" });
                break;
        }
    }

    private async Task<bool> Authenticated(HttpContext http, string? token)
    {
        if (token == Token || token == ReadOnlyToken)
        {
            return true;
        }

        await Answer(http, 401, token is null
            ? new { message = "Unauthorized", messageId = "auth.unauthorized", statusCode = 401, traceID = "" }
            : new { message = "Invalid API key", messageId = "api-key.invalid", statusCode = 401, traceID = "" });
        return false;
    }

    private async Task Annotate(HttpContext http, string body)
    {
        if (Read(body) is not { } command)
        {
            await Answer(http, 400, new { message = "bad request data", traceID = "" });
            return;
        }

        if (string.IsNullOrEmpty(Text(command, "text")))
        {
            await Answer(http, 400, new { message = "Failed to save annotation", traceID = "" });
            return;
        }

        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var time = Number(command, "time") ?? now;
        var made = new GrafanaAnnotation(
            Interlocked.Increment(ref lastId),
            time,
            Number(command, "timeEnd") ?? time,
            Text(command, "text")!,
            command["tags"] is JsonArray tags ? [.. tags.Select(t => t!.GetValue<string>())] : [],
            Text(command, "dashboardUID"),
            Number(command, "panelId") ?? 0,
            "sa-1-holdfast",
            now);
        annotations.Enqueue(made);
        Interlocked.Increment(ref changes);
        while (annotations.Count > MaxAnnotations)
        {
            annotations.TryDequeue(out _);
        }

        if (Fault == GrafanaFault.DropAfterwards)
        {
            http.Abort();
            return;
        }

        await Answer(http, 200, new { message = "Annotation added", id = made.Id });
    }

    private Task List(HttpContext http)
    {
        var query = http.Request.Query;
        var found = annotations.Reverse();
        if (long.TryParse(query["from"], out var from))
        {
            found = found.Where(a => a.TimeEnd >= from);
        }

        if (long.TryParse(query["to"], out var to) && to > 0)
        {
            found = found.Where(a => a.Time <= to);
        }

        var tags = query["tags"].ToArray();
        return Answer(http, 200, found
            .Where(a => tags.All(t => a.Tags.Contains(t!)))
            .OrderByDescending(a => a.TimeEnd)
            .Take(int.TryParse(query["limit"], out var limit) && limit > 0 ? limit : 100)
            .ToArray());
    }

    private async Task<bool> Fails(HttpContext http, string authorization)
    {
        switch (Fault)
        {
            case GrafanaFault.ServerError:
                await Answer(http, 500, new { message = "Failed to save annotation", traceID = "" });
                return true;
            case GrafanaFault.Unavailable:
                http.Response.Headers.RetryAfter = "30";
                await Html(http, 503, "<html><body>503 Service Temporarily Unavailable</body></html>");
                return true;
            case GrafanaFault.TooMany:
                http.Response.Headers.RetryAfter = "7";
                await Answer(http, 429, new { message = "Too many requests", traceID = "" });
                return true;
            case GrafanaFault.Slow:
                using (var until = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping.Token))
                {
                    await Task.Delay(Timeout.Infinite, until.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                }

                return true;
            case GrafanaFault.Redirect:
                http.Response.StatusCode = 302;
                http.Response.Headers.Location = "/login";
                return true;
            case GrafanaFault.Html:
                await Html(http, 200, "<!DOCTYPE html><html><head><title>Grafana</title></head></html>");
                return true;
            case GrafanaFault.Huge:
                await Html(http, 200, new string(' ', 8 * 1024 * 1024));
                return true;
            case GrafanaFault.EchoToken:
                await Answer(http, 400, new { message = $"bad header Authorization: {authorization}", traceID = "" });
                return true;
            case GrafanaFault.None or GrafanaFault.DropAfterwards:
                return false;
            default:
                throw new InvalidOperationException($"{Fault} is no fault.");
        }
    }

    private static JsonObject? Read(string body)
    {
        try
        {
            return JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static long? Number(JsonObject json, string name) => json[name] is JsonValue value && value.TryGetValue<long>(out var number) ? number : null;

    private static Task Answer<T>(HttpContext http, int status, T body)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(body, Wire, "application/json; charset=UTF-8");
    }

    private static Task Html(HttpContext http, int status, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=UTF-8";
        return http.Response.WriteAsync(body);
    }
}
