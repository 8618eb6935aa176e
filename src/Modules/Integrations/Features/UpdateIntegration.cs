using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <param name="Name">1 to 100 characters, unique in the tenant.</param>
/// <param name="Settings">All settings, as the connector describes them.</param>
/// <param name="Secret">All secrets; the present ones stay when it is left out.</param>
internal sealed record UpdateIntegrationRequest(string Name, JsonElement Settings, JsonElement? Secret = null) : IRequest
{
    public Problem? Check() => Integration.CheckName(Name);
}

/// <summary>Changes an integration's name, settings or secret.</summary>
internal sealed class UpdateIntegration(IntegrationsDb db, Connectors connectors, ISecrets secrets, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/integrations/{id}", (IntegrationId id, UpdateIntegrationRequest request, IfMatch match, UpdateIntegration feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, match, ct).ToHttp(IntegrationView.From));

    public async Task<Result<Integration>> Handle(OpContext op, IntegrationId id, UpdateIntegrationRequest request, IfMatch match, CancellationToken ct)
    {
        // Settings are checked and the secret is brought to its store before the row is locked: both may have to ask outside.
        if (await db.Integration(op, id, ct) is not { } known)
        {
            return IntegrationsProblems.NotFound;
        }

        if (connectors.Find(known.Connector) is not { } connector)
        {
            return IntegrationsProblems.UnknownConnector;
        }

        if (await Connectors.CheckSettings(connector, request.Settings, request.Secret, keepsSecret: known.Secret is not null, ct) is { } wrong)
        {
            return wrong;
        }

        if (match.Check(known.Version) is { } early)
        {
            return early;
        }

        var staged = await SecretBox.Stage(op, secrets, known, request.Secret, ct);
        if (!staged.Succeeded)
        {
            return staged.Problem;
        }

        await using var change = db.Change();
        if ((await match.Take(IntegrationsDb.ForUpdate(change, id, ct), IntegrationsProblems.NotFound)).Fails(out var integration, out var problem))
        {
            return problem;
        }

        if (request.Secret is null && integration.Secret is not null && Connectors.Rebinds(connector, integration.Settings, request.Settings) is { } setting)
        {
            return IntegrationsProblems.SecretNeeded(setting);
        }

        var kept = await SecretBox.Keep(change, secrets, integration, staged.Value, time, ct);
        if (!kept.Succeeded)
        {
            return kept.Problem;
        }

        var changed = integration.Change(request.Name, request.Settings, kept.Value);
        IntegrationsDb.Update(change, changed);
        if (changed.Status == IntegrationStatus.Untested)
        {
            foreach (var feed in await FeedsDb.ForUpdate(change, id, ct))
            {
                FeedsDb.Update(change, feed.Rest());
            }
        }

        change.OnViolation("integration_name_key", IntegrationsProblems.Exists);
        change.Publish(new IntegrationUpdated(id, changed.Connector, changed.Name), changed.Place);
        change.Audit(IntegrationView.Fact(integration, changed));
        return await change.Commit(changed, ct);
    }
}
