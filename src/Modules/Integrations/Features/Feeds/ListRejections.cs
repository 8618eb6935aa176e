using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Feeds;

/// <summary>A document that could not be read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Read">Where it came from.</param>
/// <param name="Code">Why, as a stable code.</param>
/// <param name="Detail">The same in words.</param>
/// <param name="Key">The product's id of it, where it has one.</param>
/// <param name="At">When it came.</param>
internal sealed record RejectionView(RejectionId Id, string Read, string Code, string Detail, string? Key, DateTimeOffset At)
{
    public static RejectionView From(KeptRejection kept) => new(kept.Id, kept.Read, kept.Code, kept.Detail, kept.Key, kept.At);
}

/// <summary>Documents that came through an integration and could not be read, newest first; of one page, the first twenty are kept.</summary>
internal sealed class ListRejections(IntegrationsDb integrations, FeedsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/integrations/{id}/rejections", (IntegrationId id, PageQuery page, ListRejections feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, page.Request, ct).ToHttp(RejectionView.From));

    public async Task<Result<Page<KeptRejection>>> Handle(OpContext op, IntegrationId id, PageRequest page, CancellationToken ct) =>
        await integrations.Integration(op, id, ct) is null ? IntegrationsProblems.NotFound : page.Cut(await db.Rejections(op, id, page, ct), r => r.Id.Value);
}
