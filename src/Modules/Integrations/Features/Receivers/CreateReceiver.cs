using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Receivers;

/// <param name="Inbound">Which of the connector's documents it takes: from GET /api/connectors.</param>
internal sealed record CreateReceiverRequest(string Inbound) : IRequest
{
    public Problem? Check() => null;
}

/// <summary>Makes an address to which the integration's product posts. What comes there still has to prove that it is the product's.</summary>
internal sealed class CreateReceiver(IntegrationsDb integrations, FeedsDb feeds, ReceiversDb db, Connectors connectors, TimeProvider time) : IFeature
{
    private const int MostPerIntegration = 10;

    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/integrations/{id}/receivers", (IntegrationId id, CreateReceiverRequest request, CreateReceiver feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToCreated(NewReceiverView.From, view => $"/api/integrations/{id}/receivers/{view.Id}"));

    public async Task<Result<(Receiver Receiver, string Token)>> Handle(OpContext op, IntegrationId id, CreateReceiverRequest request, CancellationToken ct)
    {
        if (await integrations.Integration(op, id, ct) is not { } integration)
        {
            return IntegrationsProblems.NotFound;
        }

        if (connectors.Inbound(integration.Connector, request.Inbound) is not { } inbound)
        {
            return IntegrationsProblems.UnknownInbound;
        }

        await KeepFeed(id, inbound, ct);
        var token = Receiver.Tokens.New();
        var receiver = new Receiver(Id.New<ReceiverId>(time), id, inbound.Key, AddressToken.HashOf(token), time.GetUtcNow());
        await using var change = db.Change();
        if ((await ReceiversDb.Of(change, id, ct)).Count >= MostPerIntegration)
        {
            return IntegrationsProblems.TooManyReceivers;
        }

        ReceiversDb.Insert(change, receiver);
        change.Audit(ReceiverView.Fact(integration, null, receiver));
        return await change.Commit((receiver, token), ct);
    }

    // What comes is counted where what is read is; it is there before anything can come, and does no harm where nothing does.
    private async Task KeepFeed(IntegrationId id, InboundDescription inbound, CancellationToken ct)
    {
        await using var change = feeds.Bookkeeping();
        if (await FeedsDb.ForUpdate(change, id, inbound.Key, ct) is null)
        {
            FeedsDb.Insert(change, new Feed(Id.New<FeedId>(time), id, inbound.Key, inbound.Kind, IsPushed: true));
            await change.Commit(ct);
        }
    }
}
