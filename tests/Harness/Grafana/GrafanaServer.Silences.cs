using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.Grafana;

public sealed partial class GrafanaServer
{
    private const string Alertmanager = "/api/alertmanager/grafana/api/v2";
    private readonly Lock changing = new();
    private readonly Dictionary<string, JsonObject> silences = [];
    private readonly Dictionary<string, JsonObject> rules = [];

    /// <summary>With what it answers a silence that it has made: 202 by Grafana, 200 by an Alertmanager, 201 by some.</summary>
    public int StatusOfSilences { get; set; } = 202;

    /// <summary>The silences, those that are over too.</summary>
    public IReadOnlyList<JsonObject> Silences
    {
        get
        {
            lock (changing)
            {
                return [.. silences.Values.Select(s => s.DeepClone().AsObject())];
            }
        }
    }

    /// <summary>A silence that somebody else has made, of a folder.</summary>
    public void SeedSilence(string id, string folder)
    {
        lock (changing)
        {
            silences[id] = new JsonObject
            {
                ["id"] = id,
                ["matchers"] = new JsonArray(new JsonObject { ["name"] = "grafana_folder", ["value"] = folder, ["isRegex"] = true, ["isEqual"] = true }),
                ["startsAt"] = "2026-03-01T10:00:00.000Z",
                ["endsAt"] = "2099-03-01T10:00:00.000Z",
                ["createdBy"] = "admin",
                ["comment"] = "Maintenance",
                ["status"] = new JsonObject { ["state"] = "active" },
            };
        }
    }

    /// <summary>A rule that somebody has made.</summary>
    public void SeedRule(string uid, bool isPaused, string provenance = "", bool onlyIf = true)
    {
        if (!onlyIf)
        {
            return;
        }

        lock (changing)
        {
            rules[uid] = new JsonObject
            {
                ["id"] = 1,
                ["uid"] = uid,
                ["orgID"] = 1,
                ["folderUID"] = "fleet",
                ["ruleGroup"] = "minutely",
                ["title"] = $"Rule {uid}",
                ["condition"] = "B",
                ["data"] = new JsonArray(new JsonObject { ["refId"] = "A", ["model"] = new JsonObject { ["expr"] = "up == 0", ["intervalMs"] = 1000.5 } }),
                ["noDataState"] = "NoData",
                ["execErrState"] = "Error",
                ["for"] = "5m",
                ["labels"] = new JsonObject { ["severity"] = "high" },
                ["annotations"] = new JsonObject(),
                ["isPaused"] = isPaused,
                ["provenance"] = provenance,
                ["notification_settings"] = null,
                ["record"] = null,
            };
        }
    }

    /// <summary>A rule as it is.</summary>
    public JsonObject Rule(string uid)
    {
        lock (changing)
        {
            return rules[uid].DeepClone().AsObject();
        }
    }

    private static Task Denied(HttpContext http, string needed) =>
        SayJson(http, 403, new { message = $"You'll need additional permissions to perform this action. Permissions needed: {needed}", title = "Access denied" });

    private Task Silence(HttpContext http, string token, string path, string body)
    {
        lock (changing)
        {
            if (path == "/silences")
            {
                return http.Request.Method == "GET" ? SayJson(http, 200, silences.Values.ToArray())
                    : token == ReadOnlyToken ? Denied(http, "alert.silences:create") : Make(http, Read(body));
            }

            if (!silences.TryGetValue(path["/silence/".Length..], out var silence))
            {
                return SayJson(http, 404, new { message = "silence not found", traceID = "" });
            }

            if (http.Request.Method == "GET")
            {
                return SayJson(http, 200, silence);
            }

            if (token == ReadOnlyToken)
            {
                return Denied(http, "alert.silences:write");
            }

            // It stays in the list, and its end becomes now.
            silence["status"] = new JsonObject { ["state"] = "expired" };
            silence["endsAt"] = TimeProvider.System.GetUtcNow().ToString("o", CultureInfo.InvariantCulture);
        }

        return Changed(http) ? SayJson(http, 200, new { message = "silence deleted" }) : Task.CompletedTask;
    }

    private Task Make(HttpContext http, JsonObject? asked)
    {
        if (asked?["matchers"] is not JsonArray { Count: > 0 } matchers || string.IsNullOrEmpty((string?)asked["createdBy"]) || string.IsNullOrEmpty((string?)asked["comment"])
            || !DateTimeOffset.TryParse((string?)asked["startsAt"], CultureInfo.InvariantCulture, out var starts) || !DateTimeOffset.TryParse((string?)asked["endsAt"], CultureInfo.InvariantCulture, out var ends) || ends <= starts
            || matchers.Any(m => m?["name"] is null || m["value"] is null || m["isRegex"] is null))
        {
            // A bare string, as the Alertmanager's own routes answer.
            return SayJson(http, 400, "invalid silence");
        }

        var id = $"5a1c0de0-0000-4000-8000-{silences.Count + 100:000000000000}";
        silences[id] = asked.DeepClone().AsObject();
        silences[id]["id"] = id;
        silences[id]["status"] = new JsonObject { ["state"] = "active" };
        return Changed(http) ? SayJson(http, StatusOfSilences, new { silenceID = id }) : Task.CompletedTask;
    }

    private Task Rule(HttpContext http, string token, string uid, string body)
    {
        lock (changing)
        {
            if (!rules.TryGetValue(uid, out var rule))
            {
                return SayJson(http, 404, new { message = "alert rule not found", traceID = "" });
            }

            if (http.Request.Method == "GET")
            {
                return SayJson(http, 200, rule);
            }

            if (token == ReadOnlyToken)
            {
                return Denied(http, "alert.provisioning:write");
            }

            var (before, after) = ((string?)rule["provenance"] ?? "", http.Request.Headers["X-Disable-Provenance"].Count > 0 ? "" : "api");
            if (before == "file" || (before == "api" && after == ""))
            {
                return SayJson(http, 409, new { message = $"failed to update rule: cannot change provenance from '{before}' to '{after}'", traceID = "" });
            }

            if (Read(body) is not { } given || given["data"] is not JsonArray { Count: > 0 } || given["title"] is null || given["condition"] is null)
            {
                return SayJson(http, 400, new { message = "invalid alert rule", traceID = "" });
            }

            // What is not sent is lost.
            rules[uid] = given.DeepClone().AsObject();
            rules[uid]["provenance"] = after;
            return Changed(http) ? SayJson(http, 200, rules[uid]) : Task.CompletedTask;
        }
    }
}
