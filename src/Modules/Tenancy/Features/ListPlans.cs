using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Flags;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>All plans, the least first.</summary>
/// <param name="Items">All that there are.</param>
internal sealed record PlansView(IReadOnlyList<PlanView> Items);

/// <summary>The plans that a tenant can have, the least first. The operator makes them.</summary>
internal sealed class ListPlans(TenantPlans plans, FlagTable flags) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes.MapGet("/plans", (ListPlans feature) => feature.Handle().ToHttp(view => view));

    public Task<Result<PlansView>> Handle() => Task.FromResult<Result<PlansView>>(new PlansView([.. plans.All.Select(p => PlanView.From(p, flags))]));
}
