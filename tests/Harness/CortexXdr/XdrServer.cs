using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness.Products;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.CortexXdr;

/// <summary>
/// A Cortex XDR tenant on loopback, as the vendor describes its public API v1: POST alone, both kinds of keys, windows of at most 100, a result_count that is
/// wrong, isolation that takes a while, errors under reply.
/// </summary>
public sealed class XdrServer : ProductServer
{
    private const int MaxWindow = 100;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);
    private readonly Lock all = new();
    private readonly Dictionary<long, IsolationAction> actions = [];
    private readonly HashSet<string> nonces = [];
    private long lastAction = 100;

    /// <summary>Where it is.</summary>
    public string Url => Origin;

    /// <summary>The id of the advanced key.</summary>
    public string AdvancedId { get; } = "7";

    /// <summary>A key that is never sent.</summary>
    public string AdvancedKey { get; } = "AdvancedKeyOfATestTenant0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH";

    /// <summary>The id of the standard key.</summary>
    public string StandardId { get; } = "3";

    /// <summary>A key that is sent as it is.</summary>
    public string StandardKey { get; } = "StandardKeyOfATestTenant0123456789abcdefghijklmnopqrstuvwxyzABCDEFGH";

    /// <summary>Incidents in the order in which they came to be: documents.</summary>
    public IReadOnlyList<string> Incidents { get; set; } = [];

    /// <summary>Endpoints in the order in which they came to be: documents.</summary>
    public IReadOnlyList<string> Endpoints { get; set; } = [];

    /// <summary>How often an action has to be asked after before it ends.</summary>
    public int LooksUntilDone { get; set; } = 1;

    /// <summary>How actions end.</summary>
    public string ActionResult { get; set; } = "COMPLETED_SUCCESSFULLY";

    /// <summary>The names of the headers of the last request, and what they said.</summary>
    public Dictionary<string, string> LastHeaders { get; private set; } = [];

    /// <summary>Starts one on a free port.</summary>
    public static async Task<XdrServer> Start()
    {
        var server = new XdrServer();
        await server.Run();
        return server;
    }

    /// <summary>An incident.</summary>
    public static string Incident(int number, DateTimeOffset changed, string status = "new") => JsonSerializer.Serialize(
        new
        {
            incident_id = number.ToString(CultureInfo.InvariantCulture),
            creation_time = changed.AddMinutes(-10).ToUnixTimeMilliseconds(),
            modification_time = changed.ToUnixTimeMilliseconds(),
            status,
            severity = "high",
            description = $"'Local Analysis Malware' along with {number} other alerts",
            alert_count = 3,
            host_count = 1,
            user_count = 1,
            assigned_user_mail = (string?)null,
            hosts = new[] { "PC-1:aaaabbbbccccdddd" },
            users = new[] { "corp\\alice" },
            mitre_techniques_ids_and_names = new[] { "T1110.001 - Password Guessing" },
            xdr_url = $"https://tenant.xdr.example/incident-view?caseId={number}",
        });

    /// <summary>An endpoint.</summary>
    public static string Endpoint(int number, DateTimeOffset seen, string isolated = "AGENT_UNISOLATED") => JsonSerializer.Serialize(
        new
        {
            endpoint_id = $"{number:x8}aaaabbbbccccdddd",
            endpoint_name = $"PC-{number}",
            endpoint_type = "AGENT_TYPE_WORKSTATION",
            endpoint_status = "CONNECTED",
            os_type = "AGENT_OS_WINDOWS",
            ip = new[] { $"10.0.0.{number % 250}" },
            mac_address = new[] { "00:1A:2b:00:00:01" },
            is_isolated = isolated,
            group_name = new[] { "Workstations" },
            first_seen = seen.AddDays(-30).ToUnixTimeMilliseconds(),
            last_seen = seen.ToUnixTimeMilliseconds(),
        });

    /// <inheritdoc/>
    protected override string SecretOf(HttpContext http, string body) => http.Request.Headers["x-xdr-auth-id"] == StandardId ? base.SecretOf(http, body) : AdvancedKey;

    /// <inheritdoc/>
    protected override Task Words(HttpContext http, int status, string words) => Error(http, status, status == 200 ? 500 : status, words);

    /// <inheritdoc/>
    protected override async Task Answer(HttpContext http, string body)
    {
        LastHeaders = http.Request.Headers.ToDictionary(h => h.Key.ToLowerInvariant(), h => h.Value.ToString());
        if (http.Request.Method != "POST" || !http.Request.Path.Value!.StartsWith("/public_api/v1/", StringComparison.Ordinal) || !http.Request.Path.Value.EndsWith('/'))
        {
            await Say(http, 404, "text/html", "<html>Not Found</html>");
        }
        else if (!IsSigned(http.Request.Headers))
        {
            await Error(http, 401, 401, "Public API request unauthorized");
        }
        else if (JsonNode.Parse(body)?["request_data"] is not JsonObject data)
        {
            await Error(http, 400, 400, "request_data is missing");
        }
        else
        {
            await Route(http, http.Request.Path.Value["/public_api/v1/".Length..], data);
        }
    }

    private static Task Error(HttpContext http, int status, int code, string words) => SayJson(http, status, new { reply = new { err_code = code, err_msg = words, err_extra = (string?)null } });

    private static Task Reply(HttpContext http, object reply) => SayJson(http, 200, new Dictionary<string, object> { ["reply"] = reply });

    // Computed here by the vendor's description, and not by what the connector does.
    private bool IsSigned(IHeaderDictionary headers)
    {
        if (headers["x-xdr-auth-id"] == StandardId)
        {
            return headers.Authorization == StandardKey && !headers.ContainsKey("x-xdr-nonce");
        }

        var (nonce, timestamp) = (headers["x-xdr-nonce"].ToString(), headers["x-xdr-timestamp"].ToString());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var part in new[] { AdvancedKey, nonce, timestamp })
        {
            hash.AppendData(Encoding.ASCII.GetBytes(part));
        }

        lock (all)
        {
            return headers["x-xdr-auth-id"] == AdvancedId
                && nonce.Length == 64 && nonce.All(char.IsAsciiLetterOrDigit) && nonces.Add(nonce)
                && long.TryParse(timestamp, out var milliseconds)
                && (DateTimeOffset.FromUnixTimeMilliseconds(milliseconds) - TimeProvider.System.GetUtcNow()).Duration() < MaxSkew
                && headers.Authorization == string.Concat(hash.GetHashAndReset().Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
        }
    }

    private Task Route(HttpContext http, string call, JsonObject data) => call switch
    {
        "incidents/get_incidents/" => List(http, data, "incidents", Incidents, "incident_id", "incident_id_list"),
        "endpoints/get_endpoint/" => List(http, data, "endpoints", Endpoints, "endpoint_id", "endpoint_id_list"),
        "endpoints/isolate/" => Isolate(http, data, "AGENT_ISOLATED"),
        "endpoints/unisolate/" => Isolate(http, data, "AGENT_UNISOLATED"),
        "actions/get_action_status/" => ActionStatus(http, data),
        "incidents/update_incident/" => Update(http, data),
        _ => Error(http, 404, 404, "no such call"),
    };

    private static Task List(HttpContext http, JsonObject data, string name, IReadOnlyList<string> documents, string id, string idFilter)
    {
        var (from, to) = ((int?)data["search_from"] ?? 0, (int?)data["search_to"] ?? MaxWindow);
        if (to - from > MaxWindow)
        {
            return Error(http, 500, 500, "An error occurred while processing XDR public API - search_to - search_from must be at most 100");
        }

        IEnumerable<string> found = documents;
        foreach (var filter in data["filters"] as JsonArray ?? [])
        {
            var field = (string)filter!["field"]!;
            found = field == idFilter
                ? found.Where(d => ((JsonArray)filter["value"]!).Any(v => (string?)v == Text(d, id)))
                : found.Where(d => JsonNode.Parse(d) is JsonObject o && o[field] is JsonValue v && v.TryGetValue<long>(out var time) && time >= (long)filter["value"]!);
        }

        var matching = found.ToArray();
        var page = matching.Skip(from).Take(to - from).ToArray();

        // The number of results is not the number of results.
        return Say(http, 200, "application/json", $"{{\"reply\":{{\"total_count\":{matching.Length},\"result_count\":{page.Length + 1},\"{name}\":[{string.Join(',', page)}]}}}}");
    }

    private Task Isolate(HttpContext http, JsonObject data, string state)
    {
        var endpoint = (string?)data["endpoint_id"] ?? "";
        lock (all)
        {
            if (!Endpoints.Any(d => Text(d, "endpoint_id") == endpoint))
            {
                return Error(http, 500, 500, "No endpoint matches");
            }

            actions[++lastAction] = new(endpoint, state);
            Change(endpoint, LooksUntilDone == 0 && ActionResult == "COMPLETED_SUCCESSFULLY" ? state : state == "AGENT_ISOLATED" ? "AGENT_PENDING_ISOLATION" : "AGENT_PENDING_ISOLATION_CANCELLATION");
        }

        return Changed(http) ? Reply(http, new { action_id = lastAction, status = 1, endpoints_count = 1 }) : Task.CompletedTask;
    }

    private Task ActionStatus(HttpContext http, JsonObject data)
    {
        lock (all)
        {
            if (!actions.TryGetValue((long)data["group_action_id"]!, out var action))
            {
                return Error(http, 500, 500, "no such action");
            }

            var done = action.Looks++ >= LooksUntilDone;
            if (done && ActionResult == "COMPLETED_SUCCESSFULLY")
            {
                Change(action.Endpoint, action.State);
            }

            return Reply(http, new { data = new Dictionary<string, string> { [action.Endpoint] = done ? ActionResult : action.Looks == 1 ? "PENDING" : "IN_PROGRESS" } });
        }
    }

    private Task Update(HttpContext http, JsonObject data)
    {
        lock (all)
        {
            var id = (string?)data["incident_id"];
            if (!Incidents.Any(d => Text(d, "incident_id") == id))
            {
                return Error(http, 500, 500, "No incident matches");
            }

            Incidents = [.. Incidents.Select(d =>
            {
                if (Text(d, "incident_id") != id)
                {
                    return d;
                }

                var incident = JsonNode.Parse(d)!.AsObject();
                foreach (var (name, value) in data["update_data"]!.AsObject())
                {
                    incident[name] = value!.DeepClone();
                }

                return incident.ToJsonString();
            })];
        }

        return Changed(http) ? Reply(http, true) : Task.CompletedTask;
    }

    private void Change(string endpoint, string state) => Endpoints = [.. Endpoints.Select(d =>
    {
        if (Text(d, "endpoint_id") != endpoint)
        {
            return d;
        }

        var changed = JsonNode.Parse(d)!.AsObject();
        changed["is_isolated"] = state;
        return changed.ToJsonString();
    })];

    private static string? Text(string document, string member) => JsonNode.Parse(document) is JsonObject o && o[member] is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;

    private sealed record IsolationAction(string Endpoint, string State)
    {
        public int Looks { get; set; }
    }
}
