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
}
