using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Splunk;

/// <summary>What can stand in the way of plans, reads, searches and documents. Failures of calls are in <see cref="SplunkAnswer"/>.</summary>
internal static class SplunkProblems
{
    public static Problem BadCursor { get; } = new(ProblemKind.Invalid, "splunk.bad_cursor", "The cursor is not one that a page gave.");

    public static Problem BadApp { get; } = Problem.OfField("splunk.bad_app", "settings.app", "The folder name of an app: letters, digits, points, hyphens and underscores.");

    public static Problem NoCredentials { get; } =
        new(ProblemKind.Invalid, "splunk.no_credentials", "The integration has neither a token nor a user with a password.");

    public static Problem NoHec { get; } = new(ProblemKind.Invalid, "splunk.no_hec", "The integration has no hecUrl and hecToken, so nothing takes events.");

    public static Problem BadAlertId { get; } = new(ProblemKind.Invalid, "splunk.bad_alert_id", "A notable event's id is letters, digits and @ _ . : - only.");

    public static Problem NoSuchNotable { get; } = new(ProblemKind.NotFound, "splunk.no_such_notable", "Splunk finds no notable event with this id.");

    public static Problem BadName { get; } = new(ProblemKind.Invalid, "splunk.bad_name", "A saved search's name has no slash, and is not of points alone.");

    public static Problem BadQuery(string why) => new(ProblemKind.Invalid, "splunk.bad_query", $"The search is refused: {why}");

    public static Problem BadTime { get; } = new(ProblemKind.Invalid, "splunk.bad_time", "earliest and latest are a moment, seconds since 1970, now, or such as -15m@m.");

    public static Problem JobGone { get; } =
        new(ProblemKind.Gone, "splunk.job_gone", "The search that this page belongs to is gone in Splunk. Begin the reading anew.");

    public static Problem JobFailed(string words) => new(ProblemKind.Unavailable, "splunk.search_failed", $"The search failed in Splunk.{words}");

    public static Problem NotProven { get; } =
        new(ProblemKind.Forbidden, "splunk.bad_secret", "The document does not come with the integration's webhookSecret.");

    public static Problem NotAnAlert { get; } = new(ProblemKind.Invalid, "splunk.bad_document", "The document is not what an alert's webhook action posts.");

    public static Rejection NotARow { get; } = new("splunk.bad_row", "The row is no object.");

    public static Rejection NoId { get; } = new("splunk.no_id", "The document has no id.");

    public static Rejection NoTime(string key) => new("splunk.no_time", "The document has no time.", key);
}
