namespace Holdfast.Modules.Tickets.Contracts;

/// <summary>What has become of a ticket's action.</summary>
public enum TicketExecution
{
    /// <summary>Nothing yet, or it is being done.</summary>
    Pending,

    /// <summary>It was done.</summary>
    Executed,

    /// <summary>It was tried and did not work, or is not known to have worked.</summary>
    Failed,

    /// <summary>It was handed to a person or another system.</summary>
    Derived,
}

/// <summary>Where people are with a ticket.</summary>
public enum TicketStage
{
    /// <summary>Nobody has looked at it.</summary>
    New,

    /// <summary>Somebody works on it.</summary>
    InProgress,

    /// <summary>Nothing is left to do.</summary>
    Closed,
}

/// <summary>How urgent it is.</summary>
public enum TicketSeverity
{
    /// <summary>When there is time.</summary>
    Low,

    /// <summary>This week.</summary>
    Medium,

    /// <summary>Today.</summary>
    High,

    /// <summary>Now.</summary>
    Critical,
}

/// <summary>Who opened it.</summary>
public enum TicketSource
{
    /// <summary>A person or a program through the API.</summary>
    Manual,

    /// <summary>A finding of severity HIGH or above.</summary>
    Finding,

    /// <summary>A part of the platform, on the tenant's behalf: a rule or a playbook.</summary>
    Automation,
}

/// <summary>In which order tickets are to be worked on; the severity says how bad it is.</summary>
public enum TicketPriority
{
    /// <summary>When nothing else is left.</summary>
    Low,

    /// <summary>In its turn.</summary>
    Normal,

    /// <summary>Before others.</summary>
    High,

    /// <summary>Before all others.</summary>
    Urgent,
}

/// <summary>Why nothing is left to do.</summary>
public enum ClosingReason
{
    /// <summary>It was done.</summary>
    Resolved,

    /// <summary>Nothing was wrong.</summary>
    FalsePositive,

    /// <summary>Another ticket is about the same.</summary>
    Duplicate,

    /// <summary>It stays as it is.</summary>
    WontDo,
}

/// <summary>What kind of thing a ticket has to do with.</summary>
public enum TicketLinkKind
{
    /// <summary>A finding, by its id.</summary>
    Finding,

    /// <summary>An alert, by its id where it came from.</summary>
    Alert,

    /// <summary>A device, by its id.</summary>
    Device,

    /// <summary>A page, by its http or https address.</summary>
    Url,
}

/// <summary>One of the times by which something is to have happened to a ticket.</summary>
public enum TicketClock
{
    /// <summary>Somebody is to have taken it on.</summary>
    Acknowledge,

    /// <summary>It is to be closed, as the tenant's terms say.</summary>
    Resolve,

    /// <summary>It is to be closed, as somebody has said.</summary>
    Due,
}

/// <summary>What has become of one handing on of a ticket.</summary>
public enum CustodyState
{
    /// <summary>It was handed over; nobody has said that they have it.</summary>
    Handed,

    /// <summary>They have it.</summary>
    Accepted,

    /// <summary>It came back.</summary>
    Returned,

    /// <summary>It went on to somebody else.</summary>
    PassedOn,
}

/// <summary>What the scanner said of an attachment.</summary>
public enum AttachmentState
{
    /// <summary>Nothing yet; its content is kept back.</summary>
    Pending,

    /// <summary>It found nothing.</summary>
    Clean,

    /// <summary>It found something; the content is gone.</summary>
    Infected,

    /// <summary>It could not look; the content is kept back.</summary>
    Failed,

    /// <summary>This installation had no scanner.</summary>
    Unscanned,
}
