using Holdfast.Platform.Data;

namespace Holdfast.Modules.Playbooks.Contracts;

/// <summary>A version of a playbook is what runs from now on.</summary>
/// <param name="Playbook">Which.</param>
/// <param name="Name">Its name.</param>
/// <param name="Number">The version.</param>
public sealed record PlaybookPublished(PlaybookId Playbook, string Name, int Number) : IEvent
{
    static string IEvent.Name => "playbook.published";
}

/// <summary>A playbook starts no more runs.</summary>
/// <param name="Playbook">Which.</param>
/// <param name="Name">Its name.</param>
public sealed record PlaybookDisabled(PlaybookId Playbook, string Name) : IEvent
{
    static string IEvent.Name => "playbook.disabled";
}

/// <summary>A run is there.</summary>
/// <param name="Run">Which.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name.</param>
public sealed record PlaybookRunStarted(PlaybookRunId Run, PlaybookId Playbook, string Name) : IEvent
{
    static string IEvent.Name => "playbook.run_started";
}

/// <summary>A run waits for somebody's approval.</summary>
/// <param name="Run">Which.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name.</param>
/// <param name="Step">The step, by its path.</param>
public sealed record PlaybookRunWaiting(PlaybookRunId Run, PlaybookId Playbook, string Name, string Step) : IEvent
{
    static string IEvent.Name => "playbook.run_waiting";
}

/// <summary>A run has come to its end.</summary>
/// <param name="Run">Which.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name.</param>
public sealed record PlaybookRunDone(PlaybookRunId Run, PlaybookId Playbook, string Name) : IEvent
{
    static string IEvent.Name => "playbook.run_done";
}

/// <summary>A run has failed, or was not let begin.</summary>
/// <param name="Run">Which.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name.</param>
/// <param name="Code">Why, stable.</param>
/// <param name="Detail">Why, for a person.</param>
public sealed record PlaybookRunFailed(PlaybookRunId Run, PlaybookId Playbook, string Name, string Code, string Detail) : IEvent
{
    static string IEvent.Name => "playbook.run_failed";
}

/// <summary>Somebody ended a run.</summary>
/// <param name="Run">Which.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name.</param>
public sealed record PlaybookRunCancelled(PlaybookRunId Run, PlaybookId Playbook, string Name) : IEvent
{
    static string IEvent.Name => "playbook.run_cancelled";
}

/// <summary>A playbook has something to say to whoever listens: the tenant's webhooks carry it.</summary>
/// <param name="Run">Which run says it.</param>
/// <param name="Playbook">Of which playbook.</param>
/// <param name="Name">The playbook's name.</param>
/// <param name="Subject">One line.</param>
/// <param name="Text">What it says.</param>
public sealed record PlaybookNotified(PlaybookRunId Run, PlaybookId Playbook, string Name, string Subject, string Text) : IEvent
{
    static string IEvent.Name => "playbook.notified";
}
