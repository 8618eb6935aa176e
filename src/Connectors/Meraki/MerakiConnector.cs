using System.Text.RegularExpressions;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.Meraki;

/// <summary>One organization of Cisco Meraki, by the Dashboard API v1.</summary>
public sealed partial class MerakiConnector : IConnector, IDisposable
{
    private const string SecurityEvents = "meraki.security_events";
    private const string AssuranceAlerts = "meraki.assurance_alerts";
    private const string Devices = "meraki.devices";

    private readonly TimeProvider time;
    private readonly ProductHttp http;
    private readonly MerakiApi api;
    private readonly MerakiAlerts alerts;
    private readonly NetworkTurns turns = new();
    private readonly MerakiRules rules;
    private readonly MerakiHosts hosts;
    private readonly MerakiClients clients;

    /// <summary>Over the outbound client.</summary>
    /// <param name="outbound">Sends.</param>
    /// <param name="time">The clock.</param>
    /// <param name="alsoMeraki">Hosts with their port that count as Meraki's too, also without TLS: for tests.</param>
    public MerakiConnector(OutboundClient outbound, TimeProvider time, params string[] alsoMeraki)
    {
        this.time = time;
        http = new ProductHttp(outbound, "meraki", "Meraki");
        api = new MerakiApi(http, alsoMeraki);
        alerts = new MerakiAlerts(api, http);
        rules = new MerakiRules(api, http, turns);
        hosts = new MerakiHosts(api, http, turns);
        clients = new MerakiClients(api, http);
    }

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new("meraki", "Cisco Meraki", MerakiDescription.Settings, MerakiDescription.Secrets, MerakiDescription.Actions)
    {
        // An organization has 10 a second, for all its applications together.
        Pace = new RequestPace(9, TimeSpan.FromSeconds(1)),
        Reads =
        [
            new(SecurityEvents, ReadKind.Alerts, "Intrusions and scanned files that MX appliances have seen, the oldest first.") { Overlap = TimeSpan.FromMinutes(10) },
            new(AssuranceAlerts, ReadKind.Alerts, "Assurance alerts that are active now.") { IsComplete = true },
            new(Devices, ReadKind.Assets, "Devices of the organization with their availability.") { IsComplete = true },
        ],
    };

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) =>
        services.AddSingleton<IConnector>(s => new MerakiConnector(s.GetRequiredService<OutboundClient>(), s.GetRequiredService<TimeProvider>()));

    /// <inheritdoc/>
    public Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return api.Check(settings, ct);
    }

    /// <inheritdoc/>
    public async Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // A key without organizations gets an empty list, and works for nothing.
        var answer = await api.Get(connection, "organizations?perPage=9000", ct);
        if (answer.Failure is { } failure)
        {
            return ConnectionCheck.Fails(failure.Code, failure.Detail);
        }

        if (answer.List is not { } organizations)
        {
            return ConnectionCheck.Fails(http.NotTheProduct(changes: false).Code, http.NotTheProduct(changes: false).Detail);
        }

        var ours = organizations.FirstOrDefault(o => LooseJson.Text(o, "id") == connection.Settings.Text("organization"));
        return organizations.Length == 0 ? ConnectionCheck.Fails("meraki.no_organizations", "The key is taken and belongs to no organization.")
            : ours.ValueKind == System.Text.Json.JsonValueKind.Undefined ? ConnectionCheck.Fails("meraki.not_found", "The key is taken and may not see the organization of the settings.")
            : LooseJson.Truth(ours, "api.enabled") == false ? ConnectionCheck.Fails("meraki.api_disabled", "The organization has API access switched off.")
            : ConnectionCheck.Works($"Signed in to the organization \"{LooseJson.Line(LooseJson.Text(ours, "name") ?? "", 200)}\".");
    }

    /// <inheritdoc/>
    public Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            MerakiDescription.BlockAddress => rules.Plan(connection, call, block: true, ct),
            MerakiDescription.UnblockAddress => rules.Plan(connection, call, block: false, ct),
            MerakiDescription.DismissAlert => alerts.Plan(connection, call, dismiss: true, ct),
            MerakiDescription.RestoreAlert => alerts.Plan(connection, call, dismiss: false, ct),
            _ when MerakiHosts.Has(call.Action) => hosts.Plan(connection, call, ct),
            _ => clients.Plan(connection, call, ct),
        };
    }

    /// <inheritdoc/>
    public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            MerakiDescription.BlockAddress => rules.Change(connection, call, block: true, ct),
            MerakiDescription.UnblockAddress => rules.Change(connection, call, block: false, ct),
            MerakiDescription.DismissAlert => alerts.Change(connection, call, dismiss: true, ct),
            MerakiDescription.RestoreAlert => alerts.Change(connection, call, dismiss: false, ct),
            _ when MerakiHosts.Has(call.Action) => hosts.Execute(connection, call, ct),
            MerakiDescription.BlockClient or MerakiDescription.RestoreClient => clients.Execute(connection, call, ct),
            _ => Task.FromResult<ActionOutcome>(new ActionOutcome.Refused("action.unknown", "Meraki has no such action.")),
        };
    }

    /// <inheritdoc/>
    public Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            MerakiDescription.BlockAddress => rules.Check(connection, call, block: true, ct),
            MerakiDescription.UnblockAddress => rules.Check(connection, call, block: false, ct),
            MerakiDescription.DismissAlert => alerts.Check(connection, call, dismiss: true, ct),
            MerakiDescription.RestoreAlert => alerts.Check(connection, call, dismiss: false, ct),
            _ when MerakiHosts.Has(call.Action) => hosts.Check(connection, call, ct),
            _ => clients.Check(connection, call, ct),
        };
    }

    /// <inheritdoc/>
    public Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Read switch
        {
            SecurityEvents => MerakiSecurityEvents.Read(api, http, connection, call, time.GetUtcNow(), ct),
            AssuranceAlerts => alerts.Read(connection, call, ct),
            _ => MerakiDevices.Read(api, http, connection, call, time.GetUtcNow(), ct),
        };
    }

    /// <inheritdoc/>
    public void Dispose() => turns.Dispose();

    internal static bool IsId(string text) => Id().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9_:-]{1,100}\z")]
    private static partial Regex Id();
}
