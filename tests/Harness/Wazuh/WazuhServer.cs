using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness.Products;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.Wazuh;

/// <summary>
/// A server on loopback that answers as Wazuh 4.14 does: the server API below <c>/api</c>, the indexer below <c>/indexer</c>. Shapes from wazuh/wazuh
/// api/api/spec/spec.yaml, api/api/error_handler.py, framework/wazuh/core/results.py and api/test/integration.
/// </summary>
public sealed partial class WazuhServer : ProductServer
{
    private readonly Lock gate = new();
    private readonly SortedDictionary<string, WazuhAgent> agents = new(StringComparer.Ordinal);
    private readonly List<(string Agents, string Body)> responses = [];
    private int tokens;
    private string token = "";

    private WazuhServer(X509Certificate2? certificate) : base(certificate)
    {
        Put(new WazuhAgent("000", "wazuh-manager"));
        Put(new WazuhAgent("001", "web-1"));
        Put(new WazuhAgent("002", "db-1"));
    }

    /// <summary>Where the server API is.</summary>
    public string ApiUrl => Origin + "/api";

    /// <summary>Where the indexer is.</summary>
    public string IndexerUrl => Origin + "/indexer";

    /// <summary>The password of the account <c>holdfast</c> at both.</summary>
    public const string Password = "a-Long.password+1";

    /// <summary>What <c>GET /</c> says.</summary>
    public string Version { get; set; } = "4.14.7";

    /// <summary>A fault meets only requests that begin so: <c>/api</c> or <c>/indexer</c>.</summary>
    public string FaultsBelow { get; set; } = "";

    /// <summary>Whether signing in works while the rest meets the fault.</summary>
    public bool SigningInWorks { get; set; } = true;

    /// <summary>Whether the login is locked out.</summary>
    public bool LockedOut { get; set; }

    /// <summary>Commands of ar.conf.</summary>
    public IReadOnlyList<string> Commands { get; set; } = ["firewall-drop600", "netsh600", "firewall-drop0"];

    /// <summary>Agents that this account may not act on: left out without a word.</summary>
    public IReadOnlyList<string> Hidden { get; set; } = [];

    /// <summary>Whether agents report that they ran a script.</summary>
    public bool Reports { get; set; }

    /// <summary>Whether a change of groups is answered with words alone.</summary>
    public bool WordsAlone { get; set; }

    /// <summary>How often somebody tried to sign in.</summary>
    public int SignIns => Requests.Count(r => r.Path.EndsWith("/security/user/authenticate", StringComparison.Ordinal));

    /// <summary>Commands that were sent, with the agents_list as it came.</summary>
    public IReadOnlyList<(string Agents, string Body)> Responses
    {
        get
        {
            lock (gate)
            {
                return [.. responses];
            }
        }
    }

    /// <summary>Starts one, with TLS if a certificate is given.</summary>
    public static async Task<WazuhServer> Start(X509Certificate2? certificate = null)
    {
        var server = new WazuhServer(certificate);
        await server.Run();
        return server;
    }

    /// <summary>An agent is there, or is another.</summary>
    public void Put(WazuhAgent agent)
    {
        lock (gate)
        {
            agents[agent.Id] = agent;
        }
    }

    /// <summary>An agent is gone.</summary>
    public void Remove(string id)
    {
        lock (gate)
        {
            agents.Remove(id);
        }
    }

    /// <summary>One agent.</summary>
    public WazuhAgent Agent(string id)
    {
        lock (gate)
        {
            return agents[id];
        }
    }

    /// <summary>Somebody changed rights: no token holds any more.</summary>
    public void RevokeTokens() => token = "";

    /// <inheritdoc/>
    protected override async Task Answer(HttpContext http, string body)
    {
        var path = http.Request.Path.Value!;
        if (path.StartsWith("/indexer", StringComparison.Ordinal))
        {
            await Index(http, path["/indexer".Length..], body);
        }
        else if (path == "/api/security/user/authenticate")
        {
            await SignIn(http);
        }
        else if (token.Length == 0 || http.Request.Headers.Authorization != $"Bearer {token}")
        {
            await Problem(http, 401, "Unauthorized", http.Request.Headers.Authorization.Count == 0 ? "No authorization token provided" : "Invalid token", null);
        }
        else
        {
            await Route(http, path["/api".Length..], body);
        }
    }

