using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>Stops using an outside product and destroys the secret.</summary>
internal sealed class DeleteIntegration(IntegrationsDb db, ISecrets secrets) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/integrations/{id}", (IntegrationId id, IfMatch match, DeleteIntegration feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty())
        .Requires(IntegrationsPermissions.Write);

    public async Task<Result<Done>> Handle(OpContext op, IntegrationId id, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        if (await IntegrationsDb.ForUpdate(change, id, ct) is not { } integration)
        {
            return IntegrationsProblems.NotFound;
        }

        if (match.Check(integration.Version) is { } stale)
        {
            return stale;
        }

        if (integration.Secret is { } secret)
        {
            secrets.Delete(change, secret.Ref);
        }

        IntegrationsDb.Delete(change, id);
        change.Publish(new IntegrationDeleted(id, integration.Connector, integration.Name));
        change.Audit(IntegrationView.Fact(integration, null));
        return await change.Commit(ct) is { } problem ? problem : Done.Value;
    }
}
