using System.Text.Json;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Reactions;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Events;
using Microsoft.Extensions.Options;

namespace Holdfast.Modules.Playbooks.Rehearsing;

/// <summary>
/// Goes through the history with a playbook, a bounded part at a time: who asks goes on from where it stopped, sees how far it has come, and ends it by asking
/// no more. Nothing is kept of it.
/// </summary>
internal sealed class Rehearser(PlaybookHistory history, RunRehearsal rehearsal, RunsDb runs, EventAudience audience, IOptions<PlaybooksOptions> options, TimeProvider time)
{
    private const int MostLooked = 2000;
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(8);

    /// <summary>A part of what would have been.</summary>
    /// <param name="op">Who asks: what they may not hear of is left out.</param>
    /// <param name="what">What is rehearsed.</param>
    /// <param name="inputs">What a run that somebody starts is given.</param>
    /// <param name="from">From when on.</param>
    /// <param name="cursor">Where the part before stopped; empty for the first.</param>
    /// <param name="limit">At most so many runs.</param>
    /// <param name="ct">Ends it.</param>
    public async Task<RehearsalPage> Go(OpContext op, Rehearsed what, JsonElement inputs, DateTimeOffset from, string cursor, int limit, CancellationToken ct)
    {
        var (begun, keptFrom) = (time.GetTimestamp(), await history.KeptFrom(op, ct));
        var (found, looked, hidden, reached) = (new List<RehearsedRun>(), 0, 0, from);
        var starts = new Queue<DateTimeOffset>();
        foreach (var before in (await history.HourBefore(op, what.Definition, cursor, ct)).Where(e => Hears(what.Place, e.Path) && Matches(what, e, out _)))
        {
            Begins(what, starts, before.At);
        }

        while (await history.After(op, what.Definition, from, keptFrom, cursor, ct) is { } batch)
        {
            foreach (var start in batch)
            {
                if (found.Count >= limit || looked >= MostLooked || time.GetElapsedTime(begun) > Longest)
                {
                    return new(from, keptFrom, reached, cursor, looked, hidden, found);
                }

                cursor = start.Cursor;
                if (start is { Source: StartSource.Event, Event: null })
                {
                    continue;
                }

                looked++;
                reached = start.At;
                if (start.Event is { } happened && !Hears(what.Place, happened.Path))
                {
                    continue;
                }

                if (start.Event is { } said && !await audience.Hears(op, new EventSignal(op.Tenant, said.Name, said.Id, said.Path), ct))
                {
                    hidden++;
                    continue;
                }

                if (await Rehearse(op, what, start, inputs, starts, ct) is { } run)
                {
                    found.Add(run);
                }
            }
        }

        return new(from, keptFrom, time.GetUtcNow(), null, looked, hidden, found);
    }

    /// <summary>Whether a playbook that hangs somewhere hears of what happens at a place.</summary>
    public static bool Hears(ScopePath playbook, ScopePath at) =>
        playbook.Group is { } group ? at.Group == group : playbook.Organization is not { } organization || at.Organization == organization;

    private async Task<RehearsedRun?> Rehearse(OpContext op, Rehearsed what, PastStart start, JsonElement given, Queue<DateTimeOffset> starts, CancellationToken ct)
    {
        var (origin, inputs) = (new RunOrigin(null, null), start.Source == StartSource.Manual ? given : InputRules.Take(what.Definition.Inputs, null, []));
        if (start.Event is { } happened && !Matches(what, happened, out origin))
        {
            return null;
        }

        if (start.Event is { } caused && RunTrace.Of(caused) is { } cause && await runs.Run(op, cause, ct) is { } led
            && ((what.Playbook is { } own && (led.Playbook == own || led.Chain.Contains(own.Value))) || led.Chain.Count >= RunStarter.MostDepth))
        {
            return RunRehearsal.Refused(what, start, origin, inputs, PlaybooksProblems.TriggersItself);
        }

        return Begins(what, starts, start.At)
            ? await rehearsal.Of(op, what, start, origin, inputs, ct)
            : RunRehearsal.Refused(what, start, origin, inputs, PlaybooksProblems.LimitReached);
    }

    private static bool Matches(Rehearsed what, StoredEvent happened, out RunOrigin origin)
    {
        origin = new RunOrigin(happened.Data, StartRunsOnEvents.About(happened));
        var scope = DataScope.New().With("trigger", happened.Data).With("event", origin.Event!.Value).With("inputs", InputRules.Take(what.Definition.Inputs, null, []));
        // What is older than something is judged by the time when it happened.
        return what.Definition.Triggers.OfType<EventTrigger>().Any(t => t.Event == happened.Name && t.Match?.Holds(scope, happened.At) != false);
    }

    private bool Begins(Rehearsed what, Queue<DateTimeOffset> starts, DateTimeOffset at)
    {
        while (starts.TryPeek(out var first) && first <= at - TimeSpan.FromHours(1))
        {
            starts.Dequeue();
        }

        if (starts.Count >= Math.Min(what.Definition.Limits.PerHour, options.Value.MaxRunsPerHour))
        {
            return false;
        }

        starts.Enqueue(at);
        return true;
    }
}
