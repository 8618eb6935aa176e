using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>
/// Agents (<c>GET /agents</c>). The API pages by offset: when an agent goes between two pages, what follows moves up. Pages after the first therefore ask for some
/// that came already, and leave them out by their id, which is the order.
/// </summary>
internal static class WazuhAgents
{
    public const string ManagerId = "000";

    private const string Cursor = "agents";
    private const int Overlap = 50;
    private const int MaxTitle = 200;

    public static async Task<Result<ReadPage>> Read(WazuhApi api, Connection connection, ReadCall call, DateTimeOffset now, CancellationToken ct)
    {
        var (offset, last) = (0, -1L);
        if (call.Cursor is { } cursor
            && (PageCursor.Read(cursor, Cursor, 2) is not [{ } at, { } id] || !int.TryParse(at, out offset) || !long.TryParse(id, out last) || offset is < 0 or > 10_000_000))
        {
            return WazuhProblems.BadCursor;
        }

        var overlap = Math.Min(offset, Overlap);
        var answer = await api.Get(connection, $"agents?offset={offset - overlap}&limit={call.Limit + overlap}&sort=id", ct);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        var all = answer.Items;
        var items = new List<ReadItem>();
        var rejected = new List<Rejection>();
        var (taken, seen) = (0, 0);
        foreach (var agent in all)
        {
            // What was on the page before: by its id, or by its place where it has none.
            var number = Number(agent);
            var place = seen++;
            if (call.Cursor is not null && (number is { } known ? known <= last : place < overlap))
            {
                continue;
            }

            if (taken == call.Limit)
            {
                seen--;
                break;
            }

            taken++;
            if (number is null || Item(agent, now) is not { } item)
            {
                rejected.Add(WazuhProblems.NoAgentId);
            }
            else if (call.Since is null || item.ChangedAt >= call.Since)
            {
                items.Add(item);
            }
        }

        var ids = all.Take(seen).Select(Number).OfType<long>().DefaultIfEmpty(last).Max();
        var read = offset - overlap + seen;
        var more = taken > 0 && read < (LooseJson.Number(answer.Json, "data.total_affected_items") ?? 0);
        return new ReadPage(items, more ? PageCursor.Of(Cursor, $"{read}", $"{Math.Max(ids, last)}") : null) { Rejected = rejected };
    }

    /// <summary>One agent as the API shows it; a problem when it shows none.</summary>
    public static async Task<Result<JsonElement>> Find(WazuhApi api, Connection connection, string id, CancellationToken ct)
    {
        var answer = await api.Get(connection, $"agents?agents_list={id}&limit=1", ct);
        return answer.Failure is { } failure ? failure.Code == "wazuh.no_such_agent" ? WazuhProblems.NoSuchAgent : failure.AsProblem()
            : answer.Items.FirstOrDefault(a => LooseJson.Text(a, "id") == id) is { ValueKind: JsonValueKind.Object } agent ? agent
            : WazuhProblems.NoSuchAgent;
    }

    /// <summary>What is wrong with an agent's id as a target; null when it will do.</summary>
    public static Problem? WhatIsWrong(string id) =>
        id.Length is < 3 or > 8 || !id.All(char.IsAsciiDigit) ? WazuhProblems.BadAgent : id.All(c => c == '0') ? WazuhProblems.IsManager : null;

    private static long? Number(JsonElement agent) =>
        agent.ValueKind == JsonValueKind.Object && LooseJson.Text(agent, "id", 20) is { } id && id.All(char.IsAsciiDigit) && long.TryParse(id, out var number) ? number : null;

    private static ReadItem? Item(JsonElement agent, DateTimeOffset now)
    {
        if (LooseJson.Text(agent, "id", 20) is not { } id)
        {
            return null;
        }

        // The manager is heard of always, which Wazuh writes as the year 9999; an agent that never came has no such time.
        var seen = LooseJson.Time(agent, "lastKeepAlive");
        var title = LooseJson.Line(LooseJson.Text(agent, "name") ?? $"Agent {id}", MaxTitle);
        var record = new InventoryInfo(
            new Endpoint
            {
                Uid = id,
                Name = title,
                Hostname = LooseJson.Text(agent, "name"),
                Ip = [.. LooseJson.Texts(agent, "ip").Concat(LooseJson.Texts(agent, "registerIP")).Select(NormalAddress.Ip).OfType<string>().Distinct()],
                Os = LooseJson.Text(agent, "os.name") is { } os ? $"{os} {LooseJson.Text(agent, "os.version")}".Trim() : null,
                Type = id == ManagerId ? "manager" : "agent",
            },
            seen ?? now)
        {
            State = LooseJson.Text(agent, "status"),
            LastSeenTime = seen,
            Groups = LooseJson.Texts(agent, "group"),
        };
        return new ReadItem(id, ReadKind.Assets, title, Active: true, seen ?? LooseJson.Time(agent, "dateAdd") ?? now, agent) { Record = record };
    }
}
