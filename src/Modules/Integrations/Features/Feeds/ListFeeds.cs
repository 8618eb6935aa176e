using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Feeds;

/// <summary>What is read through an integration, how far that has come, and what went wrong.</summary>
internal sealed class ListFeeds(IntegrationsDb integrations, FeedsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/integrations/{id}/feeds", (IntegrationId id, ListFeeds feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<IReadOnlyList<FeedView>>> Handle(OpContext op, IntegrationId id, CancellationToken ct) =>
        await integrations.Integration(op, id, ct) is null ? IntegrationsProblems.NotFound : (await db.Feeds(op, id, ct)).Select(FeedView.From).ToArray();
}
