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

/// <summary>A known weakness of something that a product looks after.</summary>
/// <param name="Id">Its id.</param>
/// <param name="IntegrationId">Through which integration it came.</param>
/// <param name="Connector">The integration's connector.</param>
/// <param name="Key">The product's own id for it.</param>
/// <param name="Title">One line.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="IsActive">False when it is fixed, or the product does not name it any more.</param>
/// <param name="ChangedAt">When it last changed there.</param>
/// <param name="SeenAt">When it was last read.</param>
/// <param name="OrganizationId">Where it hangs.</param>
/// <param name="GroupId">Where it hangs.</param>
/// <param name="DeviceId">The device of ours that has it.</param>
/// <param name="Record">In one form for all products: OCSF Vulnerability Finding.</param>
internal sealed record VulnerabilityView(
    VulnerabilityId Id, IntegrationId IntegrationId, string Connector, string Key, string Title, SeverityId Severity, bool IsActive, DateTimeOffset ChangedAt, DateTimeOffset SeenAt,
    Guid? OrganizationId, Guid? GroupId, Guid? DeviceId, VulnerabilityFinding Record)
{
    public static VulnerabilityView From(Vulnerability v) => new(
        v.Id, v.Integration, v.Connector, v.Key, v.Title, v.Severity, v.IsActive, v.ChangedAt, v.SeenAt, v.Place.Organization, v.Place.Group, v.Place.Device,
        v.Record.Deserialize<VulnerabilityFinding>(WireJson.Options)!);
}

/// <summary>Known weaknesses that products report, narrowed by integration, severity, device and text.</summary>
internal sealed class ListVulnerabilities(IntegrationsDb integrations, HoldingsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.ReadAlerts);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/vulnerabilities", (
                IntegrationId? integrationId,
                [Description("Only those of this SeverityId.")] string? severity,
                [Description("Only those that hold, or with false only those that are fixed or gone.")] bool? active,
                DeviceId? deviceId,
                [Description("What the title or the key contains, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListVulnerabilities feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, new HoldingFilter(integrationId, EnumQuery.Parse<SeverityId>(severity, "severity"), active, deviceId?.Value, SearchQuery.Parse(search)), page.Request, ct)
                .ToHttp(VulnerabilityView.From));
        routes.MapGet("/integrations/{id}/vulnerabilities", (IntegrationId id, PageQuery page, ListVulnerabilities feature, OpContext op, CancellationToken ct) =>
            feature.OfIntegration(op, id, page.Request, ct).ToHttp(VulnerabilityView.From)).WithName("integrations.list_integration_vulnerabilities");
    }

    public async Task<Result<Page<Vulnerability>>> Handle(OpContext op, HoldingFilter filter, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Vulnerabilities(op, filter, page, ct), v => v.Id.Value);

    public async Task<Result<Page<Vulnerability>>> OfIntegration(OpContext op, IntegrationId id, PageRequest page, CancellationToken ct) =>
        await integrations.Integration(op, id, ct) is null ? IntegrationsProblems.NotFound : await Handle(op, new HoldingFilter(id, null, null, null, null), page, ct);
}
