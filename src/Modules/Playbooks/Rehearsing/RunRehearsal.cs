using System.Text.Json;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Rehearsing;

/// <summary>
/// Goes through one run by the rules that runs go by, with a clock of its own: effects are foretold and not brought about, whoever is asked allows it, and what is
/// waited for is looked for in the history.
/// </summary>
internal sealed class RunRehearsal(StepForecasts forecasts, PlaybookHistory history, TimeProvider time)
{
    private const int MostMoves = 500;
    private static readonly StepDecision Somebody = new(true, Guid.Empty, "(somebody)", default);

    public async Task<RehearsedRun> Of(OpContext op, Rehearsed what, PastStart start, RunOrigin origin, JsonElement inputs, CancellationToken ct)
    {
        var (clock, now) = (start.At, time.GetUtcNow());
        var run = New(what, start, origin, inputs);
        var steps = new Dictionary<string, StepRun>(StringComparer.Ordinal);
        var foretold = new Dictionary<string, StepForecast>(StringComparer.Ordinal);
        var coming = new Dictionary<string, Queue<StoredEvent>>(StringComparer.Ordinal);
        var seen = Seen.Nothing;
        for (var move = 0; move < MostMoves; move++)
        {
            ct.ThrowIfCancellationRequested();
            var advanced = RunMachine.Advance(what.Definition, run, steps.Values, seen, clock);
            (run, seen) = (advanced.Run, Seen.Nothing);
            foreach (var changed in advanced.Changed)
            {
                steps[changed.Path] = changed;
            }

            if (advanced.Next is EffectNext effect)
            {
                var (after, forecast) = await forecasts.Of(op, run, effect.Step, effect.Definition, clock, ct);
                (steps[after.Path], foretold[after.Path]) = (after, forecast);
                continue;
            }

            if (advanced.Next is not WaitNext wait || steps.Values.FirstOrDefault(s => s.State == StepState.Waiting) is not { } waiting)
            {
                break;
            }

            if (waiting is { Kind: "approval", Decision: null })
            {
                foretold[waiting.Path] = StepForecast.Nothing with { Asks = true };
                steps[waiting.Path] = waiting with { Decision = Somebody with { At = clock } };
                continue;
            }

            if (waiting.WaitsFor is { } name && await Next(op, what, coming, waiting.Path, name, clock, ct) is { } happened && !(happened.At > wait.Until))
            {
                (clock, seen) = (happened.At, new Seen(EventName: name, EventData: happened.Data));
                continue;
            }

            // What is not over yet waits still.
            if (wait.Until is not { } until || until > now)
            {
                break;
            }

            clock = until > clock ? until : clock + TimeSpan.FromTicks(1);
        }

        return new RehearsedRun(start, run, [.. steps.Values.OrderBy(s => s.Sequence)], foretold);
    }

    /// <summary>A run that would not have been let begin.</summary>
    public static RehearsedRun Refused(Rehearsed what, PastStart start, RunOrigin origin, JsonElement inputs, Problem why) =>
        new(start, New(what, start, origin, inputs).Ended(RunState.Refused, new RunFailure(why.Code, why.Detail), start.At), [], new Dictionary<string, StepForecast>(StringComparer.Ordinal));

    private async Task<StoredEvent?> Next(OpContext op, Rehearsed what, Dictionary<string, Queue<StoredEvent>> coming, string path, string name, DateTimeOffset from, CancellationToken ct)
    {
        if (!coming.TryGetValue(path, out var queue))
        {
            coming[path] = queue = new Queue<StoredEvent>((await history.Events(op, name, from, ct)).Where(e => e.At > from && Rehearser.Hears(what.Place, e.Path)));
        }

        return queue.TryDequeue(out var next) ? next : null;
    }

    private static PlaybookRun New(Rehearsed what, PastStart start, RunOrigin origin, JsonElement inputs) => new(
        default, what.Playbook ?? default, what.Definition.Name.Trim(), what.Number ?? 0,
        start.Source switch { StartSource.Schedule => RunCause.Schedule, StartSource.Manual => RunCause.Manual, _ => RunCause.Event },
        start.Event?.Id, origin, inputs, start.Event?.Path ?? what.Place, what.Publisher, start.At);
}
