using System.ComponentModel;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Actions.Features;

/// <summary>Runs, newest first, narrowed by state, device and integration.</summary>
internal sealed class ListRuns(ActionsDb db, IIntegrations integrations) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(ActionsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapGet("/action-runs", ([Description("Only runs in this ActionRunState.")] string? state, DeviceId? deviceId, PageQuery page, ListRuns feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, new RunFilter(EnumQuery.Parse<ActionRunState>(state, "state"), deviceId?.Value, null), page.Request, ct).ToHttp(ActionRunView.From));
        routes.MapGet("/integrations/{id}/runs", (IntegrationId id, PageQuery page, ListRuns feature, OpContext op, CancellationToken ct) =>
            feature.OfIntegration(op, id, page.Request, ct).ToHttp(ActionRunView.From)).WithName("actions.list_integration_runs");
    }

    public async Task<Result<Page<ActionRun>>> OfIntegration(OpContext op, IntegrationId id, PageRequest page, CancellationToken ct) =>
        await integrations.Find(op, id, ct) is { } integration && op.Reach.Covers(integration.Place) ? await Handle(op, new RunFilter(null, null, id.ToString()), page, ct) : ActionsProblems.NoIntegration;

    public async Task<Result<Page<ActionRun>>> Handle(OpContext op, RunFilter filter, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Runs(op, filter, page, ct), r => r.Id.Value);
}
