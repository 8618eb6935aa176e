using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Integrations.Features;

/// <param name="Connector">A key from GET /api/connectors.</param>
/// <param name="Name">1 to 100 characters, unique in the tenant.</param>
/// <param name="Settings">An object, as the connector describes its settings.</param>
/// <param name="Secret">An object, as the connector describes its secrets. It goes to the vault and never comes back.</param>
/// <param name="OrganizationId">The organization that it is for; the whole tenant when neither is said. It never changes.</param>
/// <param name="GroupId">The group that it is for, instead of an organization.</param>
internal sealed record CreateIntegrationRequest(
    string Connector, string Name, JsonElement Settings, JsonElement? Secret = null, OrganizationId? OrganizationId = null, GroupId? GroupId = null) : IRequest
{
    public Problem? Check() => Integration.CheckName(Name);
}

/// <summary>Begins to use an outside product.</summary>
internal sealed class CreateIntegration(
    IntegrationsDb db, Connectors connectors, ISecrets secrets, Quotas quotas, IStructure structure, IOptions<IntegrationsOptions> options, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Write).Behind(IntegrationsFlags.Integrations);

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

        var place = await PlaceOf(op, request, ct);
        if (!place.Succeeded)
        {
            return place.Problem;
        }

        var integration = Integration.Found(request.Connector, request.Name, request.Settings, place.Value, time);
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
        foreach (var read in connector.Description.Reads)
        {
            FeedsDb.Insert(change, new Feed(Id.New<FeedId>(time), integration.Id, read.Key, read.Kind, IsPushed: false)
            {
                Every = read.Kind == ReadKind.Alerts ? options.Value.AlertInterval : options.Value.HoldingInterval,
            });
        }

        change.OnViolation("integration_name_key", IntegrationsProblems.Exists);
        change.Publish(new IntegrationCreated(integration.Id, integration.Connector, integration.Name), integration.Place);
        change.Audit(IntegrationView.Fact(null, integration));
        return await change.Commit(integration, ct);
    }

    private async Task<Result<ScopePath>> PlaceOf(OpContext op, CreateIntegrationRequest request, CancellationToken ct)
    {
        var place = request switch
        {
            { GroupId: not null, OrganizationId: not null } => null,
            { GroupId: { } group } => (await structure.FindGroup(op, group, ct))?.Place,
            { OrganizationId: { } organization } => await structure.HasOrganization(op, organization, ct) ? new ScopePath(organization.Value, null, null) : null,
            _ => (ScopePath?)ScopePath.Tenant,
        };
        return place is not { } found || (found != ScopePath.Tenant && !op.Reach.Covers(found)) ? IntegrationsProblems.UnknownPlace
            : op.Reach.Covers(found) ? found
            : OperationProblems.OutOfReach(IntegrationsPermissions.Write.Name);
    }
}
