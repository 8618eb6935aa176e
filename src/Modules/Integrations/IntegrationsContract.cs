using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Integrations;

/// <summary>What other modules may ask of integrations.</summary>
internal sealed class IntegrationsContract(IntegrationsDb db, Connectors connectors, ConnectorRunner runner) : IIntegrations
{
    private const string Gone = "The integration is gone.";

    public async Task<IntegrationSummary?> Find(OpContext op, IntegrationId id, CancellationToken ct) => Summary(await db.Anywhere(op, id, ct));

    public async Task<IntegrationAction?> FindFor(OpContext op, ActionPurpose purpose, CancellationToken ct) =>
        connectors.With(purpose) is { Length: > 0 } able ? For(purpose, await db.OldestOk(op, able, ct)) : null;

    public async Task<IntegrationAction?> FindFor(Change change, ActionPurpose purpose, CancellationToken ct) =>
        connectors.With(purpose) is { Length: > 0 } able ? For(purpose, await IntegrationsDb.OldestOk(change, change.Op, able, ct)) : null;

    public async Task<IntegrationAction?> FindAction(OpContext op, IntegrationId id, string action, CancellationToken ct) =>
        await db.Anywhere(op, id, ct) is { } integration && connectors.Action(integration.Connector, action) is { } description
            ? Offer(integration, description)
            : null;

    public async Task<IReadOnlyList<IntegrationAction>> FindAllFor(OpContext op, ActionPurpose purpose, CancellationToken ct) =>
    [
        .. from integration in await db.All(op, ct)
           where integration.Status == IntegrationStatus.Ok
           from action in connectors.Find(integration.Connector)?.Description.Actions ?? []
           where action.Purpose == purpose
           select Offer(integration, action),
    ];

    public async Task<IReadOnlyList<IntegrationAction>> Actions(OpContext op, CancellationToken ct) =>
    [
        .. from integration in await db.All(op, ct)
           from action in connectors.Find(integration.Connector)?.Description.Actions ?? []
           select Offer(integration, action),
    ];

    public Problem? Check(string connector, string action, JsonElement parameters, string field) => connectors.CheckAction(connector, action, parameters, field);

    public async Task<Result<ActionPlan>> Plan(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, CancellationToken ct)
    {
        if (await db.Anywhere(op, id, ct) is not { } integration)
        {
            return IntegrationsProblems.NotFound;
        }

        return connectors.CheckAction(integration.Connector, action, parameters, "action") is { } wrong
            ? wrong
            : await runner.Plan(op, integration, Call(action, parameters, reference), ct);
    }

    public async Task<ActionOutcome> Execute(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, string basis, CancellationToken ct)
    {
        if (await db.Anywhere(op, id, ct) is not { } integration)
        {
            return new ActionOutcome.Refused(IntegrationsProblems.NotFound.Code, Gone);
        }

        return basis != IntegrationBasis.Of(integration) ? new ActionOutcome.Refused("integration.changed", "The integration leads elsewhere since this was planned; plan anew.")
            : connectors.CheckAction(integration.Connector, action, parameters, "action") is { } wrong ? new ActionOutcome.Refused(wrong.Code, wrong.Detail)
            : await runner.Execute(op, integration, Call(action, parameters, reference), ct);
    }

    public async Task<PostCheck> PostCheck(OpContext op, IntegrationId id, string action, JsonElement parameters, string reference, CancellationToken ct)
    {
        if (await db.Anywhere(op, id, ct) is not { } integration)
        {
            return new PostCheck.NotKnown(Gone);
        }

        return connectors.CheckAction(integration.Connector, action, parameters, "action") is { } wrong
            ? new PostCheck.NotKnown(wrong.Detail)
            : await runner.Check(op, integration, Call(action, parameters, reference), ct);
    }

    public async Task<Result<ReadPage>> Read(OpContext op, IntegrationId id, ReadCall call, CancellationToken ct) =>
        await db.Anywhere(op, id, ct) is not { } integration ? IntegrationsProblems.NotFound
        : connectors.Find(integration.Connector)?.Description.Reads.Any(r => r.Key == call.Read) != true ? IntegrationsProblems.UnknownRead
        : await runner.Read(op, integration, call, ct);

    public async Task<Result<ReadPage>> Accept(OpContext op, IntegrationId id, InboundCall call, CancellationToken ct) =>
        await db.Anywhere(op, id, ct) is not { } integration ? IntegrationsProblems.NotFound
        : connectors.Find(integration.Connector)?.Description.Inbound.Any(i => i.Key == call.Inbound) != true ? IntegrationsProblems.UnknownInbound
        : await runner.Accept(op, integration, call, ct);

    private IntegrationAction? For(ActionPurpose purpose, Integration? integration) =>
        integration is not null && connectors.Find(integration.Connector)!.Description.Actions.FirstOrDefault(a => a.Purpose == purpose) is { } action
            ? Offer(integration, action)
            : null;

    private static ActionCall Call(string action, JsonElement parameters, string reference) => new(action, new FieldValues(parameters), reference);

    private static IntegrationAction Offer(Integration integration, ActionDescription action) => new(Summary(integration)!, action, IntegrationBasis.Of(integration));

    private static IntegrationSummary? Summary(Integration? integration) =>
        integration is null ? null : new(integration.Id, integration.Connector, integration.Name) { Place = integration.Place };
}
