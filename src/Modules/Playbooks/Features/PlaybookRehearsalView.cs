using System.Text.Json;
using Holdfast.Modules.Playbooks.Domain;
using Holdfast.Modules.Playbooks.Rehearsing;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Features;

/// <summary>A step that a run would have come to.</summary>
/// <param name="Path">Where in the run.</param>
/// <param name="Kind">What kind of step.</param>
/// <param name="State">How it would have ended; WAITING where it would wait still.</param>
/// <param name="Input">What it would have begun with.</param>
/// <param name="Failure">Why it would have been refused.</param>
/// <param name="Asks">Whether it would have waited for a person; the rehearsal goes on as if they allowed it.</param>
/// <param name="Through">The integration that would do it.</param>
/// <param name="Action">What that would do.</param>
/// <param name="Mails">How many people would get a mail.</param>
internal sealed record RehearsedStepView(string Path, string Kind, StepState State, JsonElement? Input, RunFailure? Failure, bool Asks, string? Through, string? Action, int Mails)
{
    public static RehearsedStepView From(StepRun s, StepForecast? f) => new(s.Path, s.Kind, s.State, s.Input, s.Failure, f?.Asks ?? false, f?.Through, f?.Action, f?.Mails ?? 0);
}

/// <summary>A run that would have been.</summary>
/// <param name="Source">From where that is known.</param>
/// <param name="At">When it would have begun.</param>
/// <param name="EventId">The event that would have started it, or the alert; null where none would.</param>
/// <param name="Event">Its name.</param>
/// <param name="Trigger">What it says.</param>
/// <param name="Place">Where the run would act.</param>
/// <param name="State">Where it would have ended; WAITING where it would wait still, REFUSED where it would not have been let begin.</param>
/// <param name="Failure">Why it would have failed or been refused.</param>
/// <param name="Asks">Whether it would have waited for a person.</param>
/// <param name="Steps">What it would have come to.</param>
internal sealed record RehearsedRunView(
    StartSource Source, DateTimeOffset At, Guid? EventId, string? Event, JsonElement? Trigger, ScopePath Place, RunState State, RunFailure? Failure, bool Asks, IReadOnlyList<RehearsedStepView> Steps)
{
    public static RehearsedRunView From(RehearsedRun r) => new(
        r.Start.Source, r.Start.At, r.Start.Event?.Id, r.Start.Event?.Name, r.Run.Origin.Trigger, r.Run.Place, r.Run.State, r.Run.Failure, r.Forecasts.Values.Any(f => f.Asks),
        [.. r.Steps.Select(s => RehearsedStepView.From(s, r.Forecasts.GetValueOrDefault(s.Path)))]);
}

/// <summary>A part of what a playbook would have done.</summary>
/// <param name="Number">Which version; null for a text that is not kept.</param>
/// <param name="For">For whom its runs would act.</param>
/// <param name="Since">From when on it was asked for.</param>
/// <param name="KeptFrom">From when on all events are still there: of what happened before, only alerts are known.</param>
/// <param name="Reached">Until when the history was gone through: how far it has come.</param>
/// <param name="Next">Where it goes on; null when all was gone through.</param>
/// <param name="Looked">How many events, alerts and times were looked at in this part.</param>
/// <param name="Hidden">How many of them were left out because who asks may not hear of them.</param>
/// <param name="Runs">What would have been.</param>
internal sealed record PlaybookRehearsalView(
    int? Number, RunPerson For, DateTimeOffset Since, DateTimeOffset KeptFrom, DateTimeOffset Reached, string? Next, int Looked, int Hidden, IReadOnlyList<RehearsedRunView> Runs)
{
    public static PlaybookRehearsalView From(Rehearsed what, RehearsalPage page) =>
        new(what.Number, what.Publisher, page.From, page.KeptFrom, page.Reached, page.Next, page.Looked, page.Hidden, [.. page.Runs.Select(RehearsedRunView.From)]);
}
