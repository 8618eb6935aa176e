using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Holdfast.Tests.Harness.Splunk;

public sealed partial class SplunkServer
{
    /// <summary>A notable event as a search finds it: every value a text, or several.</summary>
    public static JsonObject Notable(string id, long indexedAt, string status = "1") => JsonSerializer.SerializeToNode(new
    {
        event_id = id,
        rule_id = id,
        _time = "2026-03-01T10:00:00.000+00:00",
        orig_time = "1772359200",
        holdfast_indextime = $"{indexedAt}",
        rule_name = "Brute Force Access Behavior Detected",
        rule_title = "Brute force from $src$ against $nothing$",
        search_name = "Access - Brute Force Access Behavior Detected - Rule",
        security_domain = "access",
        urgency = "high",
        severity = "medium",
        status,
        status_label = status == "5" ? "Closed" : "New",
        status_group = status == "5" ? "Closed" : "New",
        owner = "unassigned",
        src = new[] { "198.51.100.7", "198.51.100.8" },
        dest = "web-1",
        user = "root",
        src_user = "unknown",
        host = "search-head-1",
        _cd = "1:2",
    })!.AsObject();

    private async Task Update(HttpContext http, Dictionary<string, StringValues> form)
    {
        var id = form["ruleUIDs"].ToString();
        if (UpdatesFail)
        {
            await SayJson(http, 200, new { success = false, message = "ValueError: Invalid status", success_count = 0, failure_count = 1 });
            return;
        }

        lock (gate)
        {
            if (notables.TryGetValue(id, out var notable))
            {
                notable["status"] = form["status"].ToString();
                notable["comment"] = new JsonArray([.. (notable["comment"] as JsonArray ?? []).Select(c => c!.DeepClone()), form["comment"].ToString()]);
            }
        }

        if (Changed(http))
        {
            // An id that does not exist is taken all the same.
            await SayJson(http, 200, new { success = true, message = "1 event updated successfully", success_count = 1, failure_count = 0, details = new { }, warnings = Array.Empty<string>() });
        }
    }

    private async Task Collect(HttpContext http, string body)
    {
        if (http.Request.Headers.Authorization.Count == 0)
        {
            await SayJson(http, 401, new { text = "Token is required", code = 2 });
        }
        else if (!http.Request.Headers.Authorization.ToString().StartsWith("Splunk ", StringComparison.Ordinal))
        {
            await SayJson(http, 401, new { text = "Invalid authorization", code = 3 });
        }
        else if (http.Request.Headers.Authorization != $"Splunk {HecToken}")
        {
            await SayJson(http, 403, new { text = "Invalid token", code = 4 });
        }
        else if (HecSays is { } says)
        {
            await SayJson(http, says.Status, new { text = says.Text, code = says.Code });
        }
        else if (JsonNode.Parse(body) is not JsonObject sent || sent["event"] is null)
        {
            await SayJson(http, 400, new Dictionary<string, object> { ["text"] = "Event field is required", ["code"] = 12, ["invalid-event-number"] = 0 });
        }
        else
        {
            lock (gate)
            {
                events.Add(sent);
            }

            if (Changed(http))
            {
                await SayJson(http, 200, new { text = "Success", code = 0 });
            }
        }
    }

    // A byte order mark, a preview that repeats a row, a blank line, the rows, and a last line without one.
    private async Task Export(HttpContext http, IReadOnlyList<string> rows)
    {
        var text = new StringBuilder("\uFEFF\n");
        foreach (var row in rows)
        {
            text.Append("{\"preview\":true,\"offset\":0,\"result\":").Append(row).Append("}\n");
        }

        text.Append("\r\n");
        foreach (var row in rows)
        {
            text.Append("{\"preview\":false,\"offset\":0,\"result\":").Append(row).Append("}\n");
        }

        http.Response.ContentType = "application/json; charset=UTF-8";
        await http.Response.Body.WriteAsync(Stream ?? Encoding.UTF8.GetBytes(text.Append("{\"preview\":false,\"lastrow\":true}\n").ToString()));
    }
}
