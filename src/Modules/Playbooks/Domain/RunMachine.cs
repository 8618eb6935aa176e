using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>What has been seen of what a run waits for.</summary>
/// <param name="Action">The action run of the step that has one and is not done; null when there is none.</param>
/// <param name="EventName">An event that has happened.</param>
/// <param name="EventData">What it says.</param>
internal sealed record Seen(ActionRunSummary? Action = null, string? EventName = null, JsonElement EventData = default)
{
    public static Seen Nothing { get; } = new();
}

/// <summary>A run that has moved on.</summary>
/// <param name="Run">As it is now.</param>
/// <param name="Changed">The steps that are new or others now.</param>
/// <param name="Next">What is to be done.</param>
internal sealed record Advanced(PlaybookRun Run, IReadOnlyList<StepRun> Changed, Next Next);

/// <summary>
/// The rules by which a run goes on. Pure: from a definition, a run with its steps, what was seen and the time comes how it is now and what is to be done
/// next. It walks the definition from its beginning each time; what is written down about a step decides, and never what its condition would say now.
/// </summary>
internal sealed class RunMachine
{
    private const int MostSteps = 2000;
    private static readonly TimeSpan UsualTimeout = TimeSpan.FromDays(1);

    private readonly PlaybookRun run;
    private readonly Seen seen;
    private readonly DateTimeOffset now;
    private readonly Dictionary<string, StepRun> steps;
    private readonly Dictionary<string, StepRun> changed = new(StringComparer.Ordinal);
    private readonly List<(StepRun Done, StepBody Undo, DataScope Scope)> compensations = [];
    private Next? next;
    private RunFailure? failure;
    private bool isCancelled;
    private bool isHeld;

    private RunMachine(PlaybookRun run, IEnumerable<StepRun> steps, Seen seen, DateTimeOffset now)
    {
        (this.run, this.seen, this.now) = (run, seen, now);
        this.steps = steps.ToDictionary(s => s.Path, StringComparer.Ordinal);
    }

    private enum Flow
    {
        Through,
        Stopped,
        Failed,
    }

    /// <summary>Goes on as far as it can without an effect outside.</summary>
    public static Advanced Advance(PlaybookDefinition definition, PlaybookRun run, IEnumerable<StepRun> steps, Seen seen, DateTimeOffset now)
    {
        if (run.HasEnded)
        {
            return new(run, [], new EndNext());
        }

        var started = run.StartedAt is null ? run with { StartedAt = now, DeadlineAt = now + definition.Limits.Duration, State = RunState.Running } : run;
        return new RunMachine(started, steps, seen, now).Go(definition);
    }

    private Advanced Go(PlaybookDefinition definition)
    {
        var flow = Walk(definition.Steps, "", Root());
        if (flow == Flow.Failed && !Compensate())
        {
            return Moved(run with { State = RunState.Compensating, Failure = failure });
        }

        return flow switch
        {
            Flow.Through => Moved(run.Ended(RunState.Done, null, now)),
            Flow.Failed => Moved(run.Ended(RunState.Failed, failure, now)),
            _ when isCancelled => Moved(run.Ended(RunState.Cancelled, null, now)),
            _ when isHeld => Moved(run with { State = RunState.Paused }),
            _ => Moved(run with { State = next is WaitNext ? RunState.Waiting : RunState.Running }),
        };
    }

    private Advanced Moved(PlaybookRun after) => new(after, [.. changed.Values], after.HasEnded ? new EndNext() : next ?? new WaitNext(null));

    private DataScope Root()
    {
        var scope = DataScope.New().With("inputs", run.Inputs).With("run", JsonSerializer.SerializeToElement(new { id = run.Id.Value, playbook = run.Name, startedAt = run.StartedAt }, WireJson.Options));
        if (run.Origin.Trigger is { } trigger)
        {
            scope.With("trigger", trigger);
        }

        return run.Origin.Event is { } what ? scope.With("event", what) : scope;
    }

    private Flow Walk(IReadOnlyList<Step> list, string prefix, DataScope scope)
    {
        foreach (var step in list)
        {
            var path = prefix + step.Id;
            if (!steps.TryGetValue(path, out var at))
            {
                if (Begin(step, path, scope) is not { } begun)
                {
                    return Flow.Stopped;
                }

                at = begun;
            }

            var flow = at.HasEnded ? Flow.Through : Visit(step, at, scope);
            if (flow == Flow.Stopped)
            {
                return flow;
            }

            var after = steps[path];
            scope.Put(step.Id, after.Seen());
            if (after.State == StepState.Failed && !step.ContinueOnFailure)
            {
                failure ??= after.Failure;
                return Flow.Failed;
            }

            if (after.State == StepState.Done && step.Compensate is { } undo)
            {
                compensations.Add((after, undo, scope));
            }
        }

        return Flow.Through;
    }

