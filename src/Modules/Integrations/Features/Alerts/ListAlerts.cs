using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Alerts;

/// <summary>What products say is wrong, newest first, narrowed by integration, state, severity, device, observable and text.</summary>
internal sealed class ListAlerts(IntegrationsDb integrations, AlertsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.ReadAlerts);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/alerts", (
                IntegrationId? integrationId,
                [Description("Only alerts in this AlertState.")] string? state,
                [Description("Only alerts of this SeverityId.")] string? severity,
                [Description("Only alerts that hold, or with false only those that are over.")] bool? active,
                DeviceId? deviceId,
                [Description("Only alerts with this observable: an address, a host's name, a hash, in its canonical form.")] string? observable,
                [Description("What the title or the key contains, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListAlerts feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(
                op,
                new AlertFilter(integrationId, EnumQuery.Parse<AlertState>(state, "state"), EnumQuery.Parse<SeverityId>(severity, "severity"), active, deviceId?.Value, observable, SearchQuery.Parse(search)),
                page.Request,
                ct).ToHttp(AlertView.From));
        routes.MapGet("/integrations/{id}/alerts", (IntegrationId id, PageQuery page, ListAlerts feature, OpContext op, CancellationToken ct) =>
            feature.OfIntegration(op, id, page.Request, ct).ToHttp(AlertView.From)).WithName("integrations.list_integration_alerts");
    }

    public async Task<Result<Page<Alert>>> Handle(OpContext op, AlertFilter filter, PageRequest page, CancellationToken ct) =>
        filter.Observable is { Length: 0 or > NormalObservable.MaxLength } ? IntegrationsProblems.BadObservable
            : page.Cut(await db.Alerts(op, filter, page, ct), a => a.Id.Value);

    public async Task<Result<Page<Alert>>> OfIntegration(OpContext op, IntegrationId id, PageRequest page, CancellationToken ct) =>
        await integrations.Integration(op, id, ct) is null ? IntegrationsProblems.NotFound : await Handle(op, new AlertFilter(id, null, null, null, null, null, null), page, ct);
}
