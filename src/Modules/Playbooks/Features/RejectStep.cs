using System.ComponentModel;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>Refuses a step of a run that asks for approval.</summary>
internal sealed class RejectStep(RunsDb db, StepDecisions decisions) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Approve);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbook-runs/{id}/approvals/{step}/reject", (PlaybookRunId id, [Description("The step's path, as the run shows it.")] string step, RejectStep feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, step, ct).ToHttp(PlaybookRunView.From));

    public async Task<Result<PlaybookRun>> Handle(OpContext op, PlaybookRunId id, string step, CancellationToken ct)
    {
        await using var change = db.Change();
        return await decisions.Decide(change, id, step, approved: false, ct);
    }
}
