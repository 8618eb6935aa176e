using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions.Providers;

/// <summary>What connectors do, through the tenant's integrations.</summary>
internal sealed class IntegrationActions(IIntegrations integrations) : IActionProvider
{
    public string Key => ActionProviders.Integrations;

    public async Task<IReadOnlyList<OfferedAction>> Offers(OpContext op, CancellationToken ct) => [.. (await integrations.Actions(op, ct)).Select(Offer)];

    public async Task<OfferedAction?> Find(OpContext op, string through, string action, CancellationToken ct) =>
        IntegrationId.TryParse(through, null, out var id) && await integrations.FindAction(op, id, action, ct) is { } found ? Offer(found) : null;

    public Problem? Check(OfferedAction action, JsonElement parameters)
    {
        var wrong = new Dictionary<string, string>(StringComparer.Ordinal);
        FieldRules.Check(action.Action.Parameters, parameters, "parameters", wrong);
        return wrong.Count > 0 ? ActionsProblems.BadParameters(wrong) : null;
    }

    public Task<Result<ActionPlan>> Plan(OpContext op, ActionWork work, CancellationToken ct) =>
        integrations.Plan(op, Of(work), work.Action, work.Parameters, work.Reference, ct);

    public Task<ActionOutcome> Perform(OpContext op, ActionWork work, CancellationToken ct) =>
        integrations.Execute(op, Of(work), work.Action, work.Parameters, work.Reference, work.Basis, ct);

    public Task<PostCheck> PostCheck(OpContext op, ActionWork work, CancellationToken ct) =>
        integrations.PostCheck(op, Of(work), work.Action, work.Parameters, work.Reference, ct);

    private OfferedAction Offer(IntegrationAction found) => new(Key, found.Integration.Id.ToString(), found.Integration.Name, found.Action, found.Basis) { Place = found.Integration.Place };

    private static IntegrationId Of(ActionWork work) => IntegrationId.From(Guid.Parse(work.Through));
}
