using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.Wazuh;

/// <summary>An agent, as the server API has it.</summary>
/// <param name="Id">Text with leading zeros.</param>
/// <param name="Name">Its name.</param>
/// <param name="Status">active, disconnected, pending or never_connected.</param>
public sealed record WazuhAgent(string Id, string Name, string Status = "active")
{
    /// <summary>Its groups.</summary>
    public IReadOnlyList<string> Groups { get; init; } = ["default"];

    /// <summary>As GET /agents shows it.</summary>
    public string Json() => Status == "never_connected"
        ? JsonSerializer.Serialize(new { id = Id, name = Name, ip = "any", registerIP = "any", status = Status, status_code = 1, group = Groups, dateAdd = "2026-02-01T08:00:00+00:00", node_name = "unknown", group_config_status = "not synced" })
        : JsonSerializer.Serialize(new
        {
            id = Id,
            name = Name,
            ip = Id == "000" ? "127.0.0.1" : "FE80:0000:0000:0000:F4A9:8DF3:6A55:3B7E",
            registerIP = "any",
            status = Status,
            status_code = 0,
            os = new { name = "Ubuntu", platform = "ubuntu", version = "24.04", major = "24", minor = "04", arch = "x86_64", uname = "Linux" },
            version = "Wazuh v4.14.0",
            group = Groups,
            manager = "wazuh-manager",
            node_name = "master-node",
            dateAdd = "2026-02-01T08:00:00+00:00",
            lastKeepAlive = Id == "000" ? "9999-12-31T23:59:59+00:00" : "2026-03-01T10:00:00+00:00",
            group_config_status = "synced",
        });
}

public sealed partial class WazuhServer
{
    /// <summary>Documents of the alerts' indices, each a hit without its sort; in any order.</summary>
    public IReadOnlyList<string> AlertHits { get; set; } = [];

    /// <summary>Documents of the vulnerabilities' index, in the same form.</summary>
    public IReadOnlyList<string> VulnerabilityHits { get; set; } = [];

    /// <summary>What GET /agents has instead, as it stands.</summary>
    public IReadOnlyList<string>? RawAgents { get; set; }

    /// <summary>Whether searches run out of time, with status 200.</summary>
    public bool TimesOut { get; set; }

    /// <summary>Shards that fail, with status 200.</summary>
    public int FailedShards { get; set; }

    private List<string> ReportedAlerts { get; } = [];

    private Task Index(HttpContext http, string path, string body)
    {
        if (!IsBasic(http, "holdfast"))
        {
            return Say(http, 401, "text/plain", "Unauthorized");
        }

        return path switch
        {
            "/" => SayJson(http, 200, new { name = "node-1", cluster_name = "wazuh-cluster", version = new { number = "7.10.2", distribution = "opensearch" }, tagline = "The OpenSearch Project: https://opensearch.org/" }),
            "/wazuh-alerts-*/_count" => SayJson(http, 200, new { count = AlertHits.Count, _shards = new { total = 1, successful = 1, skipped = 0, failed = 0 } }),
            "/wazuh-alerts-*/_search" => Search(http, [.. AlertHits, .. ReportedAlerts], body),
            "/wazuh-states-vulnerabilities-*/_search" => Search(http, VulnerabilityHits, body),
            _ => SayJson(http, 404, new { error = new { root_cause = new[] { new { type = "index_not_found_exception", reason = "no such index" } }, reason = "no such index" }, status = 404 }),
        };
    }

    private Task Search(HttpContext http, IReadOnlyList<string> documents, string body)
    {
        var search = JsonNode.Parse(body)!;
        var size = search["size"]?.GetValue<int>() ?? 10;
        if (size > 10_000)
        {
            return SayJson(http, 400, new { error = new { reason = "Result window is too large" }, status = 400 });
        }

        var fields = search["sort"]!.AsArray().Select(s => s!.AsObject().Single()).ToArray();
        var descending = fields[0].Value!["order"]!.GetValue<string>() == "desc";
        var found = documents.Select(d => JsonNode.Parse(d)).Where(hit => Matches(hit, search["query"]!)).Select(hit => (Hit: hit, Sort: fields.Select(f => Value(hit, f.Key)).ToArray())).ToList();
        found.Sort((a, b) => (descending ? -1 : 1) * Compare(a.Sort, b.Sort));
        if (search["search_after"] is JsonArray after)
        {
            var values = after.Select(v => v?.ToString() ?? "\uFFFF").ToArray();
            found = [.. found.Where(f => Compare(f.Sort, values) > 0)];
        }

        var hits = found.Take(size).Select(f =>
        {
            if (f.Hit is JsonObject hit && hit["sort"] is null)
            {
                hit["sort"] = new JsonArray([.. f.Sort.Select(s => (JsonNode)s)]);
            }

            return f.Hit;
        });
        return SayJson(http, 200, new
        {
            took = 3,
            timed_out = TimesOut,
            _shards = new { total = 2, successful = 2 - FailedShards, skipped = 0, failed = FailedShards },
            hits = new { total = new { value = documents.Count, relation = "eq" }, max_score = (double?)null, hits = hits.ToArray() },
        });
    }

    private static int Compare(string[] a, string[] b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            if (string.CompareOrdinal(a[i], b[i]) is not 0 and var order)
            {
                return order;
            }
        }

        return 0;
    }

    // What is missing comes last.
    private static string Value(JsonNode? hit, string field)
    {
        var at = hit is JsonObject ? hit["_source"] : null;
        foreach (var name in field.Split('.'))
        {
            at = at is JsonObject below ? below[name] : null;
        }

        return at is JsonValue ? at.ToString() : "\uFFFF";
    }

    private static bool Matches(JsonNode? hit, JsonNode query)
    {
        var filters = query["bool"]?["filter"] as JsonArray ?? new JsonArray(query.DeepClone());
        foreach (var filter in filters)
        {
            // Documents that are none have no fields that could be judged: the tests want them back.
            if (filter!["range"] is JsonObject range && Value(hit, range.Single().Key) is var text && text != "\uFFFF" && range.Single().Value!["gte"] is { } least)
            {
                var ok = decimal.TryParse(text, out var number) && decimal.TryParse(least.ToString(), out var minimum) ? number >= minimum
                    : !DateTimeOffset.TryParse(text.Replace("+0000", "Z", StringComparison.Ordinal), out var at) || !DateTimeOffset.TryParse(least.ToString(), out var since) || at >= since;
                if (!ok)
                {
                    return false;
                }
            }
            else if (filter["term"] is JsonObject term && !(hit?["_source"]?["rule"]?["groups"] is JsonArray groups && groups.Any(g => g!.ToString() == term.Single().Value!.ToString())))
            {
                return false;
            }
            else if (filter["terms"] is JsonObject terms && !terms.Single().Value!.AsArray().Any(v => v!.ToString() == Value(hit, terms.Single().Key)))
            {
                return false;
            }
        }

        return true;
    }
}
