using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Receivers;

/// <summary>Closes an address to which a product posts: from now on nothing is taken there.</summary>
internal sealed class DeleteReceiver(IntegrationsDb integrations, ReceiversDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapDelete("/integrations/{id}/receivers/{receiver}", (IntegrationId id, ReceiverId receiver, DeleteReceiver feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, receiver, ct).ToEmpty());

    public async Task<Result<Done>> Handle(OpContext op, IntegrationId id, ReceiverId receiver, CancellationToken ct)
    {
        if (await integrations.Integration(op, id, ct) is not { } integration)
        {
            return IntegrationsProblems.NotFound;
        }

        await using var change = db.Change();
        if ((await ReceiversDb.Of(change, id, ct)).Find(r => r.Id == receiver) is not { } found)
        {
            return IntegrationsProblems.ReceiverNotFound;
        }

        ReceiversDb.Delete(change, receiver);
        change.Audit(ReceiverView.Fact(integration, found, null));
        return await change.Commit(Done.Value, ct);
    }
}