    // Null when the run is held or ended before it.
    private StepRun? Begin(Step step, string path, DataScope scope)
    {
        if (run.Wish == RunWish.Cancel)
        {
            isCancelled = true;
            return null;
        }

        if (run.Wish == RunWish.Pause)
        {
            isHeld = true;
            return null;
        }

        var begun = new StepRun(path, step.Id, step.Body.Kind, steps.Count, now) { State = StepState.Running };
        if (steps.Count >= MostSteps)
        {
            return Save(begun.Failed("playbook.too_many_steps", $"A run has at most {MostSteps} steps.", now));
        }

        if (step.When?.Holds(scope, now) == false)
        {
            return Save(begun.Ended(StepState.Skipped, null, now));
        }

        return Save(StepInputs.Of(step, begun, scope, now, UsualTimeout));
    }

    private Flow Visit(Step step, StepRun at, DataScope scope)
    {
        if (at.State == StepState.Running && at.ActionRun is not null && step.Body is ActionBody)
        {
            return Settle(step, at);
        }

        if (run.Wish == RunWish.Cancel && step.Body is not (BranchBody or LoopBody))
        {
            Save(at.Ended(StepState.Cancelled, null, now));
            isCancelled = true;
            return Flow.Stopped;
        }

        if (run.DeadlineAt <= now && step.Body is not (BranchBody or LoopBody))
        {
            return End(at.Failed("playbook.run_too_long", "The run has taken longer than its limit.", now));
        }

        switch (step.Body)
        {
            case TransformBody transform:
                return End(at.Done(Transforms.Of(transform, scope, now), now));
            case BranchBody branch:
                return Branch(branch, at, scope);
            case LoopBody loop:
                return Loop(loop, at, scope);
            case WaitBody wait:
                return Wait(wait, at, scope);
            case ApprovalBody approval:
                return Approval(approval, at);
            case var _ when run.Wish == RunWish.Pause:
                isHeld = true;
                return Flow.Stopped;
            default:
                return Effect(step, at);
        }
    }

    private Flow Effect(Step step, StepRun at)
    {
        if (at.State == StepState.Retrying)
        {
            if (at.DueAt > now)
            {
                return Rest(at.DueAt);
            }

            at = Save(at with { State = StepState.Running, Attempts = at.Attempts + 1, DueAt = now + UsualTimeout });
        }

        next = new EffectNext(at, step);
        return Flow.Stopped;
    }

    // What came of an action run decides; there is no other one for this attempt.
    private Flow Settle(Step step, StepRun at)
    {
        switch (seen.Action)
        {
            case null:
                return End(at.Failed("playbook.action_gone", "The action run is gone.", now));
            case { State: ActionRunState.Done or ActionRunState.Undone } done:
                return End(at.Done(JsonSerializer.SerializeToElement(new { run = done.Id.Value, result = done.Result }), now));
            case { State: ActionRunState.Failed } failed when at.Attempts < step.Retry.Attempts:
                return Rest(Save(at.Again(step.Retry, new RunFailure(failed.Failure!.Code, failed.Failure.Detail), now)).DueAt);
            case { State: ActionRunState.Failed or ActionRunState.Rejected or ActionRunState.Expired } ended:
                return End(at.Failed(ended.Failure!.Code, ended.Failure.Detail, now));
            case { State: ActionRunState.Running }:
                // It cannot be taken back, so neither a time-out nor a cancellation leaves it behind; Actions ends it.
                return Rest(null);
            case var waiting when run.Wish == RunWish.Cancel:
                Save(at.Ended(StepState.Cancelled, waiting.Failure is { } why ? new RunFailure(why.Code, why.Detail) : null, now));
                isCancelled = true;
                return Flow.Stopped;
            case { State: ActionRunState.Planned } when run.Wish == RunWish.None && at.DueAt > now:
                next = new StartNext(at);
                return Flow.Stopped;
            case var waiting when at.DueAt <= now || run.DeadlineAt <= now:
                return waiting.State == ActionRunState.Unknown
                    ? End(at.Failed("playbook.outcome_unknown", "Nobody knows whether the action was done; look in the product.", now))
                    : End(at.Failed("playbook.step_timeout", "The step has taken longer than it may.", now));
            default:
                return Rest(at.DueAt);
        }
    }

