using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>
/// Alerts that saved searches fired: the list (<c>GET /services/alerts/fired_alerts/-</c>), which knows no time and keeps them for a day or so, and the document of an
/// alert's webhook action, which holds the first row only and no signature.
/// </summary>
internal static class SplunkFiredAlerts
{
    /// <summary>The header that holds the shared secret, where something between Splunk and here puts it: Splunk itself sends no header of one's own.</summary>
    public const string SecretHeader = "X-Holdfast-Secret";

    private const string Cursor = "fired";

    // 1 to 6; people see Info, Low, Medium, High and Critical for 1 to 5.
    private static readonly SeverityTable Severities = SeverityTable.Numbers(
        (1, SeverityId.Informational), (2, SeverityId.Low), (3, SeverityId.Medium), (4, SeverityId.High), (5, SeverityId.Critical), (6, SeverityId.Fatal));

    public static async Task<Result<ReadPage>> Read(SplunkApi api, ProductHttp http, Connection connection, ReadCall call, CancellationToken ct)
    {
        var (after, name) = (0L, "");
        if (call.Cursor is { } cursor)
        {
            if (PageCursor.Read(cursor, Cursor, 2) is not [{ } at, { } key] || !long.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out after))
            {
                return SplunkProblems.BadCursor;
            }

            name = key;
        }

        var answer = await api.Get(connection, "services/alerts/fired_alerts/-?count=0", ct);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (LooseJson.At(answer.Json, "entry") is not { ValueKind: JsonValueKind.Array })
        {
            return http.NotTheProduct(changes: false).AsProblem();
        }

        // The whole list each time, cut by time and name: what fires between two pages moves no other.
        var read = answer.Entries.Select(Item).ToArray();
        var items = read.Select(r => r.Item).OfType<ReadItem>()
            .Where(i => call.Since is null || i.ChangedAt >= call.Since)
            .Where(i => call.Cursor is null || (i.ChangedAt.ToUnixTimeMilliseconds(), i.Key).CompareTo((after, name)) > 0)
            .OrderBy(i => i.ChangedAt.ToUnixTimeMilliseconds()).ThenBy(i => i.Key)
            .Take(call.Limit + 1)
            .ToArray();
        var page = items[..Math.Min(items.Length, call.Limit)];
        return new ReadPage(page, items.Length > call.Limit ? PageCursor.Of(Cursor, $"{page[^1].ChangedAt.ToUnixTimeMilliseconds()}", page[^1].Key) : null)
        {
            Rejected = call.Cursor is null ? [.. read.Select(r => r.Rejection).OfType<Rejection>()] : [],
        };
    }

    /// <summary>A document. Splunk can say nothing but the receiver's address, and that is secret; where the integration has a shared secret as well, it must come too.</summary>
    public static Result<ReadPage> Accept(InboundCall call, string? secret, DateTimeOffset now)
    {
        var given = call.Headers.FirstOrDefault(h => h.Key.Equals(SecretHeader, StringComparison.OrdinalIgnoreCase)).Value ?? "";

        // Of their digests, so that not even the length can be measured.
        if (!string.IsNullOrEmpty(secret) && !CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), SHA256.HashData(Encoding.UTF8.GetBytes(secret))))
        {
            return SplunkProblems.NotProven;
        }

        if (LooseJson.Parse(call.Body) is not { ValueKind: JsonValueKind.Object } document || LooseJson.Text(document, "sid", 300) is not { } sid
            || LooseJson.At(document, "result") is not { ValueKind: JsonValueKind.Object } row)
        {
            return SplunkProblems.NotAnAlert;
        }

        var title = SplunkFields.Title(row, LooseJson.Text(document, "search_name"), "An alert without a name");
        var at = LooseJson.Time(row, "_time") ?? now;
        var record = new DetectionFinding(title, SeverityTable.Usual.Of(LooseJson.FirstText(row, "urgency", "severity")), FindingStatus.New, at)
        {
            Analytic = new Analytic(null, LooseJson.Text(document, "search_name")),
            Device = SplunkFields.End(row, "dest") ?? SplunkFields.End(row, "host"),
            SrcEndpoint = SplunkFields.End(row, "src", "src_port"),
            DstEndpoint = SplunkFields.End(row, "dest", "dest_port"),
            User = LooseJson.FirstText(row, "user", "src_user"),
            SrcUrl = LooseJson.Text(document, "results_link"),
            Observables = SplunkFields.Observables(row, "host"),
        };
        return new ReadPage([new ReadItem(sid, ReadKind.Alerts, title, Active: true, at, document) { Record = record }], null);
    }

    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement entry)
    {
        // One search fires one alert, or one for each row: then the search's id is not enough. The document of a webhook has that id alone.
        var sid = LooseJson.Text(entry, "content.sid", 300);
        var key = LooseJson.Truth(entry, "content.digest_mode") != false && sid is not null ? sid : LooseJson.Text(entry, "name", 400);
        if (key is null)
        {
            return (null, SplunkProblems.NoId);
        }

        if (LooseJson.Time(entry, "content.trigger_time") is not { } at)
        {
            return (null, SplunkProblems.NoTime(key));
        }

        var search = LooseJson.Text(entry, "content.savedsearch_name");
        var title = LooseJson.Line(search ?? "An alert without a name", 200);
        var record = new DetectionFinding(title, LooseJson.Number(entry, "content.severity") is { } severity ? Severities.Of(severity) : SeverityId.Unknown, FindingStatus.New, at)
        {
            Analytic = new Analytic(search, search),
            Types = LooseJson.Texts(entry, "content.alert_type"),
            Count = LooseJson.Number(entry, "content.triggered_alerts") is { } count and >= 1 and <= int.MaxValue ? (long)count : 1,
        };
        return (new ReadItem(key, ReadKind.Alerts, title, Active: true, at, entry) { Record = record }, null);
    }
}
