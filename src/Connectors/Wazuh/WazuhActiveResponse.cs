using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>
/// Active response of 4.x (<c>PUT /active-response</c>; framework/wazuh/core/active_response.py, src/os_execd/execd.c, src/active-response/active_responses.c). A command
/// is a script's name with its timeout (<c>firewall-drop600</c>) as the manager's configuration has it; <c>!name</c> runs any file of that name on the agent, so only names
/// that stand here are ever sent. Success means sent, not done: proof is an alert of the agent that the script ran. Nothing takes a block back but its own timeout.
/// </summary>
internal sealed partial class WazuhActiveResponse(ProductHttp http, WazuhApi api, WazuhIndexer indexer, TimeProvider time)
{
    /// <summary>Scripts that let an address in again: not Wazuh's, installed by who runs the agents.</summary>
    public static IReadOnlyList<string> UnblockScripts { get; } = ["holdfast-unblock", "unblock-address"];

    private const int MaxAgents = 500;

    // Scripts that come with Wazuh and block an address.
    private static readonly string[] BlockScripts = ["firewall-drop", "firewalld-drop", "host-deny", "ipfw", "netsh", "npf", "pf", "route-null", "win_route-null"];
    private static readonly TimeSpan ProofWithin = TimeSpan.FromDays(1);

    /// <summary>What is wrong with the commands that the settings allow; null when they will do.</summary>
    public static Problem? Check(FieldValues settings) => settings.Texts("blockCommands").All(c => Parse(c) is not null) ? null : WazuhProblems.BadCommands;

    /// <summary>What a call would send, and to whom; a problem when it cannot be sent.</summary>
    public async Task<Result<Order>> Prepare(Connection connection, ActionCall call, bool block, CancellationToken ct)
    {
        if (NormalAddress.Ip(call.Parameters.Text("address")) is not { } address)
        {
            return WazuhProblems.BadAddress;
        }

        if ((block ? Block(connection, call) : Unblock(connection)).Fails(out var command, out var none))
        {
            return none;
        }

        if ((await api.Version(connection, ct)).Fails(out var version, out var problem))
        {
            return problem;
        }

        if (!version.StartsWith("4.", StringComparison.Ordinal))
        {
            return WazuhProblems.NotSupported(version);
        }

        return (await Agents(connection, call, ct)).Map(agents => command with { Address = address, Agents = agents });
    }

    /// <summary>Sends it, once.</summary>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, bool block, CancellationToken ct)
    {
        if ((await Prepare(connection, call, block, ct)).Fails(out var order, out var problem))
        {
            return ProductOutcomes.Of(problem);
        }

        // Without agents_list all agents would be meant. The reference goes along in the alert that the script writes into its log.
        var body = new { command = order.Command, arguments = Array.Empty<string>(), alert = new { data = new { srcip = order.Address }, holdfast = new { reference = Mark(call) } } };
        var answer = await api.Send(connection, HttpMethod.Put, $"active-response?agents_list={string.Join(',', order.Agents)}", body, changes: true, ct);
        return answer.Failure is { } failure ? failure
            : answer.Affected >= order.Agents.Count ? new ActionOutcome.Succeeded(Result(order))
            : answer.Affected > 0 ? WazuhAnswer.Partly(http, changes: true, null)
            : http.Fail("hidden", "Wazuh sent it to no agent: this account may not act on them, and Wazuh does not say so.");
    }

