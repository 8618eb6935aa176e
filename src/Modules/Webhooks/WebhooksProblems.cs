using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Webhooks;

/// <summary>What can stand in the way in this module; <c>webhook.bad_url</c> and <c>webhook.forbidden_address</c> come from the outbound client.</summary>
internal static class WebhooksProblems
{
    /// <summary>The area of this module's problem codes.</summary>
    public const string Area = "webhook";

    public static Problem NotFound { get; } = new(ProblemKind.NotFound, "webhook.not_found", "There is no such webhook.");

    public static Problem DeliveryNotFound { get; } = new(ProblemKind.NotFound, "webhook.delivery_not_found", "There is no such delivery.");

    public static Problem IsDisabled { get; } = new(ProblemKind.Conflict, "webhook.is_disabled", "The webhook is disabled; enable it first.");

    public static Problem DeliveryOpen { get; } = new(ProblemKind.Conflict, "webhook.delivery_open", "The delivery is still under way; it will be tried without asking.");

    public static Problem BadDescription { get; } =
        Problem.OfField("webhook.bad_description", "description", "A description has at most 500 characters and no control characters.");

    public static Problem BadEvents { get; } = Problem.OfField("webhook.bad_events", "events", "Name 1 to 500 different events, or \"*\" alone for every event.");

    public static Problem BadStatus { get; } = Problem.OfField("webhook.bad_status", "status", "The status is one of PENDING, SUCCEEDED, FAILED and DEAD.");

    public static Problem UnknownScope { get; } =
        Problem.OfField("webhook.unknown_scope", "scope", "There is no such organization, group or device.");

    public static Problem UnknownEvent(string name) =>
        Problem.OfField("webhook.unknown_event", "events", $"There is no event '{(name.Length > 100 ? name[..100] : name)}'.");

    public static Problem OutOfRange(string field, int least, int most) => Problem.OfField("webhook.out_of_range", field, $"{field} is a number from {least} to {most}.");
}
