using System.Text.Json;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>Why a run is to begin.</summary>
/// <param name="Cause">What started it.</param>
/// <param name="EventId">Of one event or time there is one run at most; null where somebody asked for it.</param>
/// <param name="Origin">What it knows of that.</param>
/// <param name="Place">Where it acts.</param>
/// <param name="Chain">The playbooks that led to it.</param>
internal sealed record RunReason(RunCause Cause, Guid? EventId, RunOrigin Origin, ScopePath Place, IReadOnlyList<Guid> Chain)
{
    /// <summary>Who asked for it.</summary>
    public RunPerson? StartedBy { get; init; }
}

/// <summary>Begins runs, within the limits of the playbook and the tenant.</summary>
internal sealed class RunStarter(IOptions<PlaybooksOptions> options, WorkSignals signals, TimeProvider time)
{
    /// <summary>How many playbooks may lead to a run, one after the other.</summary>
    public const int MostDepth = 3;

    /// <summary>Begins a run of a published playbook, whose row the change holds.</summary>
    public async Task<Result<PlaybookRun>> Start(Change change, Playbook playbook, PlaybookDefinition definition, RunReason reason, JsonElement inputs, CancellationToken ct)
    {
        if (reason.EventId is { } cause && await RunsDb.OfEvent(change, playbook.Id, cause, ct) is { } there)
        {
            return there;
        }

        var now = time.GetUtcNow();
        var run = new PlaybookRun(
            Id.New<PlaybookRunId>(time), playbook.Id, playbook.Name, playbook.Published!.Value, reason.Cause, reason.EventId, reason.Origin, inputs, reason.Place, playbook.Publisher!, now)
        {
            StartedBy = reason.StartedBy,
            Chain = reason.Chain,
        };
        if (reason.Chain.Contains(playbook.Id.Value) || reason.Chain.Count > MostDepth)
        {
            await StopLoop(change, playbook, run, ct);
            return PlaybooksProblems.LimitReached;
        }

        var counts = await RunsDb.Counts(change, playbook.Id, now, ct);
        if (counts.InHour >= definition.Limits.PerHour || counts.OfTenantInHour >= options.Value.MaxRunsPerHour)
        {
            PlaybooksDb.Refuse(change, playbook.Id, PlaybooksProblems.LimitReached.Code, now);
            return PlaybooksProblems.LimitReached;
        }

        var begun = run with { State = counts.Active >= definition.Limits.Concurrent ? RunState.Queued : RunState.Running };
        RunBook.Add(change, begun);
        change.OnCommitted(signals.Wake<AdvanceRuns>);
        return begun;
    }

    // Said once since it was published: a loop would fill the log with itself.
    private static async Task StopLoop(Change change, Playbook playbook, PlaybookRun run, CancellationToken ct)
    {
        var why = PlaybooksProblems.TriggersItself;
        if (!await RunsDb.WasRefused(change, playbook.Id, why.Code, playbook.PublishedAt!.Value, ct))
        {
            RunBook.Add(change, run.Ended(RunState.Refused, new RunFailure(why.Code, why.Detail), run.CreatedAt));
        }

        PlaybooksDb.Refuse(change, playbook.Id, why.Code, run.CreatedAt);
    }
}
