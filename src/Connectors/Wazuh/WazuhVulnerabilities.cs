using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>
/// Known weaknesses as they are now, of <c>wazuh-states-vulnerabilities-*</c> (4.8 and later; src/wazuh_modules/vulnerability_scanner/indexer/template/index-template.json).
/// One that is fixed disappears.
/// </summary>
internal static partial class WazuhVulnerabilities
{
    private const string Indices = "wazuh-states-vulnerabilities-*";
    private const string Cursor = "vulnerabilities";
    private const int MaxTitle = 200;
    private static readonly string[] Order = ["agent.id", "vulnerability.id", "package.name", "package.version", "package.architecture", "package.path"];

    public static async Task<Result<ReadPage>> Read(WazuhIndexer indexer, Connection connection, ReadCall call, CancellationToken ct)
    {
        if (WazuhDocuments.After(call.Cursor, Cursor, Order.Length).Fails(out var after, out var problem))
        {
            return problem;
        }

        var search = new Dictionary<string, object>
        {
            ["size"] = call.Limit,
            ["sort"] = Order.Select(field => new Dictionary<string, object> { [field] = new { order = "asc", unmapped_type = "keyword" } }).ToArray(),
            ["query"] = call.Since is { } since
                ? new { range = new Dictionary<string, object> { ["vulnerability.detected_at"] = new { gte = since.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'") } } }
                : new { match_all = new { } },
        };
        if (after.Length > 0)
        {
            search["search_after"] = after;
        }

        return (await indexer.Search(connection, Indices, search, ct)).Map(hits => WazuhDocuments.Page(hits, Cursor, call.Limit, Item));
    }

    private static (ReadItem? Item, Rejection? Rejection) Item(JsonElement hit, string key, JsonElement found)
    {
        if ((LooseJson.Time(found, "vulnerability.detected_at") ?? LooseJson.Time(found, "vulnerability.published_at")) is not { } at)
        {
            return (null, WazuhProblems.NoTime(key));
        }

        var (id, package) = (LooseJson.Text(found, "vulnerability.id"), LooseJson.Text(found, "package.name"));
        var title = LooseJson.Line($"{id ?? "A weakness without a number"} in {package ?? "a package without a name"} {LooseJson.Text(found, "package.version")}", MaxTitle);
        var record = new VulnerabilityFinding(title, SeverityTable.Usual.Of(LooseJson.Text(found, "vulnerability.severity")), at)
        {
            Cve = id is not null && Cve().IsMatch(id) ? id : null,
            BaseScore = LooseJson.Number(found, "vulnerability.score.base") is { } score and >= 0 and <= 10 ? score : null,
            CvssVersion = LooseJson.Text(found, "vulnerability.score.version", 20),
            Desc = LooseJson.Text(found, "vulnerability.description"),
            PackageName = package,
            PackageVersion = LooseJson.Text(found, "package.version"),
            Device = LooseJson.Text(found, "agent.id") is not { } agent ? null : new Endpoint
            {
                Uid = agent,
                Name = LooseJson.Text(found, "agent.name"),
                Os = LooseJson.FirstText(found, "host.os.full", "host.os.name"),
            },

            // A list in one text.
            References = [.. LooseJson.Texts(found, "vulnerability.reference").SelectMany(text => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Take(20)],
        };
        return (new ReadItem(key, ReadKind.Vulnerabilities, title, Active: true, at, hit) { Record = record }, null);
    }

    [GeneratedRegex(@"\ACVE-\d{4}-\d{4,}\z")]
    private static partial Regex Cve();
}
