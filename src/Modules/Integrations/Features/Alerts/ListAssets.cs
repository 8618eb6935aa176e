using System.ComponentModel;
using System.Text.Json;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Alerts;

/// <summary>Something that a product looks after.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IntegrationId">Through which integration it came.</param>
/// <param name="Connector">The integration's connector.</param>
/// <param name="Key">The product's own id for it: what actions on it take.</param>
/// <param name="Title">What people call it there.</param>
/// <param name="IsActive">False when the product says that it is gone, or does not name it any more.</param>
/// <param name="ChangedAt">When it last changed there.</param>
/// <param name="SeenAt">When it was last read.</param>
/// <param name="OrganizationId">Where it hangs.</param>
/// <param name="GroupId">Where it hangs.</param>
/// <param name="DeviceId">The device of ours that it is.</param>
/// <param name="Record">In one form for all products: OCSF Device Inventory Info.</param>
internal sealed record AssetView(
    AssetId Id, IntegrationId IntegrationId, string Connector, string Key, string Title, bool IsActive, DateTimeOffset ChangedAt, DateTimeOffset SeenAt,
    Guid? OrganizationId, Guid? GroupId, Guid? DeviceId, InventoryInfo Record)
{
    public static AssetView From(Asset a) => new(
        a.Id, a.Integration, a.Connector, a.Key, a.Title, a.IsActive, a.ChangedAt, a.SeenAt, a.Place.Organization, a.Place.Group, a.Place.Device,
        a.Record.Deserialize<InventoryInfo>(WireJson.Options)!);
}

/// <summary>What products look after, narrowed by integration, device and text.</summary>
internal sealed class ListAssets(IntegrationsDb integrations, HoldingsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.ReadAlerts);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/assets", (
                IntegrationId? integrationId,
                [Description("Only those that are there, or with false only those that are gone.")] bool? active,
                DeviceId? deviceId,
                [Description("What the title or the key contains, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListAssets feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, new HoldingFilter(integrationId, null, active, deviceId?.Value, SearchQuery.Parse(search)), page.Request, ct).ToHttp(AssetView.From));
        routes.MapGet("/integrations/{id}/assets", (IntegrationId id, PageQuery page, ListAssets feature, OpContext op, CancellationToken ct) =>
            feature.OfIntegration(op, id, page.Request, ct).ToHttp(AssetView.From)).WithName("integrations.list_integration_assets");
    }

    public async Task<Result<Page<Asset>>> Handle(OpContext op, HoldingFilter filter, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Assets(op, filter, page, ct), a => a.Id.Value);

    public async Task<Result<Page<Asset>>> OfIntegration(OpContext op, IntegrationId id, PageRequest page, CancellationToken ct) =>
        await integrations.Integration(op, id, ct) is null ? IntegrationsProblems.NotFound : await Handle(op, new HoldingFilter(id, null, null, null, null), page, ct);
}
