using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>One run, with its steps.</summary>
internal sealed class GetPlaybookRun(RunsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/playbook-runs/{id}", (PlaybookRunId id, GetPlaybookRun feature, OpContext op, CancellationToken ct) => feature.Handle(op, id, ct).ToHttp(PlaybookRunStepsView.From));

    public async Task<Result<(PlaybookRun, IReadOnlyList<StepRun>)>> Handle(OpContext op, PlaybookRunId id, CancellationToken ct) =>
        await db.Run(op, id, ct) is { } run ? (run, await db.Steps(op, id, ct)) : PlaybooksProblems.RunNotFound;
}
