using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Actions;

/// <summary>What can stand in the way in this module.</summary>
internal static class ActionsProblems
{
    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "action.run_not_found", "There is no such run.");

    public static Problem NoIntegration { get; } = new(ProblemKind.NotFound, "action.no_integration", "There is no such integration.");

    public static Problem UnknownOffer { get; } = new(
        ProblemKind.Invalid, "action.not_offered", "Nothing offers this action; GET /api/actions lists what can be done.");

    public static Problem UnknownDevice { get; } = Problem.OfField("action.unknown_device", "deviceId", "There is no such device.");

    public static Problem BadReason { get; } = Problem.OfField("action.bad_reason", "reason", "A text of 1 to 2000 characters without control characters.");

    public static Problem NotAwaiting { get; } = new(ProblemKind.Conflict, "action.not_awaiting", "The run does not wait for approval.");

    public static Problem PlanExpired { get; } = new(ProblemKind.Conflict, "action.plan_expired", "The plan has expired; plan anew.");

    public static Problem OtherPlan { get; } = new(ProblemKind.Conflict, "action.other_plan", "This is not the plan that the digest is of; look at it again.");

    public static Problem PersonNeeded { get; } = new(ProblemKind.Conflict, "action.person_needed", "Only a person can approve.");

    public static Problem OtherPersonNeeded { get; } = new(ProblemKind.Conflict, "action.other_person_needed", "Somebody other than who asked for it has to approve this.");

    public static Problem ApprovalNeeded { get; } = new(ProblemKind.Conflict, "action.approval_needed", "The run has to be approved first.");

    public static Problem NotStartable { get; } = new(ProblemKind.Conflict, "action.not_startable", "A plan is used once; plan anew.");

    public static Problem NotRunning { get; } = new(ProblemKind.Conflict, "action.not_running", "The run is not under way.");

    public static Problem NotUnknown { get; } = new(ProblemKind.Conflict, "action.not_unknown", "It is known what came of the run.");

    public static Problem NotDone { get; } = new(ProblemKind.Conflict, "action.nothing_to_undo", "Only what was done can be undone.");

    public static Problem NoInverse { get; } = new(ProblemKind.Conflict, "action.no_inverse", "Nothing undoes this.");

    public static Problem BeingUndone { get; } = new(ProblemKind.Conflict, "action.being_undone", "Another run is there to undo this.");

    public static Problem Elsewhere { get; } = new(ProblemKind.Invalid, "action.elsewhere", "What would do it is for another part of the tenant.");

    public static Problem CannotExpire { get; } = Problem.OfField("action.cannot_expire", "expiresInSeconds", "Nothing undoes this action, and it does not end by itself.");

    public static Problem BadExpiry { get; } = Problem.OfField("action.bad_expiry", "expiresInSeconds", "60 seconds to 30 days.");

    public static Problem BadParameters(IReadOnlyDictionary<string, string> fields) =>
        new(ProblemKind.Invalid, "action.bad_parameters", "Some parameters are not as the action describes them.", fields);

    public static Problem StillUnknown(string detail) => new(ProblemKind.Conflict, "action.still_unknown", detail);
}
