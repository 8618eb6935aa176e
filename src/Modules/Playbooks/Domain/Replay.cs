using Holdfast.Modules.Playbooks.Definitions;

namespace Holdfast.Modules.Playbooks.Domain;

/// <summary>What became of a step in a run, and what becomes of it in a replay; null where it was or is not come to.</summary>
internal sealed record ReplayedStep(string Path, StepRun? Was, StepRun? Now)
{
    /// <summary>Whether another version decides otherwise here: it does not come to it, comes to it anew, begins it with something else or ends it otherwise.</summary>
    public bool Differs => Was is null || Now is null || Was.Kind != Now.Kind || Was.State != Now.State || Was.InputDigest != Now.InputDigest;
}

/// <summary>
/// What another version would have decided, by the same rules and with the answers that a run recorded. Nothing is done: where the run has no answer, an
/// effect is taken as done with none, and a wait or an approval as not ended yet.
/// </summary>
internal sealed record Replay(RunState State, RunFailure? Failure, IReadOnlyList<ReplayedStep> Steps)
{
    private const int MostMoves = 5000;

    public static Replay Of(PlaybookDefinition definition, PlaybookRun recorded, IReadOnlyList<StepRun> answers)
    {
        var known = answers.ToDictionary(s => s.Path, StringComparer.Ordinal);
        var steps = new Dictionary<string, StepRun>(StringComparer.Ordinal);
        var clock = recorded.StartedAt ?? recorded.CreatedAt;
        var run = recorded with { State = RunState.Running, Wish = RunWish.None, StartedAt = null, EndedAt = null, DeadlineAt = null, Failure = null };
        var seen = Seen.Nothing;
        var passed = new HashSet<string>(StringComparer.Ordinal);
        for (var move = 0; move < MostMoves; move++)
        {
            var advanced = RunMachine.Advance(definition, run, steps.Values, seen, clock);
            seen = Seen.Nothing;
            run = advanced.Run;
            foreach (var changed in advanced.Changed)
            {
                steps[changed.Path] = changed;
            }

            if (advanced.Next is EffectNext { Step: var at })
            {
                steps[at.Path] = known.GetValueOrDefault(at.Path) switch
                {
                    { State: StepState.Failed, Failure: { } why } => at.Failed(why.Code, why.Detail, clock),
                    var answer => at.Done(answer?.Output, clock),
                };
            }
            else if (advanced.Next is not WaitNext wait || !Pass(steps, known, wait, passed, ref clock, ref seen))
            {
                break;
            }
        }

        return new Replay(run.State, run.Failure, Compare(answers, steps));
    }

    // Lets pass what is waited for, as it did; false when that is not known.
    private static bool Pass(Dictionary<string, StepRun> steps, Dictionary<string, StepRun> known, WaitNext wait, HashSet<string> passed, ref DateTimeOffset clock, ref Seen seen)
    {
        if (steps.Values.FirstOrDefault(s => s.State == StepState.Waiting) is not { } waiting)
        {
            return false;
        }

        var answer = known.GetValueOrDefault(waiting.Path);
        if (waiting.Kind == "approval" && answer?.Decision is { } decision && waiting.Decision is null)
        {
            steps[waiting.Path] = waiting with { Decision = decision };
            return true;
        }

        if (waiting.WaitsFor is { } name && answer is { State: StepState.Done, Output: { } said } && answer.EndedAt < waiting.DueAt)
        {
            // Once: where another match does not take it, the wait goes on until its time is over.
            known.Remove(waiting.Path);
            passed.Add(waiting.Path);
            seen = new Seen(EventName: name, EventData: said);
            return true;
        }

        var isUnknown = (waiting.Kind == "approval" || waiting.WaitsFor is not null) && answer is not { HasEnded: true } && !passed.Contains(waiting.Path);
        if (wait.Until is not { } until || until <= clock || isUnknown)
        {
            return false;
        }

        clock = until;
        return true;
    }

    private static List<ReplayedStep> Compare(IReadOnlyList<StepRun> answers, Dictionary<string, StepRun> steps) =>
    [
        .. answers.Select(was => new ReplayedStep(was.Path, was, steps.GetValueOrDefault(was.Path))),
        .. steps.Values.Where(now => answers.All(was => was.Path != now.Path)).OrderBy(now => now.Sequence).Select(now => new ReplayedStep(now.Path, null, now)),
    ];
}
