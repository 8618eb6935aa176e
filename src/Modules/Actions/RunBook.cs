using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Actions.Domain;
using Holdfast.Modules.Actions.Features;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Actions;

/// <summary>Writes runs down: the row, what is due, the event of the new state, the audit entry, and what follows for the run that is being undone.</summary>
internal static class RunBook
{
    public static void Add(Change change, ActionRun run)
    {
        ActionsDb.Insert(change, run);
        var waits = run.State == ActionRunState.AwaitingApproval;
        change.Publish(new ActionPlanned(run.Id, run.Work.Action, run.Risk, waits), run.Place);
        if (run.State == ActionRunState.Running)
        {
            change.Publish(new ActionStarted(run.Id, run.Work.Action), run.Place);
        }

        change.Audit(Fact(null, run) with { Action = "actions.plan_run" });
        if (run.State == ActionRunState.Running)
        {
            change.Audit(Fact(null, run) with { Action = "actions.start_run", Outcome = AuditOutcome.Intent });
        }
    }

    /// <summary>A run that has moved on.</summary>
    /// <param name="change">Holds the run's lock.</param>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is.</param>
    /// <param name="action">What the audit log calls it; the operation when null.</param>
    /// <param name="ct">Cancels.</param>
    public static async Task Move(Change change, ActionRun before, ActionRun after, string? action, CancellationToken ct)
    {
        ActionsDb.Update(change, after);
        if (HasMoved(before, after))
        {
            Tell(change, after);
        }

        if (after.Verification != before.Verification && after.Verification is Verification.Verified or Verification.Contradicted)
        {
            TellVerified(change, after);
        }

        change.Audit(Fact(before, after) with { Action = action });
        if (after.Undoes is { } id && await ActionsDb.AnywhereForUpdate(change, id, ct) is { } original && original.Follow(after) is var followed && followed != original)
        {
            await Move(change, original, followed, action, ct);
        }
    }

    /// <summary>What the audit log says of a step: an intent when something is about to be done, a failure when it was not or is not known.</summary>
    public static AuditFact Fact(ActionRun? before, ActionRun? after)
    {
        var named = (after ?? before)!;
        var fact = new AuditFact("action-run", named.Id.Value, $"{named.ActionName} ({named.ThroughName})", Show(before), Show(after)) { Path = named.Place };
        return (before?.State, after?.State) switch
        {
            (ActionRunState.Planned, ActionRunState.Running) => fact with { Outcome = AuditOutcome.Intent },
            (not null, ActionRunState.Failed or ActionRunState.Unknown) when HasMoved(before, after!) =>
                fact with { Outcome = AuditOutcome.Failure, Severity = AuditSeverity.Warning, Error = after!.Failure!.Code },
            _ => fact,
        };
    }

    // A run of which nobody knows stays so when another reason is given for it.
    private static bool HasMoved(ActionRun before, ActionRun after) => after.State != before.State || after.Failure != before.Failure;

    private static void Tell(Change change, ActionRun run)
    {
        switch (run.State)
        {
            case ActionRunState.Planned:
                change.Publish(new ActionApproved(run.Id, run.Work.Action, run.Digest), run.Place);
                break;
            case ActionRunState.Rejected:
                change.Publish(new ActionRejected(run.Id, run.Work.Action), run.Place);
                break;
            case ActionRunState.Expired:
                change.Publish(new ActionExpired(run.Id, run.Work.Action), run.Place);
                break;
            case ActionRunState.Running:
                change.Publish(new ActionStarted(run.Id, run.Work.Action), run.Place);
                break;
            case ActionRunState.Done:
                change.Publish(new ActionDone(run.Id, run.Work.Action), run.Place);
                break;
            case ActionRunState.Failed:
                change.Publish(new ActionFailed(run.Id, run.Work.Action, run.Failure!.Code, run.Failure.Detail), run.Place);
                break;
            case ActionRunState.Unknown:
                change.Publish(new ActionUnknown(run.Id, run.Work.Action, run.Failure!.Code, run.Failure.Detail), run.Place);
                break;
            case ActionRunState.Undone:
                change.Publish(new ActionUndone(run.Id, run.Work.Action, run.UndoneBy ?? run.Id), run.Place);
                break;
            default:
                throw new InvalidOperationException($"No run becomes {run.State}.");
        }
    }

    private static void TellVerified(Change change, ActionRun run)
    {
        if (run.Verification == Verification.Verified)
        {
            change.Publish(new ActionVerified(run.Id, run.Work.Action), run.Place);
        }
        else
        {
            change.Publish(new ActionContradicted(run.Id, run.Work.Action, "The product was asked and does not have what was done."), run.Place);
        }
    }

    private static System.Text.Json.JsonElement? Show(ActionRun? run) => run is null ? null : AuditFact.Show(ActionRunView.From(run));
}
