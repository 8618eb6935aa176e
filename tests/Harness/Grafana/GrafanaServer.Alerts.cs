using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Tests.Harness.Grafana;

/// <summary>An alert, as Grafana has it.</summary>
/// <param name="Name">Its rule.</param>
/// <param name="StartsAt">Since when.</param>
/// <param name="EndsAt">When it ended; null while it fires.</param>
public sealed record GrafanaAlert(string Name, DateTimeOffset StartsAt, DateTimeOffset? EndsAt = null)
{
    /// <summary>The rule's own name, where the alert says that its rule could not look.</summary>
    public string? RuleName { get; init; }

    /// <summary>16 hexadecimal digits over its labels.</summary>
    public string Fingerprint => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Name)))[..16];

    /// <summary>As GET /api/alertmanager/grafana/api/v2/alerts shows it.</summary>
    public object InList() => new
    {
        annotations = new { summary = $"{Name} is wrong" },
        endsAt = EndsAt ?? StartsAt.AddYears(1),
        fingerprint = Fingerprint,
        receivers = new[] { new { name = "default" } },
        startsAt = StartsAt,
        status = new { inhibitedBy = Array.Empty<string>(), silencedBy = Array.Empty<string>(), state = "active" },
        updatedAt = EndsAt ?? StartsAt,
        generatorURL = "http://grafana.example/alerting/grafana/a/view",
        labels = new { alertname = Name, grafana_folder = "Fleet" },
    };

    /// <summary>As it stands in the document of a webhook contact point.</summary>
    public object InDocument() => new
    {
        status = EndsAt is null ? "firing" : "resolved",
        labels = RuleName is null ? new Dictionary<string, string> { ["alertname"] = Name, ["grafana_folder"] = "Fleet" } : new() { ["alertname"] = Name, ["rulename"] = RuleName },
        annotations = new { summary = $"{Name} is wrong" },
        startsAt = StartsAt,
        endsAt = EndsAt?.ToString("o", CultureInfo.InvariantCulture) ?? "0001-01-01T00:00:00Z",
        generatorURL = "http://grafana.example/alerting/grafana/a/view",
        fingerprint = Fingerprint,
        values = new { B = 22.1 },
    };
}

public sealed partial class GrafanaServer
{
    /// <summary>What its Alertmanager has.</summary>
    public IReadOnlyList<GrafanaAlert> Alerts { get; set; } = [];

    /// <summary>What it has instead, as it stands: documents that may be anything.</summary>
    public IReadOnlyList<string>? RawAlerts { get; set; }

    /// <summary>An annotation that somebody else has made.</summary>
    public void Seed(long id, string text)
    {
        if (annotations.All(a => a.Id != id))
        {
            annotations.Enqueue(new GrafanaAnnotation(id, 1, 1, text, [], null, 0, "admin", 1));
        }
    }

    /// <summary>Somebody takes all annotations off.</summary>
    public void Forget() => annotations.Clear();

    /// <summary>What a webhook contact point with an HMAC secret posts.</summary>
    public static (Dictionary<string, string> Headers, byte[] Body) Document(string secret, DateTimeOffset at, params IReadOnlyList<GrafanaAlert> alerts)
    {
        var body = Body(0, alerts);
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp), (byte)':', .. body];
        var signature = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed);
        return (new() { ["x-grafana-alerting-timestamp"] = timestamp, ["x-grafana-alerting-signature"] = Convert.ToHexStringLower(signature) }, body);
    }

    /// <summary>What one posts that has no timestamp header: the signature is over the body alone.</summary>
    public static (Dictionary<string, string> Headers, byte[] Body) DocumentWithoutTimestamp(string secret, int truncated, params IReadOnlyList<GrafanaAlert> alerts)
    {
        var body = Body(truncated, alerts);
        return (new() { ["X-Grafana-Alerting-Signature"] = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)) }, body);
    }

    private static byte[] Body(int truncated, IReadOnlyList<GrafanaAlert> alerts) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new
            {
                receiver = "holdfast",
                status = "firing",
                alerts = alerts.Select(a => a.InDocument()),
                groupLabels = new { },
                commonLabels = new { },
                commonAnnotations = new { },
                externalURL = "http://grafana.example/",
                version = "1",
                groupKey = "{}:{}",
                truncatedAlerts = truncated,
                orgId = 1,
                title = "[FIRING:1]",
                state = "alerting",
                message = "**Firing**",
            },
            Wire);

    private async Task One(HttpContext http, string token, string id)
    {
        if (annotations.FirstOrDefault(a => a.Id.ToString(CultureInfo.InvariantCulture) == id) is not { } found)
        {
            await SayJson(http, 404, new { message = "annotation not found", messageId = "annotations.not-found", statusCode = 404, traceID = "" });
        }
        else if (http.Request.Method == "GET")
        {
            await SayJson(http, 200, found);
        }
        else if (token == ReadOnlyToken)
        {
            await SayJson(http, 403, new { message = "You'll need additional permissions to perform this action. Permissions needed: annotations:delete", title = "Access denied" });
        }
        else
        {
            Delete(found);
            if (Changed(http))
            {
                await SayJson(http, 200, new { message = "Annotation deleted" });
            }
        }
    }

    private void Delete(GrafanaAnnotation gone)
    {
        var rest = annotations.Where(a => a.Id != gone.Id).ToArray();
        annotations.Clear();
        foreach (var annotation in rest)
        {
            annotations.Enqueue(annotation);
        }
    }
}