    /// <inheritdoc/>
    protected override Task Words(HttpContext http, int status, string words)
    {
        var indexer = http.Request.Path.Value!.StartsWith("/indexer", StringComparison.Ordinal);
        if (indexer)
        {
            return status == 401 ? Say(http, 401, "text/plain", "Unauthorized")
                : status == 200 ? SayJson(http, 200, new { took = 1, timed_out = true, _shards = new { total = 2, successful = 1, failed = 1 }, hits = new { hits = Array.Empty<object>() } })
                : SayJson(http, status, new { error = new { root_cause = new[] { new { type = "exception", reason = words } }, type = "exception", reason = words }, status });
        }

        // The server API says nothing of when to come back.
        http.Response.Headers.Remove("Retry-After");
        return status == 200
            ? SayJson(http, 200, new { data = new { affected_items = Array.Empty<object>(), total_affected_items = 0, failed_items = new[] { new { error = new { code = 1707, message = words, remediation = "" }, id = new[] { "001" } } }, total_failed_items = 1 }, message = "It was not done", error = 1 })
            : Problem(http, status, status switch { 401 => "Unauthorized", 403 => "Permission Denied", 429 => "Maximum requests per minute reached", _ => "Wazuh Error" }, words, status switch { 403 => 4000, 429 => 6001, _ => 1000 });
    }

    /// <inheritdoc/>
    protected override bool Meets(HttpContext http, ProductFault fault) =>
        http.Request.Path.Value!.StartsWith(FaultsBelow, StringComparison.Ordinal) && !(SigningInWorks && fault != ProductFault.Slow && http.Request.Path.Value.EndsWith("/authenticate", StringComparison.Ordinal));

