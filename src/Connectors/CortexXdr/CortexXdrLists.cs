using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.CortexXdr;

/// <summary>
/// Lists, by windows of at most 100. They are asked for in the order in which things came to be: what changes in between stays where it is, and what is new
/// stands behind. What is there is counted, because <c>result_count</c> may say another number.
/// </summary>
internal static partial class CortexXdrLists
{
    public const int Window = 100;
    private const int MaxTitle = 200;
    private const int MaxKey = 100;

    public static Task<Result<ReadPage>> Incidents(CortexXdrApi api, Connection connection, ReadCall call, CancellationToken ct) =>
        Page(api, connection, call, "incidents/get_incidents", "incidents", "modification_time", "creation_time", Incident, ct);

    public static Task<Result<ReadPage>> Endpoints(CortexXdrApi api, Connection connection, ReadCall call, CancellationToken ct) =>
        Page(api, connection, call, "endpoints/get_endpoint", "endpoints", "last_seen", "first_seen", Endpoint, ct);

    /// <summary>One thing by its id; null without a failure when there is none.</summary>
    public static async Task<(JsonElement? Thing, ActionOutcome.Failed? Failure)> One(
        CortexXdrApi api, Connection connection, string call, string list, string filter, string idMember, string id, CancellationToken ct)
    {
        var answer = await api.Ask(
            connection,
            call,
            new { filters = new[] { new { field = filter, @operator = "in", value = new[] { id } } }, search_from = 0, search_to = 1 },
            changes: false,
            ct);
        return answer.Failure is { } failure ? (null, failure)
            : LooseJson.At(answer.Reply, list) is not { ValueKind: JsonValueKind.Array } ? (null, api.Http.NotTheProduct(changes: false))
            : LooseJson.Objects(answer.Reply, list).FirstOrDefault(thing => LooseJson.Text(thing, idMember) == id) is { ValueKind: JsonValueKind.Object } one ? (one, null)
            : (null, null);
    }

    private static async Task<Result<ReadPage>> Page(
        CortexXdrApi api,
        Connection connection,
        ReadCall call,
        string path,
        string list,
        string changed,
        string came,
        Func<JsonElement, (ReadItem? Item, Rejection? Rejection)> item,
        CancellationToken ct)
    {
        if (call.Cursor is { } cursor && !Digits().IsMatch(cursor))
        {
            return CortexXdrProblems.BadCursor;
        }

        var from = call.Cursor is null ? 0 : int.Parse(call.Cursor, CultureInfo.InvariantCulture);
        var asked = Math.Min(call.Limit, Window);
        var data = new Dictionary<string, object>
        {
            ["search_from"] = from,
            ["search_to"] = from + asked,
            ["sort"] = new { field = came, keyword = "asc" },
        };
        if (call.Since is { } since)
        {
            data["filters"] = new[] { new { field = changed, @operator = "gte", value = since.ToUnixTimeMilliseconds() } };
        }

        var answer = await api.Ask(connection, path, data, changes: false, ct);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        if (LooseJson.At(answer.Reply, list) is not { ValueKind: JsonValueKind.Array } things)
        {
            return api.Http.NotTheProduct(changes: false).AsProblem();
        }

        var read = things.EnumerateArray().Select(item).ToArray();
        var goesOn = read.Length > 0 && (read.Length >= asked || LooseJson.Number(answer.Reply, "total_count") > from + read.Length);
        return new ReadPage([.. read.Select(one => one.Item).OfType<ReadItem>()], goesOn ? (from + read.Length).ToString(CultureInfo.InvariantCulture) : null)
        {
            Rejected = [.. read.Select(one => one.Rejection).OfType<Rejection>()],
        };
    }

