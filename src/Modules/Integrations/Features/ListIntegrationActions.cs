using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>What can be done through an integration: each action with its parameters and its result, described as the connector does.</summary>
internal sealed class ListIntegrationActions(IntegrationsDb db, Connectors connectors) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/integrations/{id}/actions", (IntegrationId id, ListIntegrationActions feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<IReadOnlyList<IntegrationActionView>>> Handle(OpContext op, IntegrationId id, CancellationToken ct) =>
        await db.Integration(op, id, ct) is { } integration
            ? (connectors.Find(integration.Connector)?.Description.Actions ?? []).Select(IntegrationActionView.From).ToArray()
            : IntegrationsProblems.NotFound;
}
