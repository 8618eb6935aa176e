using Holdfast.Modules.Playbooks.Contracts;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Rehearsing;

/// <summary>From where it is known that a playbook would have begun.</summary>
internal enum StartSource
{
    /// <summary>An event that is still kept.</summary>
    Event,

    /// <summary>An alert that is kept although its event is not: with the title and severity that it has now.</summary>
    Alert,

    /// <summary>A time of a schedule.</summary>
    Schedule,

    /// <summary>Nothing: it is begun now with the inputs that were given.</summary>
    Manual,
}

/// <summary>What is rehearsed.</summary>
/// <param name="Playbook">Which playbook; null for a text that is none yet.</param>
/// <param name="Number">Its version; null for a text that is none yet.</param>
/// <param name="Definition">What it says.</param>
/// <param name="Place">Where it hangs.</param>
/// <param name="Publisher">For whom its runs would act.</param>
internal sealed record Rehearsed(PlaybookId? Playbook, int? Number, PlaybookDefinition Definition, ScopePath Place, RunPerson Publisher);

/// <summary>Something that may have started a run.</summary>
/// <param name="Cursor">Where the history goes on after it.</param>
/// <param name="Source">From where it is known.</param>
/// <param name="At">When.</param>
/// <param name="Event">The event; null where none started it.</param>
internal sealed record PastStart(string Cursor, StartSource Source, DateTimeOffset At, StoredEvent? Event);

/// <summary>What is known of an effect that was not brought about.</summary>
/// <param name="Through">The integration that would do it.</param>
/// <param name="Action">What it would do, for people.</param>
/// <param name="Asks">Whether it would wait for a person.</param>
/// <param name="Mails">How many people would get a mail.</param>
internal sealed record StepForecast(string? Through, string? Action, bool Asks, int Mails)
{
    public static StepForecast Nothing { get; } = new(null, null, false, 0);
}

/// <summary>A run that would have been.</summary>
/// <param name="Start">What would have started it.</param>
/// <param name="Run">Where it would have ended; WAITING where it would wait still.</param>
/// <param name="Steps">What it would have come to.</param>
/// <param name="Forecasts">What is known of its effects, by their paths.</param>
internal sealed record RehearsedRun(PastStart Start, PlaybookRun Run, IReadOnlyList<StepRun> Steps, IReadOnlyDictionary<string, StepForecast> Forecasts);

/// <summary>A part of a rehearsal.</summary>
/// <param name="From">From when on it was asked for.</param>
/// <param name="KeptFrom">From when on all events are still there.</param>
/// <param name="Reached">Until when the history was gone through.</param>
/// <param name="Next">Where it goes on; null when all was gone through.</param>
/// <param name="Looked">How many things were looked at that may have started it.</param>
/// <param name="Hidden">How many of them who asks may not hear of: they are left out.</param>
/// <param name="Runs">What would have been.</param>
internal sealed record RehearsalPage(DateTimeOffset From, DateTimeOffset KeptFrom, DateTimeOffset Reached, string? Next, int Looked, int Hidden, IReadOnlyList<RehearsedRun> Runs);