    /// <summary>Looks for alerts by which every agent says that it ran the script for this call.</summary>
    public async Task<PostCheck> Proof(Connection connection, ActionCall call, bool block, CancellationToken ct)
    {
        if ((await Prepare(connection, call, block, ct)).Fails(out var order, out var problem))
        {
            return new PostCheck.NotKnown(problem.Detail);
        }

        var since = (time.GetUtcNow() - ProofWithin).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        var search = new Dictionary<string, object>
        {
            ["size"] = MaxAgents,
            ["sort"] = new object[] { new { timestamp = new { order = "desc", unmapped_type = "date" } } },
            ["query"] = new
            {
                @bool = new
                {
                    filter = new object[]
                    {
                        new { range = new { timestamp = new { gte = since } } },
                        new { term = new Dictionary<string, object> { ["rule.groups"] = "active_response" } },
                        new { terms = new Dictionary<string, object> { ["agent.id"] = order.Agents } },
                    },
                },
            },
        };
        if ((await indexer.Search(connection, "wazuh-alerts-*", search, ct)).Fails(out var hits, out var unread))
        {
            return new PostCheck.NotKnown(unread.Detail);
        }

        var said = hits.Select(hit => LooseJson.At(hit, "_source")).OfType<JsonElement>()
            .Where(alert => alert.GetRawText().Contains(Mark(call), StringComparison.Ordinal))
            .Select(alert => (Agent: LooseJson.Text(alert, "agent.id"), At: LooseJson.Time(alert, "timestamp"), IsEnd: LooseJson.Text(alert, "data.command") == "delete"))
            .ToArray();
        var ran = said.Where(s => !s.IsEnd).ToArray();

        // When its time is over, the same script runs once more and says so.
        return !order.Agents.All(id => ran.Any(s => s.Agent == id)) ? new PostCheck.NotKnown("No alert says yet that every agent ran the script. Wazuh itself only knows that it was sent.")
            : said.Any(s => s.IsEnd) || (order.Seconds > 0 && ran.Max(s => s.At) + TimeSpan.FromSeconds(order.Seconds) < time.GetUtcNow()) ? new PostCheck.NotThere("The address was blocked, and the time of the block is over.")
            : new PostCheck.Confirmed(Result(order));
    }

    private static JsonElement Result(Order order) =>
        JsonSerializer.SerializeToElement(new { address = order.Address, command = order.Command, seconds = order.Seconds, agents = order.Agents });

    private static string Mark(ActionCall call) => $"holdfast:{call.Reference}";

    // The first command that a setting allows and that fits what was asked.
    private static Result<Order> Block(Connection connection, ActionCall call)
    {
        var (script, seconds) = (call.Parameters.TextOrNull("script"), call.Parameters.NumberOrNull("seconds"));
        foreach (var text in connection.Settings.Texts("blockCommands"))
        {
            if (Parse(text) is { } command && (script is null || command.Script == script) && (seconds is null || command.Seconds == seconds))
            {
                return new Order(text, command.Seconds, "", []);
            }
        }

        return WazuhProblems.NoCommand;
    }

    private static Result<Order> Unblock(Connection connection) =>
        connection.Settings.TextOrNull("unblockScript") is { } script && UnblockScripts.Contains(script) ? new Order($"!{script}", 0, "", []) : WazuhProblems.NoUnblockScript;

    private async Task<Result<string[]>> Agents(Connection connection, ActionCall call, CancellationToken ct)
    {
        var named = call.Parameters.Texts("agents");
        var group = call.Parameters.TextOrNull("group");
        if (named.Count == 0 && group is null)
        {
            named = connection.Settings.Texts("blockAgents");
            group = connection.Settings.TextOrNull("blockGroup");
        }

        if (named.Select(WazuhAgents.WhatIsWrong).FirstOrDefault(p => p is not null) is { } problem)
        {
            return problem;
        }

        if (group is null)
        {
            return named.Count > 0 ? named.Distinct().ToArray() : WazuhProblems.NoAgents;
        }

        if (!WazuhConnector.IsGroup(group))
        {
            return WazuhProblems.BadGroup;
        }

        // Whoever is away cannot be reached, and one of them would make it a part of what was asked.
        var answer = await api.Get(connection, $"groups/{group}/agents?status=active&select=id&limit={MaxAgents + 1}", ct);
        if (answer.Failure is { } failure)
        {
            return failure.AsProblem();
        }

        string[] agents = [.. named.Concat(answer.Items.Select(a => LooseJson.Text(a, "id")).OfType<string>().Where(id => WazuhAgents.WhatIsWrong(id) is null)).Distinct()];
        return agents.Length is 0 or > MaxAgents ? WazuhProblems.NoAgents : agents;
    }

    private static (string Script, long Seconds)? Parse(string command) =>
        Command().Match(command) is { Success: true } match && BlockScripts.Contains(match.Groups[1].Value) ? (match.Groups[1].Value, long.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)) : null;

    [GeneratedRegex(@"\A([a-z_-]+)(\d{1,8})\z")]
    private static partial Regex Command();

    /// <summary>What is sent, and to whom.</summary>
    internal sealed record Order(string Command, long Seconds, string Address, IReadOnlyList<string> Agents);
}
