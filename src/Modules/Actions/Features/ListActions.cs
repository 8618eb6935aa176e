using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Actions.Features;

/// <summary>Something that can be done.</summary>
/// <param name="Provider">Whose action it is.</param>
/// <param name="Through">Which of the provider's things does it: an integration's id.</param>
/// <param name="ThroughName">Its name for people.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Name">Its name for people.</param>
/// <param name="Description">One sentence.</param>
/// <param name="Risk">What it can do at worst.</param>
/// <param name="Right">What right it needs beside running actions.</param>
/// <param name="NeedsApproval">Whether somebody else has to approve it: for its risk, or because nothing undoes it.</param>
/// <param name="CanExpire">Whether it can be told how long it holds.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="Result">What it answers.</param>
/// <param name="Inverse">The action that undoes it; null when nothing does.</param>
internal sealed record OfferedActionView(
    string Provider,
    string Through,
    string ThroughName,
    string Action,
    string Name,
    string Description,
    ActionRisk Risk,
    ActionRight Right,
    bool NeedsApproval,
    bool CanExpire,
    IReadOnlyList<FieldDescription> Parameters,
    IReadOnlyList<FieldDescription> Result,
    string? Inverse);

/// <summary>What can be done outside, through what.</summary>
internal sealed class ListActions(IEnumerable<IActionProvider> providers, IOptions<ActionsOptions> options) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/actions", (ListActions feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<IReadOnlyList<OfferedActionView>>> Handle(OpContext op, CancellationToken ct)
    {
        var views = new List<OfferedActionView>();
        foreach (var provider in providers)
        {
            views.AddRange((await provider.Offers(op, ct)).Select(View));
        }

        return views;
    }

    private OfferedActionView View(OfferedAction offer) => new(
        offer.Provider,
        offer.Through,
        offer.ThroughName,
        offer.Action.Key,
        offer.Action.Name,
        offer.Action.Description,
        offer.Action.Risk,
        offer.Action.Right,
        options.Value.Terms().NeedApproval(offer.Action.Risk, offer.Action.Inverse),
        offer.Action is not { Inverse: null, Lifetime: null },
        offer.Action.Parameters,
        offer.Action.Result,
        offer.Action.Inverse);
}
