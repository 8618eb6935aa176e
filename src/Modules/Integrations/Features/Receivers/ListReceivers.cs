using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Receivers;

/// <summary>The addresses to which an integration's product posts, without their tokens.</summary>
internal sealed class ListReceivers(IntegrationsDb integrations, ReceiversDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/integrations/{id}/receivers", (IntegrationId id, ListReceivers feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<IReadOnlyList<ReceiverView>>> Handle(OpContext op, IntegrationId id, CancellationToken ct) =>
        await integrations.Integration(op, id, ct) is null ? IntegrationsProblems.NotFound : (await db.Of(op, id, ct)).Select(ReceiverView.From).ToArray();
}
