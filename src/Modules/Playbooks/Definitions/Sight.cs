using Holdfast.Modules.Playbooks.Definitions.Values;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>What may be referred to at a place of a definition: what is there on every way that leads to it.</summary>
internal sealed record Sight(Vocabulary Vocabulary, IReadOnlyList<string> Events, IReadOnlySet<string> Inputs)
{
    private static readonly string[] OfEvent = ["id", "name", "at", "organization", "group", "device"];
    private static readonly string[] OfRun = ["id", "playbook", "startedAt"];

    /// <summary>The steps that come before on every way.</summary>
    public IReadOnlySet<string> Steps { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>All steps that there are anywhere.</summary>
    public IReadOnlySet<string> All { get; init; } = new HashSet<string>(StringComparer.Ordinal);

    /// <summary>Whether it is inside a loop or a filter.</summary>
    public bool HasItem { get; init; }

    /// <summary>Whether somebody outside may have posted what started it.</summary>
    public bool HasBody { get; init; }

    /// <summary>The event that is waited for, where a path may speak of it.</summary>
    public string? Received { get; init; }

    public Sight After(string step) => this with { Steps = Steps.Append(step).ToHashSet(StringComparer.Ordinal) };

    /// <summary>Why there is nothing at a path; null when there may be.</summary>
    public string? Refuses(DataPath path) => path.Root switch
    {
        "trigger" when path.Second == "body" && HasBody => null,
        "trigger" when Events.Count == 0 => HasBody ? "Of what is posted there is 'trigger.body'." : "No event starts this, so there is no trigger to refer to.",
        "trigger" => path.Second is null || Vocabulary.Says(Events, path.Second) ? null : $"None of the events that start this says '{path.Second}'.",
        "event" => Events.Count == 0 ? "No event starts this." : path.Second is null || OfEvent.Contains(path.Second) ? null : $"Of an event there is {string.Join(", ", OfEvent)}.",
        "run" => path.Second is null || OfRun.Contains(path.Second) ? null : $"Of a run there is {string.Join(", ", OfRun)}.",
        "inputs" => path.Second is null || Inputs.Contains(path.Second) ? null : $"There is no input '{path.Second}'.",
        "steps" => path.Second is not { } step ? "After 'steps' stands a step's id."
            : Steps.Contains(step) ? null
            : All.Contains(step) ? $"The step '{step}' does not come before this one on every way."
            : $"There is no step '{step}'.",
        "item" or "index" => HasItem ? null : $"There is '{path.Root}' in the steps of a loop only.",
        "received" => Received is null ? "There is 'received' in the match of a wait only." : path.Second is null || Vocabulary.Says([Received], path.Second) ? null : $"The event does not say '{path.Second}'.",
        _ => $"There is no '{path.Root}'; there is trigger, event, inputs, steps, run, and in loops item and index.",
    };
}
