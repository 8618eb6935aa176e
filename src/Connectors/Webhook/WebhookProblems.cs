using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Webhook;

/// <summary>What can stand in the way of settings and documents.</summary>
internal static class WebhookProblems
{
    public static Problem BadZone { get; } = Problem.OfField("webhook.bad_time_zone", "settings.timeZone", "A time zone of the IANA database, such as Europe/Madrid.");

    public static Problem NotProved { get; } = new(ProblemKind.Forbidden, "webhook.not_proved", "The document does not have the secret, or its signature, in the header that the settings name.");

    public static Problem NotJson { get; } = new(ProblemKind.Invalid, "webhook.not_json", "The document is no JSON.");

    public static Problem BadPath(string setting) =>
        Problem.OfField("webhook.bad_path", $"settings.{setting}", "A JSON path of names and indexes, such as $.alert.hosts[0].name.");
}