    private Flow Branch(BranchBody body, StepRun at, DataScope scope)
    {
        if (at.Output is not { } chosen)
        {
            var index = body.Cases.Select((c, i) => (c.When, Index: i)).Where(c => c.When.Holds(scope, now)).Select(c => c.Index).DefaultIfEmpty(-1).First();
            at = Save(at with { Output = chosen = JsonSerializer.SerializeToElement(new { @case = index }) });
        }

        var number = chosen.GetProperty("case").GetInt32();
        return Close(Walk(number < 0 ? body.Otherwise : body.Cases[number].Steps, $"{at.Path}.", scope.Inner()), at, chosen);
    }

    private Flow Loop(LoopBody body, StepRun at, DataScope scope)
    {
        if (at.Input is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() > body.Most)
        {
            return End(at.Failed("playbook.bad_loop", $"A loop goes over a list of at most {body.Most}.", now));
        }

        var results = new JsonArray();
        for (var i = 0; i < items.GetArrayLength(); i++)
        {
            var inner = scope.Inner().With("item", items[i]).With("index", JsonSerializer.SerializeToElement(i));
            var prefix = $"{at.Path}[{i}].";
            var flow = Walk(body.Steps, prefix, inner);
            if (flow != Flow.Through)
            {
                return Close(flow, at, null);
            }

            var result = new JsonObject();
            foreach (var step in body.Steps)
            {
                result[step.Id] = JsonSerializer.SerializeToNode(steps[prefix + step.Id].Seen());
            }

            results.Add(result);
        }

        return End(at.Done(JsonSerializer.SerializeToElement(new { count = items.GetArrayLength(), results }), now));
    }

    // What has inner steps ends as they do; where it may fail, the run goes on after it.
    private Flow Close(Flow inner, StepRun at, JsonElement? output)
    {
        switch (inner)
        {
            case Flow.Stopped when isCancelled:
                Save(at.Ended(StepState.Cancelled, null, now));
                return inner;
            case Flow.Stopped:
                return inner;
            case Flow.Failed:
                var why = failure!;
                failure = null;
                return End(at.Failed(why.Code, why.Detail, now));
            default:
                return End(at.Done(output, now));
        }
    }

    private Flow Wait(WaitBody body, StepRun at, DataScope scope)
    {
        if (body.Event is { } name)
        {
            if (seen.EventName == name && body.Match?.Holds(scope.Inner().With("received", seen.EventData), now) != false)
            {
                return End(at.Done(seen.EventData, now));
            }

            return at.DueAt > now ? Rest(at.DueAt)
                : body.GoesOnAtTimeout ? End(at.Done(JsonSerializer.SerializeToElement(new { timedOut = true }), now))
                : End(at.Failed("playbook.wait_timeout", "What the step waits for did not happen in time.", now));
        }

        return at.DueAt is null ? End(at.Failed("playbook.bad_time", "This is no time to wait for.", now)) : at.DueAt > now ? Rest(at.DueAt) : End(at.Done(null, now));
    }

    private Flow Approval(ApprovalBody body, StepRun at) => at.Decision switch
    {
        { Approved: true } by => End(at.Done(JsonSerializer.SerializeToElement(new { approvedBy = by.ByName }), now)),
        { } by => End(at.Failed("playbook.rejected", $"{by.ByName} did not allow it.", now)),
        _ when at.DueAt > now => Rest(at.DueAt),
        _ when body.GoesOnAtTimeout => End(at.Done(JsonSerializer.SerializeToElement(new { timedOut = true }), now)),
        _ => End(at.Failed("playbook.approval_timeout", "Nobody decided in time.", now)),
    };

    /// <summary>Undoes what was done, the last first. True when nothing is left to undo; what cannot be undone does not keep the rest from it.</summary>
    private bool Compensate()
    {
        foreach (var (done, undo, scope) in compensations.AsEnumerable().Reverse())
        {
            var path = done.Path + StepRun.Undo;
            var step = new Step(done.Step, undo);
            if (!steps.TryGetValue(path, out var at))
            {
                var begun = new StepRun(path, done.Step, undo.Kind, steps.Count, now) { State = StepState.Running };
                at = Save(undo is UndoBody ? StepInputs.OfUndo(begun, done, now, UsualTimeout) : StepInputs.Of(step, begun, scope, now, UsualTimeout));
            }

            if (!at.HasEnded && (at.ActionRun is null ? Effect(step, at) : Settle(step, at)) == Flow.Stopped)
            {
                return false;
            }
        }

        return true;
    }

    private Flow End(StepRun ended)
    {
        Save(ended);
        return Flow.Through;
    }

    private Flow Rest(DateTimeOffset? until)
    {
        // A run that takes too long is looked at when it does.
        next = new WaitNext(until is { } time && run.DeadlineAt is { } deadline && deadline > now && deadline < time ? deadline : until);
        return Flow.Stopped;
    }

    private StepRun Save(StepRun step)
    {
        steps[step.Path] = step;
        changed[step.Path] = step;
        return step;
    }
}
