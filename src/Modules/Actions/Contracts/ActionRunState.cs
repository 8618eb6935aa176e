namespace Holdfast.Modules.Actions.Contracts;

/// <summary>Where a run is.</summary>
public enum ActionRunState
{
    /// <summary>It can be started until its plan expires.</summary>
    Planned,

    /// <summary>Somebody else has to approve it before it can be started.</summary>
    AwaitingApproval,

    /// <summary>It is being done.</summary>
    Running,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>It was not done: refused, or tried without effect.</summary>
    Failed,

    /// <summary>It was tried, and nobody knows whether it was done.</summary>
    Unknown,

    /// <summary>It was done, and another run has undone it.</summary>
    Undone,

    /// <summary>Its approval was refused.</summary>
    Rejected,

    /// <summary>Its plan or its wait for approval ended before it was started.</summary>
    Expired,
}
