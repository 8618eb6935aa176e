using System.Text.Json;
using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Definitions.Values;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Running;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;

namespace Holdfast.Modules.Playbooks.Reactions;

/// <summary>An event starts the playbooks that it is a trigger of, and goes on with the runs that wait for it. Again for the same event adds nothing.</summary>
internal sealed class StartRunsOnEvents(RunStarter starter, DefinitionCache definitions, TimeProvider time) : IHandleAll
{
    /// <summary>Its lane, under which playbooks and runs say which events they want.</summary>
    public const string Lane = "playbooks.start_runs_on_events";

    public async Task<Problem?> Handle(Change change, StoredEvent stored, CancellationToken ct)
    {
        await GoOn(change, stored, ct);
        foreach (var playbook in await PlaybooksDb.StartedBy(change, stored, ct))
        {
            await Start(change, playbook, stored, ct);
        }

        return null;
    }

    private async Task Start(Change change, Playbook playbook, StoredEvent stored, CancellationToken ct)
    {
        if (await definitions.Find(change, playbook.Id, playbook.Published!.Value, ct) is not { } definition)
        {
            return;
        }

        var inputs = InputRules.Take(definition.Inputs, null, []);
        var origin = new RunOrigin(stored.Data, About(stored));
        var scope = DataScope.New().With("trigger", stored.Data).With("event", origin.Event!.Value).With("inputs", inputs);
        var now = time.GetUtcNow();
        if (!definition.Triggers.OfType<EventTrigger>().Any(t => t.Event == stored.Name && t.Match?.Holds(scope, now) != false))
        {
            return;
        }

        var cause = await Cause(change, stored, ct);
        await starter.Start(
            change, playbook, definition, new RunReason(RunCause.Event, stored.Id, origin, stored.Path, cause is null ? [] : [.. cause.Chain, cause.Playbook.Value]), inputs, ct);
    }

    private async Task GoOn(Change change, StoredEvent stored, CancellationToken ct)
    {
        foreach (var run in await RunsDb.WaitingFor(change, stored, ct))
        {
            var steps = await RunsDb.Steps(change, run.Id, ct);
            if (steps.Find(s => !s.HasEnded && s.WaitsFor == stored.Name) is not { } waiting || await definitions.Find(change, run.Playbook, run.Number, ct) is not { } definition)
            {
                continue;
            }

            var now = time.GetUtcNow();
            var advanced = RunMachine.Advance(definition, run, steps, new Seen(EventName: stored.Name, EventData: stored.Data), now);
            if (advanced.Changed.Any(s => s.Path == waiting.Path))
            {
                await RunBook.Move(change, run, steps, advanced, now, ct);
            }
        }
    }

    // The run that led to the event: by its trace, or because the event is of a run, or of an action that a run has begun.
    private static async Task<PlaybookRun?> Cause(Change change, StoredEvent stored, CancellationToken ct)
    {
        if (RunTrace.Of(stored) is { } traced && await RunsDb.Anywhere(change, traced, ct) is { } run)
        {
            return run;
        }

        if (stored.Data.ValueKind != JsonValueKind.Object || !stored.Data.TryGetProperty("run", out var named) || named.ValueKind != JsonValueKind.String || !named.TryGetGuid(out var id))
        {
            return null;
        }

        return await RunsDb.Anywhere(change, PlaybookRunId.From(id), ct) ?? await RunsDb.OfAction(change, id, ct);
    }

    /// <summary>What runs know of an event beside what it says.</summary>
    public static JsonElement About(StoredEvent stored) => JsonSerializer.SerializeToElement(
        new { stored.Id, stored.Name, stored.At, stored.Path.Organization, stored.Path.Group, stored.Path.Device }, WireJson.Options);
}
