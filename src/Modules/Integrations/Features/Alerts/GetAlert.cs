using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Integrations.Features.Alerts;

/// <summary>One alert, with the product's own document and the alerts that have an observable in common with it.</summary>
internal sealed class GetAlert(AlertsDb db) : IFeature
{
    private const int MostRelated = 20;

    public static Admission Admission { get; } = Admission.Within(IntegrationsPermissions.ReadAlerts);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/alerts/{id}", (AlertId id, GetAlert feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp());

    public async Task<Result<AlertDetailView>> Handle(OpContext op, AlertId id, CancellationToken ct) =>
        await db.Alert(op, id, ct) is { } alert
            ? new AlertDetailView(AlertView.From(alert), alert.Data, [.. (await db.Related(op, id, MostRelated, ct)).Select(AlertView.From)])
            : IntegrationsProblems.AlertNotFound;
}
