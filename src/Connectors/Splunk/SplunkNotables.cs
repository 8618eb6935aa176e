using System.Globalization;
using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>
/// Notable events of Enterprise Security, by a search over its macro <c>notable</c>, bounded by when they were indexed: what is late has an old time of its own. The
/// cursor holds the job; its pages are of one result that does not change.
/// </summary>
internal static class SplunkNotables
{
    private const string Running = "notables";
    private const int MaxRows = 50_000;
    private static readonly TimeSpan Back = TimeSpan.FromDays(30);
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(2);

    public static async Task<Result<ReadPage>> Read(SplunkSearches searches, Connection connection, ReadCall call, CancellationToken ct)
    {
        if (call.Cursor is null)
        {
            return await Begin(searches, connection, call.Since?.ToUnixTimeSeconds(), ct);
        }

        if (PageCursor.Read(call.Cursor, Running, 3) is not [{ } sid, { } at, { } from] || !SplunkSearches.IsSid(sid)
            || !int.TryParse(at, NumberStyles.None, CultureInfo.InvariantCulture, out var offset) || !long.TryParse(from, NumberStyles.None, CultureInfo.InvariantCulture, out var since))
        {
            return SplunkProblems.BadCursor;
        }

        if ((await searches.Follow(connection, sid, ct)).Fails(out var found, out var problem))
        {
            return problem;
        }

        if (found is null)
        {
            return new ReadPage([], call.Cursor) { Wait = Poll };
        }

        if (offset >= found.Count)
        {
            await searches.Cancel(connection, sid, ct);
            return new ReadPage([], null);
        }

        if ((await searches.Rows(connection, sid, offset, call.Limit, ct)).Fails(out var rows, out var unread))
        {
            return unread;
        }

        var read = rows.Select(Item).ToArray();
        var page = new ReadPage([.. read.Select(r => r.Item).OfType<ReadItem>()], null) { Rejected = [.. read.Select(r => r.Rejection).OfType<Rejection>()] };
        if (rows.Length > 0 && offset + rows.Length < found.Count)
        {
            return page with { Next = PageCursor.Of(Running, sid, $"{offset + rows.Length}", from) };
        }

        await searches.Cancel(connection, sid, ct);

        // A result that is as long as a result may be is not all: what follows begins where it ended.
        return rows.Length > 0 && found.Count >= MaxRows && LooseJson.Number(rows[^1], "holdfast_indextime") is { } reached && (long)reached >= since
            ? (await Begin(searches, connection, (long)reached == since ? since + 1 : (long)reached, ct)).Map(next => page with { Next = next.Next, Wait = next.Wait })
            : page;
    }

    /// <summary>One notable event as it is now; a problem when there is none.</summary>
    public static async Task<Result<JsonElement>> Find(SplunkSearches searches, Connection connection, string id, CancellationToken ct)
    {
        // The id's form is checked before: it stands inside a macro, where nothing can be quoted.
        var found = await searches.OneShot(connection, new SplunkSearch($"search `notable_by_id(\"{id}\")` | head 1", "0", "now", 1), ct);
        return found.Fails(out var rows, out var problem) ? problem : rows is [{ ValueKind: JsonValueKind.Object } row, ..] ? row : SplunkProblems.NoSuchNotable;
    }

    private static async Task<Result<ReadPage>> Begin(SplunkSearches searches, Connection connection, long? since, CancellationToken ct)
    {
        var earliest = since is { } from ? Math.Max(from - (long)Back.TotalSeconds, 0) : 0;
        var text = string.Create(CultureInfo.InvariantCulture, $"search _index_earliest={since ?? 0} `notable` | eval holdfast_indextime=_indextime | sort 0 holdfast_indextime, event_id | fields - _raw");
        return (await searches.Start(connection, new SplunkSearch(text, $"{earliest}", "now", MaxRows), ct))
            .Map(sid => new ReadPage([], PageCursor.Of(Running, sid, "0", $"{since ?? 0}")) { Wait = Poll });
    }

    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object)
        {
            return (null, SplunkProblems.NotARow);
        }

        // _cd and _bkt look like ids and are not: two events can share them.
        if ((LooseJson.Text(row, "event_id", 400) ?? LooseJson.Text(row, "rule_id", 400)) is not { } key)
        {
            return (null, SplunkProblems.NoId);
        }

        if ((LooseJson.Time(row, "_time") ?? LooseJson.Time(row, "orig_time") ?? LooseJson.Time(row, "holdfast_indextime")) is not { } at)
        {
            return (null, SplunkProblems.NoTime(key));
        }

        var title = SplunkFields.Title(row, LooseJson.FirstText(row, "rule_title", "rule_name", "search_name"), "A notable event without a title");
        var status = Status(row);
        var record = new DetectionFinding(title, SeverityTable.Usual.Of(LooseJson.FirstText(row, "urgency", "severity")), status, at)
        {
            Desc = LooseJson.FirstText(row, "rule_description", "savedsearch_description"),
            Analytic = new Analytic(LooseJson.Text(row, "search_name"), LooseJson.FirstText(row, "rule_name", "search_name")),
            Types = LooseJson.Texts(row, "security_domain"),
            Attacks = [.. LooseJson.Texts(row, "annotations.mitre_attack").Where(t => t.Length is 5 or 9 && t[0] == 'T' && char.IsAsciiDigit(t[1])).Select(t => new Attack(t, null))],
            Device = SplunkFields.End(row, "dest") ?? SplunkFields.End(row, "dvc"),
            SrcEndpoint = SplunkFields.End(row, "src", "src_port"),
            DstEndpoint = SplunkFields.End(row, "dest", "dest_port"),
            User = LooseJson.FirstText(row, "user", "src_user"),

            // The field host is the search head that wrote the notable event: all of them would have it in common.
            Observables = SplunkFields.Observables(row, "orig_host"),
        };
        return (new ReadItem(key, ReadKind.Alerts, title, status != FindingStatus.Resolved, at, row) { Record = record }, null);
    }

    // Ids of states are each installation's own; groups and usual words are Splunk's.
    private static FindingStatus Status(JsonElement row) =>
        LooseJson.Truth(row, "status_end") == true ? FindingStatus.Resolved : (LooseJson.FirstText(row, "status_group", "status_label") ?? "").ToLowerInvariant() switch
        {
            "closed" or "resolved" => FindingStatus.Resolved,
            "new" or "unassigned" => FindingStatus.New,
            "open" or "in progress" or "pending" => FindingStatus.InProgress,
            _ => FindingStatus.Unknown,
        };
}
