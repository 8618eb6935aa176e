using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Webhooks.Features;

/// <summary>An event on the wire.</summary>
/// <param name="Name">What webhooks ask for it by, as <c>area.what</c>.</param>
/// <param name="Description">What has happened then, in a sentence; empty in an installation without the documentation of its programs.</param>
/// <param name="HeardBy">Who has this permission where it happens may hear of it.</param>
internal sealed record EventView(string Name, string Description, string HeardBy);

/// <summary>The events that webhooks can ask for, by name.</summary>
/// <param name="Items">All of them.</param>
internal sealed record EventsView(IReadOnlyList<EventView> Items);

/// <summary>The events that webhooks can ask for.</summary>
internal sealed class ListEvents(IReadOnlyList<ModuleManifest> modules) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(WebhooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/admin/webhooks/events", (ListEvents feature) => feature.Handle().ToHttp());

    public Task<Result<EventsView>> Handle() => Task.FromResult<Result<EventsView>>(new EventsView(
    [
        .. modules.SelectMany(m => m.Publishes)
            .OrderBy(e => e.Name, StringComparer.Ordinal)
            .Select(e => new EventView(e.Name, SourceComments.Of(e.Type), e.HeardBy.Name)),
    ]));
}
