using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <param name="Connector">A key from GET /api/connectors.</param>
/// <param name="Name">1 to 100 characters, unique in the tenant.</param>
/// <param name="Settings">An object, as the connector describes its settings.</param>
/// <param name="Secret">An object, as the connector describes its secrets. It goes to the vault and never comes back.</param>
internal sealed record CreateIntegrationRequest(string Connector, string Name, JsonElement Settings, JsonElement? Secret = null) : IRequest
{
    public Problem? Check() => Integration.CheckName(Name);
}

/// <summary>Begins to use an outside product.</summary>
internal sealed class CreateIntegration(IntegrationsDb db, Connectors connectors, ISecrets secrets, Quotas quotas, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(IntegrationsPermissions.Write).Behind(IntegrationsFlags.Integrations);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/integrations", (CreateIntegrationRequest request, CreateIntegration feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(IntegrationView.From, view => $"/api/integrations/{view.Id}"));

    public async Task<Result<Integration>> Handle(OpContext op, CreateIntegrationRequest request, CancellationToken ct)
    {
        if (connectors.Find(request.Connector) is not { } connector)
        {
            return IntegrationsProblems.UnknownConnector;
        }

        if (await Connectors.CheckSettings(connector, request.Settings, request.Secret, keepsSecret: false, ct) is { } wrong)
        {
            return wrong;
        }

        var integration = Integration.Found(request.Connector, request.Name, request.Settings, time);
        var staged = await SecretBox.Stage(op, secrets, integration, request.Secret, ct);
        if (!staged.Succeeded)
        {
            return staged.Problem;
        }

        await using var change = db.Change();
        if (await quotas.Take(change, IntegrationsDb.Quota, 1, ct) is { } exceeded)
        {
            return exceeded;
        }

        var kept = await SecretBox.Keep(change, secrets, integration, staged.Value, time, ct);
        if (!kept.Succeeded)
        {
            return kept.Problem;
        }

        integration = integration with { Secret = kept.Value };
        IntegrationsDb.Insert(change, integration);
        change.OnViolation("integration_name_key", IntegrationsProblems.Exists);
        change.Publish(new IntegrationCreated(integration.Id, integration.Connector, integration.Name));
        change.Audit(IntegrationView.Fact(null, integration));
        return await change.Commit(integration, ct);
    }
}
