using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Actions.Contracts;

/// <summary>What the events of a run after its planning have in common, for who reads the run anew whatever moved it.</summary>
public interface IRunMoved
{
    /// <summary>Which run.</summary>
    ActionRunId Run { get; }
}

/// <summary>Somebody has planned to do something.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Risk">What it can do at worst.</param>
/// <param name="NeedsApproval">Whether somebody else has to approve it first.</param>
public sealed record ActionPlanned(ActionRunId Run, string Action, ActionRisk Risk, bool NeedsApproval) : IEvent
{
    static string IEvent.Name => "action.planned";
}

/// <summary>A run may be started now.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Digest">Of what was approved.</param>
public sealed record ActionApproved(ActionRunId Run, string Action, string Digest) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.approved";
}

/// <summary>A run's approval was refused.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
public sealed record ActionRejected(ActionRunId Run, string Action) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.rejected";
}

/// <summary>A run was not started in time.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
public sealed record ActionExpired(ActionRunId Run, string Action) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.expired";
}

/// <summary>Something is being done.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
public sealed record ActionStarted(ActionRunId Run, string Action) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.started";
}

/// <summary>Something was done.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
public sealed record ActionDone(ActionRunId Run, string Action) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.done";
}

/// <summary>Something was not done.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Code">Why, stable.</param>
/// <param name="Detail">Why, for a person.</param>
public sealed record ActionFailed(ActionRunId Run, string Action, string Code, string Detail) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.failed";
}

/// <summary>Something was tried, and nobody knows whether it was done.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Code">Why, stable; <c>action.outcome_unknown</c> when the server died between doing it and writing down what came of it.</param>
/// <param name="Detail">Why, for a person.</param>
public sealed record ActionUnknown(ActionRunId Run, string Action, string Code, string Detail) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.unknown";
}

/// <summary>What a run had done was undone by another.</summary>
/// <param name="Run">Which run was undone.</param>
/// <param name="Action">Its action's key.</param>
/// <param name="By">The run that undid it; the run itself when the product has ended it.</param>
public sealed record ActionUndone(ActionRunId Run, string Action, ActionRunId By) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.undone";
}

/// <summary>What a run has done was seen to be so, by reading back.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
public sealed record ActionVerified(ActionRunId Run, string Action) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.verified";
}

/// <summary>What a run has done was looked for and is not so.</summary>
/// <param name="Run">Which run.</param>
/// <param name="Action">The action's key.</param>
/// <param name="Detail">What was found, for a person.</param>
public sealed record ActionContradicted(ActionRunId Run, string Action, string Detail) : IEvent, IRunMoved
{
    static string IEvent.Name => "action.contradicted";
}