    private static (ReadItem? Item, Rejection? Rejection) Incident(JsonElement incident)
    {
        if (Key(incident, "incident_id") is not { } key)
        {
            return (null, CortexXdrProblems.NoId);
        }

        if ((LooseJson.Time(incident, "modification_time") ?? LooseJson.Time(incident, "creation_time")) is not { } changed)
        {
            return (null, CortexXdrProblems.NoTime(key));
        }

        var status = LooseJson.Text(incident, "status", 60) ?? "";
        var resolved = CortexXdrIncidents.IsResolved(status);
        var title = LooseJson.Line(LooseJson.FirstText(incident, "incident_name", "description") ?? $"Incident {key}", MaxTitle) is { Length: > 0 } line ? line : $"Incident {key}";
        var created = LooseJson.Time(incident, "creation_time");

        // "name:endpoint id"
        var hosts = LooseJson.Texts(incident, "hosts").Select(host => host.Split(':')).ToArray();
        var host = hosts.FirstOrDefault();
        return (new ReadItem(key, ReadKind.Alerts, title, !resolved, changed, incident)
        {
            Record = new DetectionFinding(
                title,
                SeverityTable.Usual.Of(LooseJson.Text(incident, "severity", 40)),
                resolved ? FindingStatus.Resolved : status switch { "new" => FindingStatus.New, "under_investigation" => FindingStatus.InProgress, _ => FindingStatus.Unknown },
                created ?? changed)
            {
                Desc = LooseJson.Text(incident, "description"),
                FirstSeenTime = created,
                LastSeenTime = changed,
                Types = [.. LooseJson.Texts(incident, "alert_categories").Take(20)],
                Attacks = [.. LooseJson.Texts(incident, "mitre_techniques_ids_and_names").Select(text => Technique().Match(text)).Where(found => found.Success)
                    .Select(found => new Attack(found.Value, null)).Distinct().Take(50)],
                Count = LooseJson.Number(incident, "alert_count") is { } count && count is >= 1 and <= 1_000_000_000 ? (long)count : 1,
                Device = host is null ? null : new Modules.Integrations.Contracts.Ocsf.Endpoint { Uid = host.Length > 1 ? host[^1] : null, Name = host[0], Hostname = host[0] },
                User = LooseJson.Text(incident, "users", 300),
                SrcUrl = LooseJson.Text(incident, "xdr_url", 1000),
                Observables = NormalObservable.All(
                [
                    .. hosts.Select(one => NormalObservable.Of(ObservableType.Hostname, one[0])),
                    .. LooseJson.Texts(incident, "users").Select(user => NormalObservable.Of(ObservableType.UserName, user)),
                ]),
            },
        }, null);
    }

    private static (ReadItem? Item, Rejection? Rejection) Endpoint(JsonElement endpoint)
    {
        if (Key(endpoint, "endpoint_id") is not { } key)
        {
            return (null, CortexXdrProblems.NoId);
        }

        if ((LooseJson.Time(endpoint, "last_seen") ?? LooseJson.Time(endpoint, "first_seen")) is not { } seen)
        {
            return (null, CortexXdrProblems.NoTime(key));
        }

        var name = LooseJson.Text(endpoint, "endpoint_name", MaxTitle);
        var status = LooseJson.Text(endpoint, "endpoint_status", 60);
        return (new ReadItem(key, ReadKind.Assets, LooseJson.Line(name ?? key, MaxTitle) is { Length: > 0 } line ? line : key, status is not ("UNINSTALLED" or "DELETED"), seen, endpoint)
        {
            Record = new InventoryInfo(
                new Modules.Integrations.Contracts.Ocsf.Endpoint
                {
                    Uid = key,
                    Name = name,
                    Hostname = name,
                    Ip = [.. LooseJson.Texts(endpoint, "ip").Concat(LooseJson.Texts(endpoint, "ipv6")).Select(NormalAddress.Ip).OfType<string>().Distinct()],
                    Mac = NormalAddress.Mac(LooseJson.Text(endpoint, "mac_address", 40)),
                    Os = LooseJson.FirstText(endpoint, "operating_system", "os_type"),
                    Type = LooseJson.Text(endpoint, "endpoint_type", 60),
                },
                seen)
            {
                // Text, and no truth value: AGENT_UNISOLATED is not isolated.
                State = CortexXdrIsolation.StateOf(endpoint) == IsolationState.Isolated ? "isolated" : status?.ToLowerInvariant(),
                LastSeenTime = LooseJson.Time(endpoint, "last_seen"),
                Groups = LooseJson.Texts(endpoint, "group_name"),
            },
        }, null);
    }

    private static string? Key(JsonElement thing, string member) => LooseJson.Text(thing, member, MaxKey) is { } text && LooseJson.Line(text, MaxKey) is { Length: > 0 } key ? key : null;

    [GeneratedRegex(@"\A\d{1,8}\z")]
    private static partial Regex Digits();

    [GeneratedRegex(@"T\d{4}(\.\d{3})?")]
    private static partial Regex Technique();
}
