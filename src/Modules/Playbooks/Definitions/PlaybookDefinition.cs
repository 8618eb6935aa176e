using Holdfast.Modules.Playbooks.Definitions.Values;

namespace Holdfast.Modules.Playbooks.Definitions;

/// <summary>A playbook's text, understood.</summary>
internal sealed record PlaybookDefinition(
    string Name, string Description, IReadOnlyList<InputDefinition> Inputs, IReadOnlyList<Trigger> Triggers, RunLimits Limits, IReadOnlyList<Step> Steps)
{
    /// <summary>The events that start it, each once.</summary>
    public IReadOnlyList<string> Events => [.. Triggers.OfType<EventTrigger>().Select(t => t.Event).Distinct(StringComparer.Ordinal)];

    public IEnumerable<ScheduleTrigger> Schedules => Triggers.OfType<ScheduleTrigger>();

    public bool IsManual => Triggers.Any(t => t is ManualTrigger);

    /// <summary>How others start it by posting to its address; null when they do not.</summary>
    public WebhookTrigger? Webhook => Triggers.OfType<WebhookTrigger>().FirstOrDefault();
}

/// <summary>Something that who starts a run gives.</summary>
internal sealed record InputDefinition(string Name, string Type, string Description, bool Required, System.Text.Json.JsonElement? Default);

/// <summary>How much it may do.</summary>
internal sealed record RunLimits(int Concurrent, int PerHour, TimeSpan Duration)
{
    public static RunLimits Usual { get; } = new(5, 60, TimeSpan.FromDays(1));
}

/// <summary>What starts a run.</summary>
internal abstract record Trigger;

/// <summary>An event.</summary>
internal sealed record EventTrigger(string Event, Condition? Match) : Trigger;

/// <summary>A time.</summary>
internal sealed record ScheduleTrigger(string Cron, string Zone) : Trigger;

/// <summary>Somebody who asks for it.</summary>
internal sealed record ManualTrigger : Trigger;

/// <summary>Somebody outside who posts to the playbook's address, and proves by its secret that they may.</summary>
/// <param name="IsSigned">Whether what is posted is signed with the secret; otherwise the secret comes with it, in a header.</param>
/// <param name="Match">What has to be so of what is posted.</param>
internal sealed record WebhookTrigger(bool IsSigned, Condition? Match) : Trigger;

/// <summary>How often something is tried.</summary>
internal sealed record RetryPolicy(int Attempts, TimeSpan Backoff)
{
    public static RetryPolicy Once { get; } = new(1, TimeSpan.Zero);
}

/// <summary>Something that is done, decided or waited for.</summary>
internal sealed record Step(string Id, StepBody Body)
{
    public Condition? When { get; init; }

    public TimeSpan? Timeout { get; init; }

    public RetryPolicy Retry { get; init; } = RetryPolicy.Once;

    public bool ContinueOnFailure { get; init; }

    /// <summary>What undoes it: an action, or the inverse of the one that it was.</summary>
    public StepBody? Compensate { get; init; }
}

/// <summary>What a step does.</summary>
internal abstract record StepBody
{
    /// <summary>As the text calls it.</summary>
    public abstract string Kind { get; }
}

/// <summary>An action run.</summary>
internal sealed record ActionBody(DataValue? Integration, string? Purpose, string? Action, ObjectValue Parameters, DataValue? Reason) : StepBody
{
    public override string Kind => "action";

    /// <summary>How long what is done holds; null: until somebody undoes it.</summary>
    public TimeSpan? Expires { get; init; }
}

/// <summary>Undoes what the step's action run has done, by its inverse.</summary>
internal sealed record UndoBody : StepBody
{
    public override string Kind => "undo";
}

/// <summary>Something with a ticket: OPEN, UPDATE, CLOSE, LINK or COMMENT.</summary>
internal sealed record TicketBody(TicketAct Act, ObjectValue Fields) : StepBody
{
    public override string Kind => Act == TicketAct.Comment ? "comment" : "ticket";
}

/// <summary>What is done with a ticket.</summary>
internal enum TicketAct
{
    /// <summary>A new one.</summary>
    Open,

    /// <summary>It is other than it was.</summary>
    Update,

    /// <summary>It is closed.</summary>
    Close,

    /// <summary>It has to do with another thing.</summary>
    Link,

    /// <summary>Something is said about it.</summary>
    Comment,
}

/// <summary>Somebody allows it.</summary>
internal sealed record ApprovalBody(DataValue Ask, bool NotPublisher, bool NotStarter, bool GoesOnAtTimeout) : StepBody
{
    public override string Kind => "approval";
}

/// <summary>Waits for a length of time, a moment or an event.</summary>
internal sealed record WaitBody(TimeSpan? Duration, DataValue? Until, string? Event, Condition? Match, bool GoesOnAtTimeout) : StepBody
{
    public override string Kind => "wait";
}

/// <summary>One of several ways.</summary>
internal sealed record BranchBody(IReadOnlyList<(Condition When, IReadOnlyList<Step> Steps)> Cases, IReadOnlyList<Step> Otherwise) : StepBody
{
    public override string Kind => "branch";
}

/// <summary>The same for each of a list.</summary>
internal sealed record LoopBody(DataValue Over, int Most, IReadOnlyList<Step> Steps) : StepBody
{
    public override string Kind => "loop";
}

/// <summary>One value of others.</summary>
internal sealed record TransformBody(string How, DataValue Of, IReadOnlyList<string> Members, DataPath? Path, Condition? Where, string With) : StepBody
{
    public override string Kind => "transform";
}

/// <summary>Says something to who listens.</summary>
internal sealed record NotifyBody(DataValue Subject, DataValue Text) : StepBody
{
    public override string Kind => "notify";

    /// <summary>The members who get a mail, by their ids or usernames; null when it names none.</summary>
    public DataValue? Members { get; init; }

    /// <summary>The ticket whose people get a mail; null when it names none.</summary>
    public DataValue? Ticket { get; init; }

    /// <summary>The tenant's webhook that is told, by its id or description; null when it names none.</summary>
    public DataValue? Webhook { get; init; }
}
