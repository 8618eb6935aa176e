using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness.Products;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.Grafana;

/// <summary>An annotation as the API shows it; times are epoch milliseconds.</summary>
public sealed record GrafanaAnnotation(
    long Id, long Time, long TimeEnd, string Text, IReadOnlyList<string> Tags, string? DashboardUID, long PanelId, string Login, long Created);

/// <summary>
/// A server on loopback that answers as Grafana does, with its signatures, limits and errors: /api/health, /api/org, /api/annotations and the alerts of its Alertmanager.
/// Shapes from grafana/grafana public/api-merged.json and pkg/api/annotations.go.
/// </summary>
public sealed partial class GrafanaServer : ProductServer
{
    private const int MaxAnnotations = 1000;
    private readonly string subPath;
    private readonly ConcurrentQueue<GrafanaAnnotation> annotations = new();
    private long lastId;

    private GrafanaServer(string subPath) => this.subPath = subPath;

    /// <summary>Where it is, with its sub-path.</summary>
    public string Url => Origin + subPath;

    /// <summary>May do everything.</summary>
    public string Token { get; } = "glsa_HoldfastTestTokenThatMayAnnotate0_1f2e3d4c";

    /// <summary>May sign in and read, and not create annotations.</summary>
    public string ReadOnlyToken { get; } = "glsa_HoldfastTestTokenThatMayOnlyRead_5a6b7c8d";

    /// <summary>What was written, oldest first.</summary>
    public IReadOnlyList<GrafanaAnnotation> Annotations => [.. annotations];

    /// <summary>Starts one on a free port, below a path if one is given: <c>/grafana</c>.</summary>
    public static async Task<GrafanaServer> Start(string subPath = "")
    {
        var server = new GrafanaServer(subPath);
        await server.Run();
        return server;
    }

    /// <inheritdoc/>
    protected override async Task Answer(HttpContext http, string body)
    {
        var path = http.Request.Path.Value!;
        if (!path.StartsWith(subPath + "/", StringComparison.Ordinal))
        {
            // A wrong sub-path is another server's.
            await Say(http, 404, "text/html", "<html><body>404 page not found</body></html>");
            return;
        }

        http.Request.Path = path[subPath.Length..];
        var authorization = http.Request.Headers.Authorization.ToString();
        var token = authorization.StartsWith("Bearer ", StringComparison.Ordinal) ? authorization[7..] : null;
        if (http.Request.Path == "/api/health")
        {
            await SayJson(http, 200, new { commit = "0000000000", database = "ok", version = "12.1.0" });
        }
        else if (await Authenticated(http, token))
        {
            await Route(http, token!, body);
        }
    }

    /// <inheritdoc/>
    protected override Task Words(HttpContext http, int status, string words) =>
        SayJson(http, status, new { message = words, messageId = status == 401 ? "api-key.invalid" : null, statusCode = status, traceID = "" });

    /// <inheritdoc/>
    protected override bool Meets(HttpContext http, ProductFault fault) => !http.Request.Path.Value!.EndsWith("/api/health", StringComparison.Ordinal);

    private async Task Route(HttpContext http, string token, string body)
    {
        switch (http.Request.Method, http.Request.Path.Value)
        {
            case ("GET", "/api/org"):
                await SayJson(http, 200, new { id = 1, name = "Main Org.", address = new { address1 = "", address2 = "", city = "", zipCode = "", state = "", country = "" } });
                break;
            case ("GET", "/api/annotations"):
                await List(http);
                break;
            case ("POST", "/api/annotations") when token == ReadOnlyToken:
                await SayJson(http, 403, new
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
                await (RawAlerts is { } raw ? Say(http, 200, "application/json", $"[{string.Join(',', raw)}]") : SayJson(http, 200, Alerts.Select(a => a.InList()).ToArray()));
                break;
            case (_, { } path) when path.StartsWith(Alertmanager + "/silence", StringComparison.Ordinal):
                await Silence(http, token, path[Alertmanager.Length..], body);
                break;
            case (_, { } path) when path.StartsWith("/api/v1/provisioning/alert-rules/", StringComparison.Ordinal):
                await Rule(http, token, path["/api/v1/provisioning/alert-rules/".Length..], body);
                break;
            default:
                await SayJson(http, 404, new { message = "Not found", traceID = "" });
                break;
        }
    }

    private async Task<bool> Authenticated(HttpContext http, string? token)
    {
        if (token == Token || token == ReadOnlyToken)
        {
            return true;
        }

        await SayJson(http, 401, token is null
            ? new { message = "Unauthorized", messageId = "auth.unauthorized", statusCode = 401, traceID = "" }
            : new { message = "Invalid API key", messageId = "api-key.invalid", statusCode = 401, traceID = "" });
        return false;
    }

    private async Task Annotate(HttpContext http, string body)
    {
        if (Read(body) is not { } command)
        {
            await SayJson(http, 400, new { message = "bad request data", traceID = "" });
            return;
        }

        if (string.IsNullOrEmpty(Text(command, "text")))
        {
            await SayJson(http, 400, new { message = "Failed to save annotation", traceID = "" });
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
        while (annotations.Count > MaxAnnotations)
        {
            annotations.TryDequeue(out _);
        }

        if (Changed(http))
        {
            await SayJson(http, 200, new { message = "Annotation added", id = made.Id });
        }
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
        return SayJson(http, 200, found
            .Where(a => tags.All(t => a.Tags.Contains(t!)))
            .OrderByDescending(a => a.TimeEnd)
            .Take(int.TryParse(query["limit"], out var limit) && limit > 0 ? limit : 100)
            .ToArray());
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
}
