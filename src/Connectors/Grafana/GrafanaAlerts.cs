using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Grafana;

/// <summary>
/// Alerts as Grafana writes them: the list of its Alertmanager (<c>GET /api/alertmanager/grafana/api/v2/alerts</c>, prometheus/alertmanager
/// <c>api/v2/openapi.yaml</c>) and the document that a webhook contact point posts. Both name an alert by its fingerprint, 16 hexadecimal digits
/// over its labels; it is the same when the alert fires anew.
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

        var read = alerts.EnumerateArray().Select(alert => Item(alert, "updatedAt", now)).ToArray();
        var after = read.Select(one => one.Item).OfType<ReadItem>()
            .Where(item => (call.Since is null || item.ChangedAt >= call.Since) && string.CompareOrdinal(item.Key, call.Cursor) > 0)
            .OrderBy(item => item.Key, StringComparer.Ordinal)
            .Take(call.Limit + 1)
            .ToArray();
        return new ReadPage(after[..Math.Min(after.Length, call.Limit)], after.Length > call.Limit ? after[call.Limit - 1].Key : null)
        {
            Rejected = call.Cursor is null ? Rejected(read) : [],
        };
    }

    /// <summary>
    /// A document, if it is signed: the header has the HMAC-SHA256, in hexadecimal, of the timestamp in Unix seconds, a colon and the body; or of the body
    /// alone, where the settings say that the contact point signs so.
    /// </summary>
    public static Result<ReadPage> Accept(InboundCall call, string? secret, FieldValues settings, DateTimeOffset now)
    {
        if (string.IsNullOrEmpty(secret))
        {
            return GrafanaProblems.NoWebhookSecret;
        }

        if (!IsSigned(call, secret, settings, now))
        {
            return GrafanaProblems.NotSigned;
        }

        if (LooseJson.Parse(call.Body) is not { } document || LooseJson.At(document, "alerts") is not { ValueKind: JsonValueKind.Array } alerts || alerts.GetArrayLength() is 0 or > MaxAlerts)
        {
            return GrafanaProblems.NotAnAlert;
        }

        var read = alerts.EnumerateArray().Select(alert => Item(alert, "startsAt", now)).ToArray();
        return new ReadPage([.. read.Select(one => one.Item).OfType<ReadItem>()], null)
        {
            // What the contact point's limit left out came nowhere.
            Rejected = LooseJson.Number(document, "truncatedAlerts") is > 0 and var left ? [.. Rejected(read), GrafanaProblems.Truncated(left)] : Rejected(read),
        };
    }

    private static Rejection[] Rejected(IEnumerable<(ReadItem? Item, Rejection? Rejection)> read) => [.. read.Select(one => one.Rejection).OfType<Rejection>()];

    private static bool IsSigned(InboundCall call, string secret, FieldValues settings, DateTimeOffset now)
    {
        if (settings.BooleanOrNull("webhookSignsBodyOnly") == true)
        {
            return IsSigned(call, secret, call.Body.Span);
        }

        var timestamp = Header(call, settings.TextOrNull("webhookTimestampHeader") ?? TimestampHeader);
        if (!long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) || Math.Abs(now.ToUnixTimeSeconds() - seconds) > MaxSkew.TotalSeconds)
        {
            return false;
        }

        byte[] signed = [.. Encoding.ASCII.GetBytes(timestamp!), (byte)':', .. call.Body.Span];
        return IsSigned(call, secret, signed);
    }

    private static bool IsSigned(InboundCall call, string secret, ReadOnlySpan<byte> signed)
    {
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(Header(call, SignatureHeader) ?? ""));
    }

    // The list says when an alert changed and what state it is in by an object; the document by the times and a word.
    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement alert, string changed, DateTimeOffset now)
    {
        if (LooseJson.Text(alert, "fingerprint") is not { } fingerprint || !Fingerprint().IsMatch(fingerprint))
        {
            return (null, GrafanaProblems.NoFingerprint);
        }

        if (LooseJson.Time(alert, changed) is not { } changedAt)
        {
            return (null, GrafanaProblems.NoTime(fingerprint));
        }

        // Alertmanager gives every alert an end, in the future while it is active; Grafana's document has year 1 for none.
        var endsAt = LooseJson.Time(alert, "endsAt");
        var active = LooseJson.At(alert, "status") is { ValueKind: JsonValueKind.String } status ? status.ValueEquals("firing") : endsAt is null || endsAt > now;
        var title = LooseJson.Line(LooseJson.FirstText(alert, "labels.rulename", "labels.alertname") ?? "An alert without a name", MaxTitle);
        var endedAt = active ? null : endsAt;
        return (new ReadItem(fingerprint, ReadKind.Alerts, title, active, endedAt ?? changedAt, alert) { Record = Record(alert, title, active, endedAt, changedAt) }, null);
    }

    private static DetectionFinding Record(JsonElement alert, string title, bool active, DateTimeOffset? endedAt, DateTimeOffset changedAt)
    {
        var host = LooseJson.FirstText(alert, "labels.instance", "labels.host", "labels.hostname", "labels.node");
        var address = NormalAddress.Ip(host);
        return new DetectionFinding(
            title,
            SeverityTable.Usual.Of(LooseJson.FirstText(alert, "labels.severity", "labels.priority")),
            !active ? FindingStatus.Resolved : LooseJson.Text(alert, "status.state") == "suppressed" ? FindingStatus.Suppressed : FindingStatus.New,
            LooseJson.Time(alert, "startsAt") ?? changedAt)
        {
            Desc = LooseJson.FirstText(alert, "annotations.description", "annotations.summary", "annotations.message"),
            FirstSeenTime = LooseJson.Time(alert, "startsAt"),
            LastSeenTime = endedAt,
            Types = KindOf(alert),
            Analytic = new Analytic(LooseJson.FirstText(alert, "ruleUID", "labels.__alert_rule_uid__"), title),
            Device = host is null ? null : new Endpoint { Name = host, Hostname = address is null ? host : null, Ip = address is null ? [] : [address] },
            SrcUrl = LooseJson.FirstText(alert, "panelURL", "dashboardURL", "generatorURL"),
            Observables = NormalObservable.All(
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.FirstText(alert, "labels.src_ip", "labels.ip", "labels.address")),
                NormalObservable.Of(ObservableType.IpAddress, address),
                address is null ? NormalObservable.Of(ObservableType.Hostname, host) : null),
        };
    }

    // Not the rule's own finding, but that it could not look: the rule's name is in another label then.
    private static string[] KindOf(JsonElement alert) =>
        LooseJson.Text(alert, "labels.alertname", 100) is { } name && name is ("DatasourceError" or "DatasourceNoData") ? [name] : [];

    private static string? Header(InboundCall call, string name) =>
        call.Headers.FirstOrDefault(h => h.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value;

    [GeneratedRegex(@"\A[0-9a-f]{16}\z")]
    private static partial Regex Fingerprint();
}