    private static Task Problem(HttpContext http, int status, string title, string detail, int? error)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(new { title, detail, error }, Wire, "application/problem+json");
    }

    private Task SignIn(HttpContext http)
    {
        if (LockedOut)
        {
            return Problem(http, 403, "Permission Denied", "Limit of login attempts reached. The current IP has been blocked due to a high number of login attempts", 6000);
        }

        if (!IsBasic(http, "holdfast"))
        {
            return Problem(http, 401, "Unauthorized", "Invalid credentials", null);
        }

        lock (gate)
        {
            var claims = Convert.ToBase64String(Encoding.ASCII.GetBytes($$"""{"iss":"wazuh","nbf":{{1000 + ++tokens}},"exp":{{1900 + tokens}}}""")).TrimEnd('=').Replace('+', '-').Replace('/', '_');
            token = $"eyJhbGciOiJFUzUxMiJ9.{claims}.c2lnbmF0dXJl";
        }

        return SayJson(http, 200, new { data = new { token }, error = 0 });
    }

    private static bool IsBasic(HttpContext http, string user) =>
        http.Request.Headers.Authorization == "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{Password}"));

    private async Task Route(HttpContext http, string path, string body)
    {
        var parts = path.Trim('/').Split('/');
        switch (http.Request.Method, parts)
        {
            case ("GET", [""]):
                await SayJson(http, 200, new { data = new { title = "Wazuh API REST", api_version = Version, revision = "rc1", license_name = "GPL 2.0", hostname = "wazuh-manager", timestamp = "2026-03-01T10:00:00Z" }, error = 0 });
                break;
            case ("GET", ["agents"]):
                await List(http, RawAgents);
                break;
            case ("GET", ["groups", var group, "agents"]):
                await List(http, null, a => a["group"] is JsonArray groups && groups.Any(g => g!.GetValue<string>() == group));
                break;
            case ("PUT", ["agents", var id, "restart"]):
                await Change(http, id, "Restart command was sent to all agents");
                break;
            case ("PUT" or "DELETE", ["agents", var id, "group", var group]):
                await Group(http, id, group, add: http.Request.Method == "PUT");
                break;
            case ("PUT", ["active-response"]) when Version.StartsWith('4'):
                await Respond(http, body);
                break;
            default:
                await Problem(http, 404, "Not Found", "404: Not Found", null);
                break;
        }
    }

    private async Task List(HttpContext http, IReadOnlyList<string>? raw, Func<JsonNode, bool>? filter = null)
    {
        var query = http.Request.Query;
        string[] known = ["offset", "limit", "sort", "agents_list", "status", "select"];
        if (query.Keys.FirstOrDefault(k => !known.Contains(k)) is { } unknown)
        {
            await Problem(http, 400, "Bad Request", $"Extra query parameter(s) '{unknown}' not in spec", null);
            return;
        }

        JsonNode?[] all;
        lock (gate)
        {
            all = raw is not null ? [.. raw.Select(r => JsonNode.Parse(r))] : [.. agents.Values.Select(a => JsonNode.Parse(a.Json()))];
        }

        if (query["agents_list"].ToString() is { Length: > 0 } list)
        {
            all = [.. all.Where(a => list.Split(',').Contains(a?["id"]?.GetValue<string>()))];
            if (all.Length == 0)
            {
                await SayJson(http, 200, Envelope([], 0, 1701, list, "Agent does not exist"));
                return;
            }
        }

        all = [.. all.Where(a => (filter is null || filter(a!)) && (query["status"].ToString() is not { Length: > 0 } status || a!["status"]!.GetValue<string>() == status))];
        var offset = int.TryParse(query["offset"], out var o) ? o : 0;
        var page = all.Skip(offset).Take(int.TryParse(query["limit"], out var limit) ? limit : 500);
        await SayJson(http, 200, Envelope([.. page.Select(p => p?.DeepClone())], all.Length, 0, "", "All selected agents information was returned"));
    }

    private async Task Change(HttpContext http, string id, string message)
    {
        if (Missing(id) is { } why)
        {
            await SayJson(http, 200, Envelope([], 0, why.Code, id, why.Words));
        }
        else if (Hidden.Contains(id))
        {
            await SayJson(http, 200, Envelope([], 0, 0, "", "No agents"));
        }
        else if (Changed(http))
        {
            await SayJson(http, 200, Envelope([JsonValue.Create(id)], 1, 0, "", message));
        }
    }

    private async Task Group(HttpContext http, string id, string group, bool add)
    {
        if (Missing(id) is null && !Hidden.Contains(id))
        {
            var agent = Agent(id);
            Put(agent with { Groups = add ? [.. agent.Groups.Append(group).Distinct()] : [.. agent.Groups.Where(g => g != group)] });
        }

        if (!WordsAlone)
        {
            await Change(http, id, add ? "All selected agents were assigned to the group" : "All selected agents were removed from the group");
        }
        else if (Hidden.Contains(id) || Changed(http))
        {
            await SayJson(http, 200, new { message = $"Agent '{id}' removed from '{group}'.", error = 0 });
        }
    }

    private async Task Respond(HttpContext http, string body)
    {
        // What the vendor does without a list: all of them.
        var list = http.Request.Query["agents_list"].ToString() is { Length: > 0 } given ? given : "*";
        var command = JsonNode.Parse(body)!["command"]!.GetValue<string>();
        if (!command.StartsWith('!') && !Commands.Contains(command))
        {
            await Problem(http, 400, "Wazuh Error", "The command used is not defined in the configuration", 1652);
            return;
        }

        lock (gate)
        {
            responses.Add((list, body));
        }

        // 000 is left out without a word, and so is what this account may not act on.
        string[] asked = list == "*" ? [.. agents.Keys] : list.Split(',');
        string[] may = [.. asked.Where(id => id != "000" && !Hidden.Contains(id))];
        string[] sent = [.. may.Where(id => Missing(id) is null)];
        foreach (var id in Reports ? sent : [])
        {
            Report(id, command, body);
        }

        if (sent.Length == 0 || Changed(http))
        {
            var failed = may.Except(sent).ToArray();
            await SayJson(http, 200, Envelope(
                [.. sent.Select(s => JsonValue.Create(s))], sent.Length, failed.Length == 0 ? 0 : Missing(failed[0])!.Value.Code, string.Join(',', failed), failed.Length == 0 ? "AR command was sent to all agents" : Missing(failed[0])!.Value.Words));
        }
    }

    private (int Code, string Words)? Missing(string id)
    {
        lock (gate)
        {
            return !agents.TryGetValue(id, out var agent) ? (1701, "Agent does not exist")
                : agent.Status != "active" ? (1707, "Cannot send request, agent is not active")
                : null;
        }
    }

    private static JsonObject Envelope(JsonNode?[] items, int total, int code, string failed, string message) => new()
    {
        ["data"] = new JsonObject
        {
            ["affected_items"] = new JsonArray(items),
            ["total_affected_items"] = total,
            ["failed_items"] = code == 0 ? new JsonArray() : new JsonArray(new JsonObject
            {
                ["error"] = new JsonObject { ["code"] = code, ["message"] = message, ["remediation"] = "Please, look at the documentation" },
                ["id"] = new JsonArray([.. failed.Split(',').Select(f => (JsonNode)f)]),
            }),
            ["total_failed_items"] = code == 0 ? 0 : failed.Split(',').Length,
        },
        ["message"] = message,
        ["error"] = code == 0 ? 0 : total == 0 ? 1 : 2,
    };

    /// <summary>The time of the last block is over on an agent, which says so.</summary>
    public void End(string id) => Report(id, "firewall-drop", Responses[^1].Body, "delete");

    private void Report(string id, string command, string body, string verb = "add") => ReportedAlerts.Add(JsonSerializer.Serialize(new
    {
        _index = "wazuh-alerts-4.x-2026.03.01",
        _id = $"ar-{verb}-{id}",
        _source = new
        {
            timestamp = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff", CultureInfo.InvariantCulture) + "+0000",
            id = "1789000000.1",
            rule = new { id = "651", level = 3, description = "Host Blocked by firewall-drop Active Response", groups = new[] { "ossec", "active_response" } },
            agent = new { id, name = Agent(id).Name },
            data = new { command = verb, origin = new { module = "wazuh-execd", name = "node01" } },
            full_log = $"active-response/bin/{command}: {body}",
        },
    }));
}
