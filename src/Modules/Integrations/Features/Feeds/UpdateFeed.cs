using System.ComponentModel;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Feeds;

/// <param name="IsEnabled">Whether it is read.</param>
/// <param name="EverySeconds">How long after the end of a reading the next begins: 5 to 604,800.</param>
internal sealed record UpdateFeedRequest(bool IsEnabled, int EverySeconds) : IRequest
{
    public Problem? Check() => EverySeconds is >= 5 and <= 604_800 ? null : IntegrationsProblems.BadInterval;
}

/// <summary>Switches what is read through an integration, or says how often; it is read at once.</summary>
internal sealed class UpdateFeed(IntegrationsDb integrations, FeedsDb db, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/integrations/{id}/feeds/{read}", (IntegrationId id, [Description("As GET /api/integrations/{id}/feeds names it.")] string read, UpdateFeedRequest request, IfMatch match, UpdateFeed feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, read, request, match, ct).ToHttp(FeedView.From));

    public async Task<Result<Feed>> Handle(OpContext op, IntegrationId id, string read, UpdateFeedRequest request, IfMatch match, CancellationToken ct)
    {
        if (await integrations.Integration(op, id, ct) is not { } integration)
        {
            return IntegrationsProblems.NotFound;
        }

        await using var change = db.Change();
        if ((await match.Take(FeedsDb.ForUpdate(change, id, read, ct), IntegrationsProblems.UnknownFeed)).Fails(out var before, out var problem))
        {
            return problem;
        }

        var after = before.Set(request.IsEnabled, TimeSpan.FromSeconds(request.EverySeconds), integration.Status != IntegrationStatus.Untested, time.GetUtcNow());
        FeedsDb.Update(change, after);
        change.Audit(FeedView.Fact(integration, before, after));
        return await change.Commit(after, ct);
    }
}
