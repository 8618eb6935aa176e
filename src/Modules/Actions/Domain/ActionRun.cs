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
/// <param name="Look">How long after a run's end it is looked whether it is so; each further look waits four times as long.</param>
/// <param name="Looks">How often it is looked.</param>
internal sealed record RunTerms(TimeSpan Plan, TimeSpan Approval, TimeSpan Lease, TimeSpan Keep, ActionRisk ApprovalFrom, TimeSpan Look, int Looks)
{
    /// <summary>Whether somebody else has to allow it: for its risk, or because nothing undoes it.</summary>
    public bool NeedApproval(ActionRisk risk, string? inverse) => risk >= ApprovalFrom || (inverse is null && risk != ActionRisk.Read);

    /// <summary>When it is looked next; null when it was looked often enough.</summary>
    public DateTimeOffset? NextLook(int looked, DateTimeOffset now) => looked < Looks ? now + (Look * Math.Pow(4, looked)) : null;
}

/// <summary>
/// One planned use of an action. PLANNED or AWAITING_APPROVAL -> RUNNING -> DONE, FAILED or UNKNOWN; it is started once, and never again.
/// What is approved and what runs is what <see cref="Digest"/> is of. UNKNOWN becomes DONE or FAILED when it is found out by reading back; DONE
/// becomes UNDONE by a run of the inverse action, or when the product ends it by itself.
/// </summary>
internal sealed record ActionRun(
    ActionRunId Id, ActionWork Work, string ActionName, string ThroughName, ActionRisk Risk, ActionPlan Plan, string Digest, RunPrincipal RequestedBy, DateTimeOffset CreatedAt)
{
    private const int MostLooks = 20;
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);

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

    /// <summary>What right it takes beside running actions.</summary>
    public ActionRight Right { get; init; }

    /// <summary>How long what it does holds; null when until somebody undoes it.</summary>
    public TimeSpan? ExpiresAfter { get; init; }

    /// <summary>Whether the product ends it by itself then.</summary>
    public bool EndsItself { get; init; }

    /// <summary>Until when what was done holds.</summary>
    public DateTimeOffset? HoldsUntil { get; init; }

    public Verification Verification { get; init; }

    public DateTimeOffset? VerifiedAt { get; init; }

    /// <summary>How often it was looked whether it is so.</summary>
    public int Checks { get; init; }

    public ActionRunSummary Summary => new(Id, State, Risk, Result, Failure, StartedAt, EndedAt) { Verification = Verification, VerifiedAt = VerifiedAt, Summary = Plan.Summary };

    /// <summary>Whether its time has come to be read back: nobody knows of it, or it is to be seen whether it is so or holds no more.</summary>
    public bool IsToBeRead(DateTimeOffset now) => DueAt <= now && State is ActionRunState.Unknown or ActionRunState.Done;

    /// <summary>Whether it holds no more, and has to be undone.</summary>
    public bool HasExpired(DateTimeOffset now) => State == ActionRunState.Done && HoldsUntil <= now && UndoneBy is null;

    /// <summary>Whether it is at its end, and an undoing with it.</summary>
    public bool HasEndedInVain => State is ActionRunState.Failed or ActionRunState.Rejected or ActionRunState.Expired;

    /// <summary>A plan on which nothing has been decided.</summary>
    public ActionRun Await(RunTerms terms) => terms.NeedApproval(Risk, InverseAction)
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

    /// <summary>What undoes an expired run was allowed with it.</summary>
    public ActionRun AllowedWith(ActionRun expired, RunTerms terms, DateTimeOffset now) =>
        this with { State = ActionRunState.Planned, Undoes = expired.Id, Approval = expired.Approval is { } approval ? approval with { Digest = Digest } : null, DueAt = now + terms.Plan };

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
    public Result<ActionRun> Finish(ActionOutcome outcome, RunTerms terms, DateTimeOffset now) => (State, outcome) switch
    {
        (ActionRunState.Running or ActionRunState.Unknown or ActionRunState.Failed, ActionOutcome.Succeeded done) => Done(done.Result, done.Undo, terms, now),
        (ActionRunState.Running or ActionRunState.Unknown, ActionOutcome.Refused no) => Ended(ActionRunState.Failed, now) with { Failure = new(no.Code, no.Detail) },
        (ActionRunState.Running or ActionRunState.Unknown, ActionOutcome.Failed { MayHaveHappened: true } failed) =>
            Ended(ActionRunState.Unknown, now) with { Failure = new(failed.Code, failed.Detail), DueAt = terms.NextLook(Checks, now) },
        (ActionRunState.Running or ActionRunState.Unknown, ActionOutcome.Failed failed) => Ended(ActionRunState.Failed, now) with { Failure = new(failed.Code, failed.Detail) },
        _ => ActionsProblems.NotRunning,
    };

    /// <summary>What was found out about a run of which nobody knew.</summary>
    public Result<ActionRun> Learn(PostCheck found, RunTerms terms, DateTimeOffset now) =>
        State != ActionRunState.Unknown ? ActionsProblems.NotUnknown
        : found switch
        {
            PostCheck.Confirmed so => Done(so.Result, so.Undo, terms, now) with { Verification = Verification.Verified, VerifiedAt = now, DueAt = HoldsFrom(now) },
            PostCheck.NotThere not => Ended(ActionRunState.Failed, now) with { Failure = new("action.not_done", not.Detail) },
            PostCheck.NotKnown still => ActionsProblems.StillUnknown(still.Detail),
            _ => throw new InvalidOperationException($"{found.GetType().Name} is no finding."),
        };

    /// <summary>
    /// What was read back when its time had come. Of a run of which nobody knows: what came of it, or that it is looked again later. Of one that is done:
    /// whether it is so, and whether a product that ends it by itself has ended it.
    /// </summary>
    public ActionRun Saw(PostCheck found, RunTerms terms, DateTimeOffset now)
    {
        var looked = this with { Checks = Checks + 1, Version = Version + 1 };
        if (State == ActionRunState.Unknown)
        {
            var learned = Learn(found, terms, now);
            return learned.Succeeded ? learned.Value with { Checks = looked.Checks } : looked with { DueAt = terms.NextLook(looked.Checks, now) };
        }

        if (HasExpired(now))
        {
            // What a product should have ended and has not is undone like anything else, where something undoes it.
            return found is PostCheck.NotThere ? looked with { State = ActionRunState.Undone, DueAt = null }
                : found is PostCheck.Confirmed && Inverse is not null ? looked with { EndsItself = false, DueAt = now }
                : looked with { DueAt = looked.Checks < MostLooks ? now + (terms.Look * 4) : null };
        }

        return found switch
        {
            PostCheck.Confirmed => looked with { Verification = Verification.Verified, VerifiedAt = now, DueAt = HoldsUntil },
            PostCheck.NotThere => looked with { Verification = Verification.Contradicted, DueAt = terms.NextLook(looked.Checks, now) ?? HoldsUntil },
            _ => looked with { Verification = terms.NextLook(looked.Checks, now) is null ? Verification.NotKnown : Verification.Pending, DueAt = terms.NextLook(looked.Checks, now) ?? HoldsUntil },
        };
    }

    /// <summary>What was to undo it could not be planned: it is tried again.</summary>
    public ActionRun NotUndoneYet(RunTerms terms, DateTimeOffset now) => this with { Checks = Checks + 1, DueAt = now + (terms.Look * Math.Min(60, Checks + 1)), Version = Version + 1 };

    /// <summary>Another run begins to undo it.</summary>
    public Result<ActionRun> Undoing(ActionRunId by) =>
        State != ActionRunState.Done ? ActionsProblems.NotDone
        : Inverse is null ? ActionsProblems.NoInverse
        : UndoneBy is not null ? ActionsProblems.BeingUndone
        : this with { UndoneBy = by, DueAt = null, Version = Version + 1 };

    /// <summary>The run that was to undo it has moved: it is undone, or can be tried anew, or that is not known yet.</summary>
    public ActionRun Follow(ActionRun undoing) =>
        State != ActionRunState.Done || UndoneBy != undoing.Id ? this
        : undoing.State == ActionRunState.Done ? this with { State = ActionRunState.Undone, DueAt = null, Version = Version + 1 }
        : undoing.HasEndedInVain ? this with { UndoneBy = null, Checks = Checks + 1, DueAt = NextTry(undoing), Version = Version + 1 }
        : this;

    /// <summary>Its time is over: a plan expires, a process is taken for dead. Null when nothing is due.</summary>
    public ActionRun? Lapse(RunTerms terms, DateTimeOffset now) => DueAt is not { } due || due > now ? null : State switch
    {
        ActionRunState.Planned or ActionRunState.AwaitingApproval =>
            Ended(ActionRunState.Expired, now) with { DueAt = now + terms.Keep, Failure = new("action.plan_expired", "It was not started in time.") },
        ActionRunState.Running => Ended(ActionRunState.Unknown, now) with
        {
            DueAt = terms.NextLook(Checks, now),
            Failure = new(ActionFailure.UnknownCode, "The server stopped while the action was under way, so it may have happened or not. Look in the product, or have it checked."),
        },
        _ => null,
    };

    private ActionRun Done(JsonElement result, JsonElement? undo, RunTerms terms, DateTimeOffset now) => Ended(ActionRunState.Done, now) with
    {
        Result = result,
        Failure = null,
        Inverse = InverseAction is { } action && undo is { } parameters ? new RunInverse(action, parameters) : null,
        Verification = Risk == ActionRisk.Read ? Verification.None : Verification.Pending,
        HoldsUntil = HoldsFrom(now),
        DueAt = Risk == ActionRisk.Read ? HoldsFrom(now) : terms.NextLook(0, now) ?? HoldsFrom(now),
        Checks = 0,
    };

    // What holds too long is tried again, less and less often.
    private DateTimeOffset? NextTry(ActionRun undoing) =>
        HoldsUntil is not { } until ? null : undoing.EndedAt is { } ended && ended >= until ? ended + (Retry * Math.Min(MostLooks, Checks + 1)) : until;

    private DateTimeOffset? HoldsFrom(DateTimeOffset now) => HoldsUntil ?? (ExpiresAfter is { } after ? now + after : null);

    private ActionRun Ended(ActionRunState state, DateTimeOffset now) => this with { State = state, EndedAt = now, DueAt = null, Version = Version + 1 };
}
