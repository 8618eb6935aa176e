using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>
/// Alerts of the daily indices <c>wazuh-alerts-*</c> (extensions/elasticsearch/7.x/wazuh-template.json). What is below <c>data</c> is the decoder's: any of it may be
/// missing, or an object where a text was expected.
/// </summary>
internal static partial class WazuhAlerts
{
    private const string Indices = "wazuh-alerts-*";
    private const string Cursor = "alerts";
    private const int MaxTitle = 200;
    private const long UsualLevel = 7;

    // Rule levels are 0 to 16. The steps are ours; Wazuh's own words begin high at 12 and critical at 15 too.
    private static readonly SeverityTable Levels = SeverityTable.Numbers(
        (0, SeverityId.Informational), (4, SeverityId.Low), (7, SeverityId.Medium), (12, SeverityId.High), (15, SeverityId.Critical));

    public static async Task<Result<ReadPage>> Read(WazuhIndexer indexer, Connection connection, ReadCall call, CancellationToken ct)
    {
        if (WazuhDocuments.After(call.Cursor, Cursor, 3).Fails(out var after, out var problem))
        {
            return problem;
        }

        // Of 0 on is all there is, with what has no level.
        var filter = new List<object>();
        if ((connection.Settings.NumberOrNull("minimumLevel") ?? UsualLevel) is > 0 and var level)
        {
            filter.Add(new { range = new Dictionary<string, object> { ["rule.level"] = new { gte = level } } });
        }

        if (call.Since is { } since)
        {
            filter.Add(new { range = new { timestamp = new { gte = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") } } });
        }

        var search = new Dictionary<string, object>
        {
            ["size"] = call.Limit,
            ["query"] = new { @bool = new { filter } },
            ["sort"] = new object[]
            {
                new { timestamp = new { order = "asc", unmapped_type = "date" } },
                new { id = new { order = "asc", unmapped_type = "keyword" } },

                // Two managers may give one id in one millisecond.
                new Dictionary<string, object> { ["agent.id"] = new { order = "asc", unmapped_type = "keyword" } },
            },
        };
        if (after.Length > 0)
        {
            search["search_after"] = after;
        }

        return (await indexer.Search(connection, Indices, search, ct)).Map(hits => WazuhDocuments.Page(hits, Cursor, call.Limit, Item));
    }

    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement hit, string key, JsonElement alert)
    {
        if ((LooseJson.Time(alert, "timestamp") ?? LooseJson.Time(alert, "@timestamp")) is not { } at)
        {
            return (null, WazuhProblems.NoTime(key));
        }

        var title = LooseJson.Line(LooseJson.Text(alert, "rule.description") ?? "An alert without a description", MaxTitle);
        return (new ReadItem(key, ReadKind.Alerts, title, Active: true, at, hit) { Record = Record(alert, title, at) }, null);
    }

    private static DetectionFinding Record(JsonElement alert, string title, DateTimeOffset at)
    {
        var source = LooseJson.FirstText(alert, "data.srcip", "data.win.eventdata.ipAddress", "data.src_ip");
        var target = LooseJson.FirstText(alert, "data.dstip", "data.win.eventdata.destinationIp", "data.dest_ip");
        var user = LooseJson.FirstText(alert, "data.dstuser", "data.win.eventdata.targetUserName", "data.win.eventdata.subjectUserName", "data.srcuser");
        return new DetectionFinding(title, LooseJson.Number(alert, "rule.level") is { } level ? Levels.Of(level) : SeverityId.Unknown, FindingStatus.Unknown, at)
        {
            Desc = LooseJson.Text(alert, "full_log"),
            Analytic = new Analytic(LooseJson.Text(alert, "rule.id"), title),
            Types = LooseJson.Texts(alert, "rule.groups"),
            Attacks = Attacks(alert),
            Device = Agent(alert),
            SrcEndpoint = End(source, LooseJson.FirstText(alert, "data.srcport", "data.src_port")),
            DstEndpoint = End(target, LooseJson.FirstText(alert, "data.dstport", "data.dest_port")),
            User = user,
            Observables = NormalObservable.All(
                NormalObservable.Of(ObservableType.IpAddress, source),
                NormalObservable.Of(ObservableType.IpAddress, target),
                NormalObservable.Of(ObservableType.UserName, user),
                NormalObservable.Of(ObservableType.UserName, LooseJson.Text(alert, "data.srcuser")),
                NormalObservable.Of(ObservableType.UrlString, LooseJson.Text(alert, "data.url")),
                NormalObservable.Of(ObservableType.Hash, LooseJson.FirstText(alert, "syscheck.sha256_after", "data.virustotal.source.sha1")),
                NormalObservable.Of(ObservableType.Hostname, LooseJson.FirstText(alert, "predecoder.hostname", "data.win.system.computer", "agent.name")),
                NormalObservable.Of(ObservableType.IpAddress, LooseJson.Text(alert, "agent.ip"))),
        };
    }

    private static Endpoint? Agent(JsonElement alert) => LooseJson.Text(alert, "agent.id") is not { } id ? null : new Endpoint
    {
        Uid = id,
        Name = LooseJson.Text(alert, "agent.name"),
        Hostname = LooseJson.FirstText(alert, "predecoder.hostname", "data.win.system.computer"),
        Ip = NormalAddress.Ip(LooseJson.Text(alert, "agent.ip")) is { } ip ? [ip] : [],
    };

    private static Endpoint? End(string? text, string? port) => NormalAddress.Ip(text) is not { } ip ? null : new Endpoint
    {
        Ip = [ip],
        Port = ushort.TryParse(port, out var number) ? number : null,
    };

    // Ids and tactics are two lists that need not be as long as each other: one technique can belong to several tactics.
    private static Attack[] Attacks(JsonElement alert)
    {
        var tactics = LooseJson.Texts(alert, "rule.mitre.tactic");
        var techniques = LooseJson.Texts(alert, "rule.mitre.id").Where(id => Technique().IsMatch(id)).Distinct().ToArray();
        return [.. techniques.Select((id, i) => new Attack(id, techniques.Length == tactics.Count ? tactics[i] : techniques.Length == 1 && tactics.Count > 0 ? tactics[0] : null))];
    }

    [GeneratedRegex(@"\AT\d{4}(\.\d{3})?\z")]
    private static partial Regex Technique();
}
