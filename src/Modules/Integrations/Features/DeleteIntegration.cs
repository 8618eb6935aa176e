using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity.Quotas;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features;

/// <summary>Stops using an outside product and destroys the secret.</summary>
internal sealed class DeleteIntegration(IntegrationsDb db, ReceiversDb receivers, ISecrets secrets) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/integrations/{id}", (IntegrationId id, IfMatch match, DeleteIntegration feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, match, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, IntegrationId id, IfMatch match, CancellationToken ct)
    {
        // Its receivers are in the control store; they answer for nothing once it is gone, and go when that is committed.
        await using var change = db.Change();
        if ((await match.Take(IntegrationsDb.ForUpdate(change, id, ct), IntegrationsProblems.NotFound)).Fails(out var integration, out var problem))
        {
            return problem;
        }

        if (integration.Secret is { } secret)
        {
            secrets.Delete(change, secret.Ref);
        }

        foreach (var feed in await FeedsDb.ForUpdate(change, id, ct))
        {
            FeedsDb.Unwatch(change, feed.Id);
        }

        IntegrationsDb.Delete(change, id);
        await Quotas.Return(change, IntegrationsDb.Quota, 1, ct);
        change.Publish(new IntegrationDeleted(id, integration.Connector, integration.Name), integration.Place);
        change.Audit(IntegrationView.Fact(integration, null));
        if (await change.Commit(ct) is { } failed)
        {
            return failed;
        }

        await receivers.Forget(op, id, ct);
        return Done.Value;
    }
}
