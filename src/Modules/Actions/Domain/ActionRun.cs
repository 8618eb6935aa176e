using System.Text.Json;
using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions.Domain;

/// <summary>Who asked for a run or decided about it, as they were then.</summary>
/// <param name="Kind">What kind of principal.</param>
/// <param name="Id">Which; null for the platform.</param>
/// <param name="Name">For people.</param>
/// <param name="OnBehalfOf">The id of whom they acted for; null when for themselves.</param>
internal sealed record RunPrincipal(PrincipalKind Kind, Guid? Id, string Name, Guid? OnBehalfOf)
{
    public static RunPrincipal Of(Principal principal) => new(principal.Kind, principal.Id, principal.Name, principal.OnBehalfOf?.Id);

    /// <summary>Whether one person stands behind both.</summary>
    public bool IsSameAs(RunPrincipal other) => (OnBehalfOf ?? Id) is { } person && person == (other.OnBehalfOf ?? other.Id);
}

/// <summary>Who allowed a run.</summary>
/// <param name="By">Who.</param>
/// <param name="At">When.</param>
/// <param name="Digest">Of the plan that was allowed.</param>
internal sealed record RunApproval(RunPrincipal By, DateTimeOffset At, string Digest);

/// <summary>The action that undoes a run.</summary>
internal sealed record RunInverse(string Action, JsonElement Parameters);

/// <summary>How long the states last that end by themselves, and which risks need approval.</summary>
/// <param name="Plan">How long a plan can be started.</param>
/// <param name="Approval">How long a run waits for approval.</param>
/// <param name="Lease">How long a run may be under way before its process is taken for dead.</param>
/// <param name="Keep">How long a run that was never started is kept.</param>
/// <param name="ApprovalFrom">The least risk that needs approval.</param>
internal sealed record RunTerms(TimeSpan Plan, TimeSpan Approval, TimeSpan Lease, TimeSpan Keep, ActionRisk ApprovalFrom);

