using System.ComponentModel;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tenancy.Features;

/// <summary>What the caller's tenant, or one below it, had and used in a month, as JSON or CSV.</summary>
internal sealed class GetUsage(TenancyDb db, UsageViews views, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TenancyPermissions.TenantRead).OrPlatform();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tenants/{id}/usage", async (
                TenantId id,
                [Description("The month in UTC, such as 2026-11; this one when not said.")] string? period,
                TableFormat format,
                GetUsage feature,
                OpContext op,
                CancellationToken ct) =>
            new TableAnswer<UsageView>(await feature.Handle(op, id, period, ct), format, view => UsageViews.ToCsv([view]), $"usage-{id}.csv", _ => null));

    public async Task<Result<UsageView>> Handle(OpContext op, TenantId id, string? period, CancellationToken ct)
    {
        if (await db.Tenant(op, id, ct) is not { } tenant)
        {
            return TenancyProblems.TenantNotFound;
        }

        return Month.Parse(period, time.GetUtcNow()) is { } month ? (await views.Of([tenant], month, ct))[0] : TenancyProblems.BadMonth;
    }
}
