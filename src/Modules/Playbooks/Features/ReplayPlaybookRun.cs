using System.Text.Json;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Playbooks.Features;

/// <param name="Number">Against which version of the run's playbook, published or not; the latest when left out.</param>
internal sealed record ReplayPlaybookRunRequest(int? Number = null);

/// <summary>A step of a replay.</summary>
/// <param name="Path">Where.</param>
/// <param name="Differs">Whether the other version decides otherwise here.</param>
/// <param name="Was">Where it was in the run; null when that did not come to it.</param>
/// <param name="Now">Where it is in the replay; null when that does not come to it.</param>
/// <param name="WasInput">What it was begun with.</param>
/// <param name="NowInput">What it is begun with.</param>
internal sealed record ReplayedStepView(string Path, bool Differs, StepState? Was, StepState? Now, JsonElement? WasInput, JsonElement? NowInput)
{
    public static ReplayedStepView From(ReplayedStep s) => new(s.Path, s.Differs, s.Was?.State, s.Now?.State, s.Was?.Input, s.Now?.Input);
}

/// <summary>What another version would have decided.</summary>
/// <param name="Number">Which version.</param>
/// <param name="State">Where it would have ended; WAITING where it comes to something of which the run has no answer.</param>
/// <param name="Failure">Why it would have failed.</param>
/// <param name="Differs">Whether it decides otherwise anywhere.</param>
/// <param name="Steps">Step by step.</param>
internal sealed record PlaybookReplayView(int Number, RunState State, RunFailure? Failure, bool Differs, IReadOnlyList<ReplayedStepView> Steps);

/// <summary>Says what another version would have decided with what a run was answered. Nothing is done.</summary>
internal sealed class ReplayPlaybookRun(PlaybooksDb playbooks, RunsDb db, Vocabulary vocabulary) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(PlaybooksPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/playbook-runs/{id}/replay", (PlaybookRunId id, ReplayPlaybookRunRequest request, ReplayPlaybookRun feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, id, request, ct).ToHttp());

    public async Task<Result<PlaybookReplayView>> Handle(OpContext op, PlaybookRunId id, ReplayPlaybookRunRequest request, CancellationToken ct)
    {
        if (await db.Run(op, id, ct) is not { } run)
        {
            return PlaybooksProblems.RunNotFound;
        }

        // Who sees a run of a device need not see its playbook, which may hang above.
        if (await playbooks.Playbook(op, run.Playbook, ct) is not { } playbook)
        {
            return PlaybooksProblems.NotFound;
        }

        if (await playbooks.Text(op, run.Playbook, request.Number ?? playbook.Latest, ct) is not { } version)
        {
            return PlaybooksProblems.VersionNotFound;
        }

        var parsed = PlaybookText.Parse(version.Text, vocabulary);
        if (parsed.Definition is not { } definition)
        {
            return parsed.AsProblem();
        }

        var replay = Replay.Of(definition, run, await db.Steps(op, id, ct));
        return new PlaybookReplayView(version.Number, replay.State, replay.Failure, replay.Steps.Any(s => s.Differs), [.. replay.Steps.Select(ReplayedStepView.From)]);
    }
}
