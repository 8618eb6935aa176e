using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.Splunk;

/// <summary>Splunk Enterprise and Cloud (9 and later) by the management API, with Enterprise Security's notable events where it is installed, and the HTTP event collector.</summary>
public sealed class SplunkConnector : IConnector
{
    private const string Notables = "splunk.notables";
    private const string FiredAlerts = "splunk.fired_alerts";
    private const string Hosts = "splunk.hosts";
    private const string AlertWebhook = "splunk.alert_webhook";

    private readonly TimeProvider time;
    private readonly ProductHttp http;
    private readonly SplunkApi api;
    private readonly SplunkSearches searches;
    private readonly SplunkSearchAction search;
    private readonly SplunkUpdate update;
    private readonly SplunkEvents events;

    /// <summary>Over the outbound client.</summary>
    public SplunkConnector(OutboundClient outbound, TimeProvider time)
    {
        this.time = time;
        http = new ProductHttp(outbound, "splunk", "Splunk");
        api = new SplunkApi(http, time);
        searches = new SplunkSearches(http, api);
        search = new SplunkSearchAction(searches, time);
        update = new SplunkUpdate(http, api, searches);
        events = new SplunkEvents(new ProductHttp(outbound, "splunk", "Splunk's event collector"), searches, time);
    }

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new("splunk", "Splunk", SplunkDescription.Settings, SplunkDescription.Secrets, SplunkDescription.Actions)
    {
        Reads =
        [
            new(Notables, ReadKind.Alerts, "Notable events of Enterprise Security, in the order in which they were indexed.") { Overlap = TimeSpan.FromMinutes(10) },
            new(FiredAlerts, ReadKind.Alerts, "Alerts that saved searches have fired and that have not expired."),
            new(Hosts, ReadKind.Assets, "Hosts that have sent something.") { IsComplete = true },
        ],
        Inbound =
        [
            new(AlertWebhook, ReadKind.Alerts, $"An alert's webhook action. It has no signature: the shared secret comes in the header {SplunkFiredAlerts.SecretHeader}, put there by a proxy or by a receiver that takes it from its address."),
        ],
    };

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, SplunkConnector>();

