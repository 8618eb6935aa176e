namespace Holdfast.Modules.Tenancy.Contracts;

/// <summary>How far a tenant has come on its way to another place.</summary>
public enum RelocationState
{
    /// <summary>Nobody is at it yet.</summary>
    Waiting,

    /// <summary>The place is being made.</summary>
    Preparing,

    /// <summary>What the tenant has is being copied, while it works.</summary>
    Copying,

    /// <summary>What changed meanwhile is brought after, and both sides are compared.</summary>
    CatchingUp,

    /// <summary>Nothing in the tenant can be changed, for the last of it.</summary>
    Paused,

    /// <summary>It is there: what comes after cannot be undone any more, only done.</summary>
    Switched,

    /// <summary>It works there, and what is left of it where it was goes.</summary>
    Cleaning,

    /// <summary>It was moved.</summary>
    Done,

    /// <summary>It is where it was, whole.</summary>
    Failed,

    /// <summary>It is where it was, whole: somebody thought better of it.</summary>
    Cancelled,
}
