using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>What other modules may ask of integrations.</summary>
internal sealed class IntegrationsContract(IntegrationsDb db, Connectors connectors, ConnectorRunner runner) : IIntegrations
{
    public async Task<IntegrationSummary?> Find(OpContext op, IntegrationId id, CancellationToken ct) => Summary(await db.Integration(op, id, ct));

    public async Task<IntegrationSummary?> FindFor(OpContext op, string action, CancellationToken ct) =>
        connectors.With(action) is { Length: > 0 } able ? Summary(await db.OldestOk(op, able, ct)) : null;

    public Problem? Check(string connector, string action, JsonElement parameters, string field) => connectors.CheckAction(connector, action, parameters, field);

    public async Task<ActionOutcome> Execute(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, CancellationToken ct)
    {
        if (await db.Integration(op, id, ct) is not { } integration)
        {
            return new ActionOutcome.Refused("integration.not_found", "The integration is gone.");
        }

        if (connectors.CheckAction(integration.Connector, action, parameters, "action") is { } problem)
        {
            return new ActionOutcome.Refused(problem.Code, problem.Detail);
        }

        return await runner.Execute(op, integration, new ActionCall(action, new FieldValues(parameters), reference), ct);
    }

    private static IntegrationSummary? Summary(Integration? integration) =>
        integration is null ? null : new(integration.Id, integration.Connector, integration.Name);
}