    /// <inheritdoc/>
    public async Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return settings.TextOrNull("app") is { } app && !SplunkSearches.IsApp(app) ? SplunkProblems.BadApp : await http.Check(settings, "url", ct) ?? await http.Check(settings, "hecUrl", ct);
    }

    /// <inheritdoc/>
    public async Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);

        // The first may be read without any rights; the second says who we are.
        var info = await api.Get(connection, "services/server/info", ct);
        var context = info.Failure is null ? await api.Get(connection, "services/authentication/current-context", ct) : info;
        if (context.Failure is { } failure)
        {
            return ConnectionCheck.Fails(failure.Code, failure.Detail);
        }

        if (info.Entries is not [var server, ..] || LooseJson.Text(server, "content.version", 40) is not { } version
            || context.Entries is not [var self, ..] || LooseJson.Text(self, "content.username", 100) is not { } user)
        {
            return ConnectionCheck.Fails(http.NotTheProduct(changes: false).Code, http.NotTheProduct(changes: false).Detail);
        }

        var capabilities = LooseJson.At(self, "content.capabilities") is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Select(c => c.ValueKind == JsonValueKind.String ? c.GetString() : null).ToHashSet() : [];
        return !capabilities.Contains("search") ? ConnectionCheck.Fails("splunk.forbidden", "The account is there and may not search: it lacks the capability search.")
            : ConnectionCheck.Works(LooseJson.Line($"Signed in to Splunk {version} as {user}, who {(capabilities.Contains("edit_notable_events") ? "may" : "may not")} change notable events.", 300));
    }

    /// <inheritdoc/>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        switch (call.Action)
        {
            case SplunkDescription.UpdateNotable:
                return await update.Plan(connection, call, ct);
            case SplunkDescription.Search:
                return SplunkSearchAction.Prepare(call).Map(s => new ActionPlan("A search runs, and changes nothing.", JsonSerializer.SerializeToElement(new { search = s.Text, earliest = s.Earliest, latest = s.Latest, maxRows = s.MaxRows })));
            case SplunkDescription.SendEvent:
                return connection.Settings.TextOrNull("hecUrl") is null || connection.Secrets["hecToken"] is null
                    ? SplunkProblems.NoHec
                    : new ActionPlan("An event is written into an index, and stays there as long as the index keeps it.", JsonSerializer.SerializeToElement(new { add = call.Parameters.Json }));
            default:
                if (!IsName(call.Parameters.Text("name")))
                {
                    return SplunkProblems.BadName;
                }

                var saved = await api.Get(connection, SavedSearch(connection, call), ct);
                return saved.Failure is { } failure ? failure.AsProblem()
                    : saved.Entries is not [var entry, ..] ? http.NotTheProduct(changes: false).AsProblem()
                    : new ActionPlan(
                        call.Parameters.BooleanOrNull("triggerActions") == true ? "The saved search runs, with its alert actions." : "The saved search runs, without its alert actions.",
                        JsonSerializer.SerializeToElement(new { search = LooseJson.Text(entry, "content.search"), actions = LooseJson.Text(entry, "content.actions") }));
        }
    }

    /// <inheritdoc/>
    public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            SplunkDescription.UpdateNotable => update.Execute(connection, call, ct),
            SplunkDescription.SendEvent => events.Send(connection, call, ct),
            SplunkDescription.DispatchSavedSearch => Dispatch(connection, call, ct),
            SplunkDescription.Search => search.Execute(connection, call, ct),
            _ => Task.FromResult<ActionOutcome>(new ActionOutcome.Refused("action.unknown", "Splunk has no such action.")),
        };
    }

    /// <inheritdoc/>
    public Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Action switch
        {
            SplunkDescription.UpdateNotable => update.Check(connection, call, ct),
            SplunkDescription.SendEvent => events.Check(connection, call, ct),
            SplunkDescription.DispatchSavedSearch => Task.FromResult<PostCheck>(new PostCheck.NotKnown("Splunk lists when a saved search ran, and not for whom.")),
            _ => Task.FromResult<PostCheck>(new PostCheck.NotKnown("A search leaves nothing that could be looked for.")),
        };
    }

    /// <inheritdoc/>
    public Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Read switch
        {
            Notables => SplunkNotables.Read(searches, connection, call, ct),
            FiredAlerts => SplunkFiredAlerts.Read(api, http, connection, call, ct),
            _ => SplunkHosts.Read(searches, connection, call, ct),
        };
    }

    /// <inheritdoc/>
    public Result<ReadPage> Accept(Connection connection, InboundCall call)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return SplunkFiredAlerts.Accept(call, connection.Secrets["webhookSecret"], time.GetUtcNow());
    }

    private async Task<ActionOutcome> Dispatch(Connection connection, ActionCall call, CancellationToken ct)
    {
        if (!IsName(call.Parameters.Text("name")))
        {
            return ProductOutcomes.Of(SplunkProblems.BadName);
        }

        var actions = call.Parameters.BooleanOrNull("triggerActions") == true ? "1" : "0";
        var answer = await api.Send(connection, HttpMethod.Post, SavedSearch(connection, call) + "/dispatch", [("trigger_actions", actions)], changes: true, ct);
        return answer.Failure is { } failure ? failure
            : LooseJson.Text(answer.Json, "sid", 250) is { } sid ? new ActionOutcome.Succeeded(JsonSerializer.SerializeToElement(new { name = call.Parameters.Text("name"), sid = LooseJson.Line(sid, 250) }))
            : http.NotTheProduct(changes: true);
    }

    // Addresses are put in order before they are sent: points would lead elsewhere.
    private static bool IsName(string name) => !name.Contains('/', StringComparison.Ordinal) && !name.Contains('\\', StringComparison.Ordinal) && name.Trim('.').Length > 0;

    private static string SavedSearch(Connection connection, ActionCall call) => $"{SplunkSearches.Space(connection)}/saved/searches/{Uri.EscapeDataString(call.Parameters.Text("name"))}";
}
