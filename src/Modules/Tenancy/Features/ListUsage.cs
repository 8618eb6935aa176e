using System.ComponentModel;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>What the caller's tenant and those below it, at any depth, had and used in a month, the newest tenant first. As JSON or CSV, a page at a time.</summary>
internal sealed class ListUsage(TenancyDb db, UsageViews views, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/usage", async (
                [Description("The month in UTC, such as 2026-11; this one when not said.")] string? period,
                PageQuery page,
                TableFormat format,
                ListUsage feature,
                OpContext op,
                CancellationToken ct) =>
            new TableAnswer<Page<UsageView>>(await feature.Handle(op, period, page.Request, ct), format, view => UsageViews.ToCsv(view.Items), "usage.csv", view => view.NextCursor));

    public async Task<Result<Page<UsageView>>> Handle(OpContext op, string? period, PageRequest page, CancellationToken ct)
    {
        if (Month.Parse(period, time.GetUtcNow()) is not { } month)
        {
            return TenancyProblems.BadMonth;
        }

        var tenants = page.Cut(await db.Tenants(op, new TenantFilter(null, null, null), page, ct), t => t.Id.Value);
        return new Page<UsageView>(await views.Of(tenants.Items, month, ct), tenants.NextCursor);
    }
}
