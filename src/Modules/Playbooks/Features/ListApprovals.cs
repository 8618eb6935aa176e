using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>A step that asks somebody.</summary>
/// <param name="Run">Of which run.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name when the run began.</param>
/// <param name="Step">The step's path.</param>
/// <param name="Ask">What it asks.</param>
/// <param name="Place">Where the run acts.</param>
/// <param name="Publisher">For whom it acts.</param>
/// <param name="StartedBy">Who asked for the run; null where nobody did.</param>
/// <param name="AskedAt">Since when it asks.</param>
/// <param name="DueAt">Until when.</param>
/// <param name="MayAllow">Whether who reads this may allow it; otherwise it has to be another person, though they may refuse it.</param>
internal sealed record PlaybookApprovalView(
    PlaybookRunId Run,
    PlaybookId Playbook,
    string Name,
    string Step,
    string Ask,
    ScopePath Place,
    RunPerson Publisher,
    RunPerson? StartedBy,
    DateTimeOffset AskedAt,
    DateTimeOffset? DueAt,
    bool MayAllow)
{
    public static PlaybookApprovalView From(PlaybookRun run, StepRun step, Principal reader) => new(
        run.Id, run.Playbook, run.Name, step.Path, step.Input!.Value.GetProperty("ask").GetString()!, run.Place, run.Publisher, run.StartedBy, step.StartedAt, step.DueAt,
        reader is { Kind: PrincipalKind.User, Id: { } who, OnBehalfOf: null } && StepDecisions.MayAllow(run, step, who));
}

/// <summary>The steps that ask for approval, of the newest runs first.</summary>
internal sealed class ListApprovals(RunsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Approve).Reads();

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbook-approvals", (PageQuery page, ListApprovals feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, page.Request, ct).ToHttp(asked => PlaybookApprovalView.From(asked.Run, asked.Step, op.Principal)));

    public async Task<Result<Page<(PlaybookRun Run, StepRun Step)>>> Handle(OpContext op, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Asking(op, page, ct), asked => asked.Run.Id.Value);
}