/// <summary>
/// One planned use of an action. PLANNED or AWAITING_APPROVAL -> RUNNING -> DONE, FAILED or UNKNOWN; it is started once, and never again.
/// What is approved and what runs is what <see cref="Digest"/> is of. UNKNOWN becomes DONE or FAILED when somebody finds out; DONE becomes
/// UNDONE by a run of the inverse action.
/// </summary>
internal sealed record ActionRun(
    ActionRunId Id, ActionWork Work, string ActionName, string ThroughName, ActionRisk Risk, ActionPlan Plan, string Digest, RunPrincipal RequestedBy, DateTimeOffset CreatedAt)
{
    public ActionRunState State { get; init; }

    /// <summary>When the present state ends by itself: a plan expires, a lease is over, an expired run is removed. Null for what stays.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public ScopePath Place { get; init; }

    public string? Reason { get; init; }

    public ActionOrigin? Origin { get; init; }

    public RunApproval? Approval { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public JsonElement? Result { get; init; }

    public ActionFailure? Failure { get; init; }

    /// <summary>The action that undoes it, by its description.</summary>
    public string? InverseAction { get; init; }

    /// <summary>What undoes it, once it is done.</summary>
    public RunInverse? Inverse { get; init; }

    /// <summary>The run that this one is to undo.</summary>
    public ActionRunId? Undoes { get; init; }

    /// <summary>The run that undoes this one, or tries to.</summary>
    public ActionRunId? UndoneBy { get; init; }

    public long Version { get; init; } = 1;

    public ActionRunSummary Summary => new(Id, State, Risk, Result, Failure, StartedAt, EndedAt);

    /// <summary>Whether it is at its end, and an undoing with it.</summary>
    public bool HasEndedInVain => State is ActionRunState.Failed or ActionRunState.Rejected or ActionRunState.Expired;

    /// <summary>A plan on which nothing has been decided.</summary>
    public ActionRun Await(RunTerms terms) => Risk >= terms.ApprovalFrom
        ? this with { State = ActionRunState.AwaitingApproval, DueAt = CreatedAt + terms.Approval }
        : this with { State = ActionRunState.Planned, DueAt = CreatedAt + terms.Plan };

    /// <summary>Somebody allows exactly what the digest is of. For what is HIGH or DESTRUCTIVE it is a person who did not ask for it.</summary>
    public Result<ActionRun> Approve(RunPrincipal by, string digest, RunTerms terms, DateTimeOffset now) =>
        State != ActionRunState.AwaitingApproval ? ActionsProblems.NotAwaiting
        : DueAt <= now ? ActionsProblems.PlanExpired
        : digest != Digest ? ActionsProblems.OtherPlan
        : by.Kind != PrincipalKind.User ? ActionsProblems.PersonNeeded
        : Risk >= ActionRisk.High && by.IsSameAs(RequestedBy) ? ActionsProblems.OtherPersonNeeded
        : this with { State = ActionRunState.Planned, Approval = new(by, now, digest), DueAt = now + terms.Plan, Version = Version + 1 };

    public Result<ActionRun> Reject(RunPrincipal by, DateTimeOffset now) =>
        State != ActionRunState.AwaitingApproval ? ActionsProblems.NotAwaiting
        : Ended(ActionRunState.Rejected, now) with { Failure = new("action.rejected", $"{by.Name} did not allow it.") };

    /// <summary>It begins, once: the plan is used up.</summary>
    /// <param name="digest">Of the work as it is stored now.</param>
    /// <param name="terms">How long it may take.</param>
    /// <param name="now">The time.</param>
    public Result<ActionRun> Start(string digest, RunTerms terms, DateTimeOffset now) =>
        State == ActionRunState.AwaitingApproval ? ActionsProblems.ApprovalNeeded
        : State != ActionRunState.Planned ? ActionsProblems.NotStartable
        : DueAt <= now ? ActionsProblems.PlanExpired
        : digest != Digest || (Approval is { } approval && approval.Digest != digest) ? ActionsProblems.OtherPlan
        : this with { State = ActionRunState.Running, StartedAt = now, DueAt = now + terms.Lease, Version = Version + 1 };

    /// <summary>
    /// Its process says what came of it. That also holds when the process was taken for dead and was only slow, unless what it says is less
    /// than what was found out meanwhile.
    /// </summary>
    public Result<ActionRun> Finish(ActionOutcome outcome, DateTimeOffset now) => (State, outcome) switch
    {
        (ActionRunState.Running or ActionRunState.Unknown or ActionRunState.Failed, ActionOutcome.Succeeded done) => Done(done.Result, done.Undo, now),
        (ActionRunState.Running or ActionRunState.Unknown, ActionOutcome.Refused no) => Ended(ActionRunState.Failed, now) with { Failure = new(no.Code, no.Detail) },
        (ActionRunState.Running or ActionRunState.Unknown, ActionOutcome.Failed failed) =>
            Ended(failed.MayHaveHappened ? ActionRunState.Unknown : ActionRunState.Failed, now) with { Failure = new(failed.Code, failed.Detail) },
        _ => ActionsProblems.NotRunning,
    };

    /// <summary>What was found out about a run of which nobody knew.</summary>
    public Result<ActionRun> Learn(PostCheck found, DateTimeOffset now) =>
        State != ActionRunState.Unknown ? ActionsProblems.NotUnknown
        : found switch
        {
            PostCheck.Confirmed so => Done(so.Result, so.Undo, now),
            PostCheck.NotThere not => Ended(ActionRunState.Failed, now) with { Failure = new("action.not_done", not.Detail) },
            PostCheck.NotKnown still => ActionsProblems.StillUnknown(still.Detail),
            _ => throw new InvalidOperationException($"{found.GetType().Name} is no finding."),
        };

    /// <summary>Another run begins to undo it.</summary>
    public Result<ActionRun> Undoing(ActionRunId by) =>
        State != ActionRunState.Done ? ActionsProblems.NotDone
        : Inverse is null ? ActionsProblems.NoInverse
        : UndoneBy is not null ? ActionsProblems.BeingUndone
        : this with { UndoneBy = by, Version = Version + 1 };

    /// <summary>The run that was to undo it has moved: it is undone, or can be tried anew, or that is not known yet.</summary>
    public ActionRun Follow(ActionRun undoing) =>
        State != ActionRunState.Done || UndoneBy != undoing.Id ? this
        : undoing.State == ActionRunState.Done ? this with { State = ActionRunState.Undone, Version = Version + 1 }
        : undoing.HasEndedInVain ? this with { UndoneBy = null, Version = Version + 1 }
        : this;

    /// <summary>Its time is over: a plan expires, a process is taken for dead. Null when nothing is due.</summary>
    public ActionRun? Lapse(RunTerms terms, DateTimeOffset now) => DueAt is not { } due || due > now ? null : State switch
    {
        ActionRunState.Planned or ActionRunState.AwaitingApproval =>
            Ended(ActionRunState.Expired, now) with { DueAt = now + terms.Keep, Failure = new("action.plan_expired", "It was not started in time.") },
        ActionRunState.Running => Ended(ActionRunState.Unknown, now) with
        {
            Failure = new(ActionFailure.UnknownCode, "The server stopped while the action was under way, so it may have happened or not. Look in the product, or have it checked."),
        },
        _ => null,
    };

    private ActionRun Done(JsonElement result, JsonElement? undo, DateTimeOffset now) => Ended(ActionRunState.Done, now) with
    {
        Result = result,
        Failure = null,
        Inverse = InverseAction is { } action && undo is { } parameters ? new RunInverse(action, parameters) : null,
    };

    private ActionRun Ended(ActionRunState state, DateTimeOffset now) => this with { State = state, EndedAt = now, DueAt = null, Version = Version + 1 };
}
