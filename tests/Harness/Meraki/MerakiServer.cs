using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness.Products;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.Meraki;

/// <summary>
/// A server on loopback that answers as Meraki's Dashboard API v1 does for one organization. Shapes from meraki/dashboard-api-python meraki/session and meraki/api, and
/// meraki/dashboard-api-go sdk. What lists hold and in what order is what the test says.
/// </summary>
public sealed class MerakiServer : ProductServer
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> clients = [];
    private readonly Dictionary<string, JsonArray> rules = [];
    private readonly Dictionary<string, JsonObject> states = [];
    private readonly Dictionary<string, JsonArray> hosts = [];
    private int requestIds;

    /// <summary>The API key.</summary>
    public const string Key = "6bec40cf957de430a6f1f2baa056b99a4fac9ea0";

    /// <summary>The organization.</summary>
    public const string Organization = "549236";

    /// <summary>Where the API is.</summary>
    public string Url => Origin + "/api/v1";

    /// <summary>Its host with its port.</summary>
    public string Host => new Uri(Origin).Authority;

    /// <summary>Where every request is sent instead: another double, or anywhere.</summary>
    public string? RedirectsTo { get; set; }

    /// <summary>Where next pages are; here when null.</summary>
    public string? PagesAt { get; set; }

    /// <summary>Whether a 429 says when to come back.</summary>
    public bool SaysWhen { get; set; } = true;

    /// <summary>Organizations that the key may see.</summary>
    public IReadOnlyList<object> Organizations { get; set; } = [new { id = Organization, name = "My organization", api = new { enabled = true } }];

    /// <summary>Security events, ascending.</summary>
    public IReadOnlyList<string> Events { get; set; } = [];

    /// <summary>Assurance alerts, ascending.</summary>
    public IReadOnlyList<string> Alerts { get; set; } = [];

    /// <summary>Devices by serial.</summary>
    public IReadOnlyList<string> Devices { get; set; } = [];

    /// <summary>What is known of devices' availability.</summary>
    public IReadOnlyList<string> Availabilities { get; set; } = [];

    /// <summary>An error with which every change is refused.</summary>
    public (int Status, string Words)? Refuses { get; set; }

    /// <summary>Another who writes a network's rules right after somebody else did: the list that he writes, of the one before.</summary>
    public Func<JsonArray, JsonArray>? AnotherWriter { get; set; }

    /// <summary>Starts one.</summary>
    public static async Task<MerakiServer> Start()
    {
        var server = new MerakiServer();
        await server.Run();
        return server;
    }

    /// <summary>A network's rules, without Meraki's own.</summary>
    public JsonArray Rules(string network)
    {
        lock (gate)
        {
            return (JsonArray)(rules.GetValueOrDefault(network) ?? []).DeepClone();
        }
    }

    /// <summary>A network has these rules.</summary>
    public void Put(string network, params JsonObject[] own)
    {
        lock (gate)
        {
            rules[network] = [.. own];
        }
    }

    /// <summary>A network's layer 7 rules.</summary>
    public JsonArray Layer7(string network)
    {
        lock (gate)
        {
            return (JsonArray)(hosts.GetValueOrDefault(network) ?? []).DeepClone();
        }
    }

    /// <summary>A network has these layer 7 rules.</summary>
    public void PutLayer7(string network, JsonArray own)
    {
        lock (gate)
        {
            hosts[network] = own;
        }
    }

    /// <summary>A rule.</summary>
    public static JsonObject Rule(string comment, string destination, string policy = "deny") => JsonSerializer.SerializeToNode(
        new { comment, policy, protocol = "any", srcPort = "Any", srcCidr = "Any", destPort = "Any", destCidr = destination, syslogEnabled = false })!.AsObject();

    /// <summary>A client has this policy.</summary>
    public void Policy(string client, string policy, string? group = null)
    {
        lock (gate)
        {
            clients[client] = new JsonObject { ["mac"] = "00:11:22:33:44:55", ["devicePolicy"] = policy };
            if (group is not null)
            {
                clients[client]["groupPolicyId"] = group;
            }
        }
    }

    /// <summary>A client's policy.</summary>
    public JsonObject Policy(string client)
    {
        lock (gate)
        {
            return clients[client];
        }
    }

    /// <summary>One alert is or is not dismissed.</summary>
    public void Dismissed(string id, bool dismissed)
    {
        lock (gate)
        {
            states[id] = Alert(id, dismissed);
        }
    }

    /// <summary>An assurance alert.</summary>
    public static JsonObject Alert(string id, bool dismissed = false) => JsonSerializer.SerializeToNode(new
    {
        id,
        categoryType = "connectivity",
        type = "unreachable",
        title = "Device unreachable",
        description = "The device has not been seen for a while.",
        severity = "critical",
        deviceType = "appliance",
        startedAt = "2026-03-01T10:00:00Z",
        resolvedAt = (string?)null,
        dismissedAt = dismissed ? "2026-03-01T11:00:00Z" : null,
        network = new { id = "N_1", name = "Main office" },
        scope = new { devices = new[] { new { name = "MX 1", serial = "Q2AB-CDEF-1234", mac = "00:18:0a:11:22:33", productType = "appliance", url = "https://n1.meraki.com/x" } }, applications = Array.Empty<object>(), peers = Array.Empty<object>() },
    })!.AsObject();

    /// <inheritdoc/>
    protected override async Task Answer(HttpContext http, string body)
    {
        http.Response.Headers["X-Request-Id"] = string.Create(CultureInfo.InvariantCulture, $"req-{Interlocked.Increment(ref requestIds)}");
        if (RedirectsTo is { } elsewhere)
        {
            http.Response.StatusCode = 302;
            http.Response.Headers.Location = elsewhere + http.Request.Path + http.Request.QueryString;
        }
        else if (http.Request.Headers.Authorization != $"Bearer {Key}")
        {
            await SayJson(http, 401, new { errors = new[] { http.Request.Headers.Authorization.Count == 0 ? "Missing API key" : "Invalid API key" } });
        }
        else
        {
            await Route(http, http.Request.Path.Value!["/api/v1/".Length..].Split('/'), body);
        }
    }

    /// <inheritdoc/>
    protected override Task Words(HttpContext http, int status, string words)
    {
        http.Response.Headers["X-Request-Id"] = "req-of-a-fault";
        if (!SaysWhen)
        {
            http.Response.Headers.Remove("Retry-After");
        }

        return SayJson(http, status, new { errors = new[] { words } });
    }

    private async Task Route(HttpContext http, string[] parts, string body)
    {
        if (http.Request.Method != "GET" && Refuses is { } refuses)
        {
            await SayJson(http, refuses.Status, new { errors = new[] { refuses.Words } });
            return;
        }

        switch (http.Request.Method, parts)
        {
            case ("GET", ["organizations"]):
                await SayJson(http, 200, Organizations);
                break;
            case ("GET", ["organizations", Organization, "appliance", "security", "events"]):
                await List(http, Events, 3, 1000);
                break;
            case ("GET", ["organizations", Organization, "assurance", "alerts"]):
                await List(http, Alerts, 4, 300);
                break;
            case ("GET", ["organizations", Organization, "devices"]):
                await List(http, Devices, 3, 5000);
                break;
            case ("GET", ["organizations", Organization, "devices", "availabilities"]):
                var serials = http.Request.Query["serials[]"];
                await List(http, [.. Availabilities.Where(a => serials.Contains(JsonNode.Parse(a)!["serial"]!.ToString()))], 3, 1000);
                break;
            case ("GET", ["organizations", Organization, "assurance", "alerts", var id]):
                await (states.TryGetValue(id, out var alert) ? SayJson(http, 200, alert) : Words(http, 404, "Not found"));
                break;
            case ("POST", ["organizations", Organization, "assurance", "alerts", "dismiss" or "restore"]):
                Dismissed(JsonNode.Parse(body)!["alertIds"]![0]!.ToString(), parts[^1] == "dismiss");
                http.Response.StatusCode = Changed(http) ? 204 : 0;
                break;
            case ("GET", ["networks", var network, "appliance", "firewall", "l3FirewallRules"]):
                await SayRules(http, network);
                break;
            case ("PUT", ["networks", var network, "appliance", "firewall", "l3FirewallRules"]):
                await Write(http, network, JsonNode.Parse(body)!["rules"]!.AsArray());
                break;
            case ("GET", ["networks", var network, "appliance", "firewall", "l7FirewallRules"]):
                await SayJson(http, 200, new { rules = Layer7(network) });
                break;
            case ("PUT", ["networks", var network, "appliance", "firewall", "l7FirewallRules"]):
                PutLayer7(network, (JsonArray)JsonNode.Parse(body)!["rules"]!.DeepClone());
                if (Changed(http))
                {
                    await SayJson(http, 200, new { rules = Layer7(network) });
                }

                break;
            case ("GET", ["networks", _, "clients", var client, "policy"]):
                await (clients.TryGetValue(client, out var policy) ? SayJson(http, 200, policy) : Words(http, 404, "Not found"));
                break;
            case ("PUT", ["networks", _, "clients", var client, "policy"]):
                var wanted = JsonNode.Parse(body)!;
                Policy(client, wanted["devicePolicy"]!.ToString(), wanted["groupPolicyId"]?.ToString());
                if (Changed(http))
                {
                    await SayJson(http, 200, Policy(client));
                }

                break;
            default:
                await Words(http, 404, "Not found");
                break;
        }
    }

    private Task SayRules(HttpContext http, string network) =>
        SayJson(http, 200, new { rules = Rules(network).Select(r => r!.DeepClone()).Append(Rule("Default rule", "Any", "allow")).ToArray() });

    private async Task Write(HttpContext http, string network, JsonArray list)
    {
        if (list.Any(r => r!["comment"]?.ToString() == "Default rule"))
        {
            await Words(http, 400, "The default rule must not be included");
            return;
        }

        var before = Rules(network);
        Put(network, [.. list.Select(r => r!.DeepClone().AsObject())]);
        if (AnotherWriter is { } other)
        {
            Put(network, [.. other(before).Select(r => r!.DeepClone().AsObject())]);
        }

        if (Changed(http))
        {
            await SayRules(http, network);
        }
    }

    // Pages by what is opaque to callers, here a place in the list; rel stands without quotes.
    private Task List(HttpContext http, IReadOnlyList<string> all, int least, int most)
    {
        if (!int.TryParse(http.Request.Query["perPage"], out var size) || size < least || size > most)
        {
            return Words(http, 400, $"perPage must be between {least} and {most}");
        }

        var after = int.TryParse(http.Request.Query["startingAfter"], out var at) ? at : 0;
        var here = $"{PagesAt ?? Origin}{http.Request.Path}?perPage={size}";
        var links = new List<string> { $"<{here}&startingAfter=0>; rel=first" };
        if (after + size < all.Count)
        {
            links.Add($"<{here}&startingAfter={after + size}>; rel=next");
        }

        http.Response.Headers.Link = string.Join(", ", links.Append($"<{here}&endingBefore=x>; rel=last"));
        return Say(http, 200, "application/json", $"[{string.Join(',', all.Skip(after).Take(size))}]");
    }
}
