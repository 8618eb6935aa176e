using System.Text.Json;
using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.Wazuh;

/// <summary>
/// Wazuh 4.8 and later: its server API (agents, active response) and its indexer (alerts, vulnerabilities), which are two services with two addresses, accounts and
/// certificates. On 5.x reads of agents and changes of groups work; active response is refused.
/// </summary>
public sealed partial class WazuhConnector : IConnector
{
    private const string Alerts = "wazuh.alerts";
    private const string Agents = "wazuh.agents";
    private const string Vulnerabilities = "wazuh.vulnerabilities";

    private readonly TimeProvider time;
    private readonly ProductHttp serverHttp;
    private readonly WazuhApi api;
    private readonly WazuhIndexer indexer;
    private readonly WazuhActiveResponse response;
    private readonly WazuhAgentActions agents;

    /// <summary>Over the outbound client.</summary>
    public WazuhConnector(OutboundClient outbound, TimeProvider time)
    {
        this.time = time;
        serverHttp = new ProductHttp(outbound, "wazuh", "Wazuh's server API");
        api = new WazuhApi(serverHttp, time);
        indexer = new WazuhIndexer(new ProductHttp(outbound, "wazuh", "Wazuh's indexer"));
        response = new WazuhActiveResponse(serverHttp, api, indexer, time);
        agents = new WazuhAgentActions(serverHttp, api);
    }

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new("wazuh", "Wazuh", WazuhDescription.Settings, WazuhDescription.Secrets, WazuhDescription.Actions)
    {
        // The server counts 300 a minute for all its clients together.
        Pace = new RequestPace(240, TimeSpan.FromMinutes(1)),
        Reads =
        [
            new(Alerts, ReadKind.Alerts, "Alerts of the indexer from the setting minimumLevel on, the oldest first."),
            new(Agents, ReadKind.Assets, "Agents, with the manager as 000.") { IsComplete = true },
            new(Vulnerabilities, ReadKind.Vulnerabilities, "Vulnerabilities that agents have now.") { IsComplete = true },
        ],
    };

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, WazuhConnector>();

    /// <inheritdoc/>
    public async Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return WazuhActiveResponse.Check(settings)
            ?? settings.Texts("blockAgents").Select(WazuhAgents.WhatIsWrong).FirstOrDefault(p => p is not null)
            ?? (settings.TextOrNull("blockGroup") is { } group && !IsGroup(group) ? WazuhProblems.BadGroup : null)
            ?? await serverHttp.Check(settings, "apiUrl", ct)
            ?? await indexer.Check(settings, ct);
    }

    /// <inheritdoc/>
    public async Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        if ((await api.Version(connection, ct)).Fails(out var version, out var problem))
        {
            return ConnectionCheck.Fails(problem.Code, $"The server API: {problem.Detail}");
        }

        return await indexer.Test(connection, ct) is { } failure ? ConnectionCheck.Fails(failure.Code, $"The server API works; the indexer does not: {failure.Detail}")
            : ConnectionCheck.Works(version.StartsWith("4.", StringComparison.Ordinal)
                ? $"Signed in to the server API (Wazuh {version}) and to the indexer."
                : $"Signed in to the server API (Wazuh {version}, which has no call for active response) and to the indexer.");
    }

    /// <inheritdoc/>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        switch (call.Action)
        {
            case WazuhDescription.BlockAddress or WazuhDescription.UnblockAddress:
                var block = call.Action == WazuhDescription.BlockAddress;
                return (await response.Prepare(connection, call, block, ct)).Map(order => new ActionPlan(
                    (block, order.Seconds) switch
                    {
                        (false, _) => $"{order.Agents.Count} agents run the script that lets the address in again.",
                        (true, 0) => $"{order.Agents.Count} agents block the address, until somebody takes that back on them by hand.",
                        _ => $"{order.Agents.Count} agents block the address for {order.Seconds} seconds.",
                    },
                    JsonSerializer.SerializeToElement(new { address = order.Address, command = order.Command, seconds = order.Seconds, agents = order.Agents })));
            case WazuhDescription.AddToGroup or WazuhDescription.RemoveFromGroup:
                return await agents.PlanGroup(connection, call, call.Action == WazuhDescription.AddToGroup, ct);
            default:
                var id = call.Parameters.Text("agent");
                return WazuhAgents.WhatIsWrong(id) is { } problem ? problem
                    : (await WazuhAgents.Find(api, connection, id, ct)).Map(agent =>
                        new ActionPlan("The agent's service is restarted; it watches nothing for some seconds.", JsonSerializer.SerializeToElement(new { restart = new { id, name = LooseJson.Text(agent, "name") } })));
        }
    }

    /// <inheritdoc/>
    public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            WazuhDescription.BlockAddress => response.Execute(connection, call, block: true, ct),
            WazuhDescription.UnblockAddress => response.Execute(connection, call, block: false, ct),
            WazuhDescription.RestartAgent => agents.Restart(connection, call, ct),
            WazuhDescription.AddToGroup => agents.ChangeGroup(connection, call, add: true, ct),
            WazuhDescription.RemoveFromGroup => agents.ChangeGroup(connection, call, add: false, ct),
            _ => Task.FromResult<ActionOutcome>(new ActionOutcome.Refused("action.unknown", "Wazuh has no such action.")),
        };
    }

    /// <inheritdoc/>
    public Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            WazuhDescription.BlockAddress => response.Proof(connection, call, block: true, ct),
            WazuhDescription.UnblockAddress => response.Proof(connection, call, block: false, ct),
            WazuhDescription.AddToGroup => agents.CheckGroup(connection, call, add: true, ct),
            WazuhDescription.RemoveFromGroup => agents.CheckGroup(connection, call, add: false, ct),
            _ => Task.FromResult<PostCheck>(new PostCheck.NotKnown("Wazuh does not say when an agent was restarted.")),
        };
    }

    /// <inheritdoc/>
    public Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Read switch
        {
            Alerts => WazuhAlerts.Read(indexer, connection, call, ct),
            Vulnerabilities => WazuhVulnerabilities.Read(indexer, connection, call, ct),
            _ => WazuhAgents.Read(api, connection, call, time.GetUtcNow(), ct),
        };
    }

    internal static bool IsGroup(string name) => Group().IsMatch(name);

    [GeneratedRegex(@"\A(?!\.+\z)[A-Za-z0-9._-]{1,128}\z")]
    private static partial Regex Group();
}
