using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.CortexXdr;

/// <summary>Palo Alto Cortex XDR, by its public API v1: incidents, endpoints, isolation. Signs with a standard or an advanced API key.</summary>
public sealed class CortexXdrConnector : IConnector
{
    private const string Incidents = "cortexxdr.incidents";
    private const string Endpoints = "cortexxdr.endpoints";

    private readonly ProductHttp http;
    private readonly CortexXdrApi api;
    private readonly CortexXdrIsolation isolation;
    private readonly CortexXdrIncidents incidents;

    /// <summary>Sends through a client that judges addresses.</summary>
    public CortexXdrConnector(OutboundClient outbound, TimeProvider time)
    {
        http = new(outbound, "cortexxdr", "Cortex XDR");
        api = new(http, time);
        isolation = new(api, time);
        incidents = new(api);
    }

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new(
        "cortexxdr",
        "Palo Alto Cortex XDR",
        [
            new("url", FieldType.Url, "The API's address: https://api- and the tenant's name.") { Required = true, MaxLength = 500, BindsSecret = true },
            new("keyId", FieldType.Text, "The id of the API key.") { Required = true, MaxLength = 20 },
            new("keyKind", FieldType.Choice, "The security level with which the key was made; advanced when not said.") { Choices = [CortexXdrApi.Advanced, CortexXdrApi.Standard] },
            .. ProductHttp.TrustSettings,
        ],
        [new("apiKey", FieldType.Secret, "The API key.") { Required = true, MaxLength = 500 }],
        [
            new(CortexXdrIsolation.Isolate, "Isolate an endpoint", "Cuts an endpoint off from all networks but its way to Cortex XDR.", Asset)
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Contain,
                Purpose = ActionPurpose.IsolateAsset,
                Inverse = CortexXdrIsolation.Release,
                Result = [new("asset", FieldType.Text, "The endpoint.")],
            },
            new(CortexXdrIsolation.Release, "Release an endpoint", "Gives an isolated endpoint its networks back.", Asset)
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Contain,
                Inverse = CortexXdrIsolation.Isolate,
                Result = [new("asset", FieldType.Text, "The endpoint.")],
            },
            new(CortexXdrIncidents.Close, "Close an incident", "Says in Cortex XDR that an incident is dealt with.",
            [
                new("alert", FieldType.Text, "The incident's id.") { Required = true, MaxLength = 400 },
                new("comment", FieldType.LongText, "Why.") { Required = true, MaxLength = 2000 },
                new("status", FieldType.Choice, "As what; resolved_other when not said.") { Choices = CortexXdrIncidents.Resolutions },
            ])
            {
                Purpose = ActionPurpose.CloseAlert,
                Inverse = CortexXdrIncidents.Reopen,
                Result = Incident,
            },
            new(CortexXdrIncidents.Reopen, "Reopen an incident", "Gives an incident a state in which people work on it.",
            [
                new("alert", FieldType.Text, "The incident's id.") { Required = true, MaxLength = 400 },
                new("status", FieldType.Text, "The state; new when not said.") { MaxLength = 60 },
                new("closedAs", FieldType.Choice, "As what it was closed.") { Choices = CortexXdrIncidents.Resolutions },
            ])
            {
                Inverse = CortexXdrIncidents.Close,
                Result = Incident,
            },
        ])
    {
        Reads =
        [
            new(Incidents, ReadKind.Alerts, "The incidents."),
            new(Endpoints, ReadKind.Assets, "The endpoints with an agent.") { IsComplete = true },
        ],
        Pace = new RequestPace(10, TimeSpan.FromSeconds(1)),
    };

    private static IReadOnlyList<FieldDescription> Asset => [new("asset", FieldType.Text, "The endpoint's id.") { Required = true, MaxLength = 400 }];

    private static IReadOnlyList<FieldDescription> Incident => [new("alert", FieldType.Text, "The incident."), new("status", FieldType.Text, "Its state.")];

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, CortexXdrConnector>();

    /// <inheritdoc/>
    public Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        return http.Check(settings, "url", ct);
    }

    /// <inheritdoc/>
    public async Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        var answer = await api.Ask(connection, "incidents/get_incidents", new { search_from = 0, search_to = 1 }, changes: false, ct);
        var failure = answer.Failure ?? (LooseJson.At(answer.Reply, "incidents") is { ValueKind: JsonValueKind.Array } ? null : http.NotTheProduct(changes: false));
        return failure is not null ? ConnectionCheck.Fails(failure.Code, failure.Detail)
            : ConnectionCheck.Works($"Signed in. There are {LooseJson.Number(answer.Reply, "total_count") ?? 0:0} incidents.");
    }

    /// <inheritdoc/>
    public Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return CortexXdrIsolation.Has(call.Action) ? isolation.Plan(connection, call, ct) : incidents.Plan(connection, call, ct);
    }

    /// <inheritdoc/>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return CortexXdrIsolation.Has(call.Action) ? await isolation.Execute(connection, call, ct)
            : CortexXdrIncidents.Has(call.Action) ? await incidents.Execute(connection, call, ct)
            : new ActionOutcome.Refused("action.unknown", "Cortex XDR has no such action.");
    }

    /// <inheritdoc/>
    public Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return CortexXdrIsolation.Has(call.Action) ? isolation.Check(connection, call, ct) : incidents.Check(connection, call, ct);
    }

    /// <inheritdoc/>
    public Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Read == Endpoints ? CortexXdrLists.Endpoints(api, connection, call, ct) : CortexXdrLists.Incidents(api, connection, call, ct);
    }
}
