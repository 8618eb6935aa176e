using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Grafana;

/// <summary>What can stand in the way of plans, reads and documents. Failures of calls are in <see cref="GrafanaAnswer"/>.</summary>
internal static class GrafanaProblems
{
    public static Problem EndsBeforeItBegins { get; } = new(ProblemKind.Invalid, "grafana.ends_before_it_begins", "The annotation would end before it begins.");

    public static Problem BadCursor { get; } = new(ProblemKind.Invalid, "grafana.bad_cursor", "The cursor is not one that a page gave.");

    public static Problem NoWebhookSecret { get; } =
        new(ProblemKind.Conflict, "grafana.no_webhook_secret", "The integration has no webhookSecret, so nothing proves that a document is Grafana's.");

    public static Problem NotSigned { get; } = new(ProblemKind.Forbidden, "grafana.bad_signature", "The document is not signed with the integration's webhookSecret, or not within five minutes of now.");

    public static Problem NotAnAlert { get; } = new(ProblemKind.Invalid, "grafana.bad_document", "The document is not what a webhook contact point of Grafana posts.");

    public static Problem SilenceIsOver { get; } = new(ProblemKind.Conflict, "grafana.silence_is_over", "The silence has ended already.");

    public static Problem NothingToSilence { get; } = new(ProblemKind.Invalid, "grafana.nothing_to_silence", "Name an alert, or what is matched.");

    public static Problem NoSuchAlert { get; } = new(ProblemKind.Conflict, "grafana.no_such_alert", "Grafana has no alert with this fingerprint now whose labels can all be matched.");

    public static Problem ProvisionedByFile { get; } = new(ProblemKind.Conflict, "grafana.provisioned_by_file", "The rule comes of a file or of another tool: it is changed there.");

    public static Rejection Truncated(decimal count) => new("grafana.truncated", $"Grafana left {count:0} alerts of the group out: raise the contact point's limit.");

    public static Rejection NoFingerprint { get; } = new("grafana.no_fingerprint", "The alert has no fingerprint of 16 hexadecimal digits.");

    public static Rejection NoTime(string fingerprint) => new("grafana.no_time", "The alert has no time.", fingerprint);
}
