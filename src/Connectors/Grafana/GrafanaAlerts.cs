using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Grafana;

/// <summary>
/// Alerts as Grafana writes them: the list of its Alertmanager (<c>GET /api/alertmanager/grafana/api/v2/alerts</c>, prometheus/alertmanager
/// <c>api/v2/openapi.yaml</c>) and the document that a webhook contact point posts. Both name an alert by its fingerprint, 16 hexadecimal digits.
/// </summary>
internal static partial class GrafanaAlerts
{
    public const string SignatureHeader = "X-Grafana-Alerting-Signature";
    public const string TimestampHeader = "X-Grafana-Alerting-Timestamp";

    private const int MaxTitle = 200;
    private const int MaxAlerts = 1000;
    private static readonly TimeSpan MaxSkew = TimeSpan.FromMinutes(5);

    /// <summary>The page after a cursor, in the order of fingerprints: what fires or ends between two pages moves no other alert.</summary>
    public static Result<ReadPage> Page(JsonElement alerts, ReadCall call, DateTimeOffset now)
    {
        if (call.Cursor is { } cursor && !Fingerprint().IsMatch(cursor))
        {
            return GrafanaProblems.BadCursor;
        }

        var after = alerts.EnumerateArray()
            .Select(alert => Item(alert, "updatedAt", now))
            .OfType<ReadItem>()
            .Where(item => (call.Since is null || item.ChangedAt >= call.Since) && string.CompareOrdinal(item.Key, call.Cursor) > 0)
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Take(call.Limit + 1)
            .ToArray();
        return new ReadPage(after[..Math.Min(after.Length, call.Limit)], after.Length > call.Limit ? after[call.Limit - 1].Key : null);
    }

    /// <summary>
    /// A document, if it is signed: the header has the HMAC-SHA256, in hexadecimal, of the timestamp in Unix seconds, a colon and the body.
    /// </summary>
    public static Result<IReadOnlyList<ReadItem>> Accept(InboundCall call, string? secret, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(secret))
        {
            return GrafanaProblems.NoWebhookSecret;
        }

        if (!IsSigned(call, secret, now))
        {
            return GrafanaProblems.NotSigned;
        }

        if (Parse(call.Body) is not { ValueKind: JsonValueKind.Object } document
            || !document.TryGetProperty("alerts", out var alerts) || alerts.ValueKind != JsonValueKind.Array || alerts.GetArrayLength() is 0 or > MaxAlerts)
        {
            return GrafanaProblems.NotAnAlert;
        }

        var items = alerts.EnumerateArray().Select(alert => Item(alert, "startsAt", now)).OfType<ReadItem>().ToArray();
        return items.Length == alerts.GetArrayLength() ? items : GrafanaProblems.NotAnAlert;
    }

    private static bool IsSigned(InboundCall call, string secret, DateTimeOffset now)
    {
        var timestamp = Header(call, TimestampHeader);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > MaxSkew.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp!), (byte)':', .. call.Body.Span];
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(Header(call, SignatureHeader) ?? ""));
    }

    // The list says when an alert changed and what state it is in by an object; the document by the times and a word. Null: no alert.
    private static ReadItem? Item(JsonElement alert, string changed, DateTimeOffset now)
    {
        if (alert.ValueKind != JsonValueKind.Object
            || Text(alert, "fingerprint") is not { } fingerprint || !Fingerprint().IsMatch(fingerprint)
            || Labels(alert) is not { } labels
            || !alert.TryGetProperty(changed, out var at) || at.ValueKind != JsonValueKind.String || !at.TryGetDateTimeOffset(out var changedAt))
        {
            return null;
        }

        // Alertmanager gives every alert an end, in the future while it is active; Grafana's document has year 1 for none.
        var endsAt = alert.TryGetProperty("endsAt", out var end) && end.ValueKind == JsonValueKind.String && end.TryGetDateTimeOffset(out var ends) && ends.Year > 1 ? ends : (DateTimeOffset?)null;
        var active = alert.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String ? status.ValueEquals("firing") : endsAt is null || endsAt > now;
        var title = Text(labels, "alertname") ?? "An alert without a name";
        return new ReadItem(fingerprint, ReadKind.Alerts, GrafanaAnswer.Plain(title, MaxTitle), active, active || endsAt is null ? changedAt : endsAt.Value, alert);
    }

    private static JsonElement? Labels(JsonElement alert) =>
        alert.TryGetProperty("labels", out var labels) && labels.ValueKind == JsonValueKind.Object ? labels : null;

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Header(InboundCall call, string name) =>
        call.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    private static JsonElement? Parse(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            return null;
        }
    }

    [GeneratedRegex(@"\A[0-9a-f]{16}\z")]
    private static partial Regex Fingerprint();
}
