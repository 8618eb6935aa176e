using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>What can stand in the way of settings, plans and reads. Failures of calls are in <see cref="PaloAltoAnswer"/>.</summary>
internal static class PaloAltoProblems
{
    public static Problem BadCursor { get; } = new(ProblemKind.Invalid, "paloalto.bad_cursor", "The cursor is not one that a page gave.");

    public static Problem JobStuck { get; } = new(ProblemKind.Unavailable, "paloalto.job_stuck", "The device does not finish the log query. Ask for less, or later.", RetryAfter: TimeSpan.FromMinutes(5));

    public static Problem BadZone { get; } = Problem.OfField("paloalto.bad_zone", "settings.timeZone", "A time zone of the IANA database, such as Europe/Berlin.");

    public static Problem BadText { get; } = new(ProblemKind.Invalid, "paloalto.bad_text", "A text has characters that XML cannot hold.");

    public static Problem NotAnAddress { get; } = new(ProblemKind.Invalid, "paloalto.not_an_address", "One IP address: PAN-OS takes no networks and no ranges here.");

    public static Problem BadObjectValue { get; } = new(ProblemKind.Invalid, "paloalto.bad_object_value", "An address with or without a prefix, a range of two addresses, or a domain name, as kind says.");

    public static Problem ObjectDiffers { get; } = new(ProblemKind.Conflict, "paloalto.object_differs", "There is an address object of this name with another value. It is left as it is.");

    public static Problem NoGroup { get; } = new(ProblemKind.Conflict, "paloalto.no_group", "There is no such address group.");

    public static Problem GroupIsDynamic { get; } = new(ProblemKind.Conflict, "paloalto.group_is_dynamic", "The address group is dynamic: its members come of tags.");

    public static Problem NotAMember { get; } = new(ProblemKind.Conflict, "paloalto.not_a_member", "The address object is not in the group.");

    public static Problem NoObject { get; } = new(ProblemKind.Conflict, "paloalto.no_object", "There is no such address object.");

    public static Problem NoUser { get; } = new(ProblemKind.Conflict, "paloalto.no_user", "The integration's setting user is not given, so its own changes cannot be told from other people's.");

    public static Problem BadFilter(string setting) => Problem.OfField("paloalto.bad_filter", $"settings.{setting}", "A log query in which every bracket and every quotation mark is closed.");

    public static Rejection NoSequence { get; } = new("paloalto.no_sequence", "The log entry has no sequence number.");

    public static Rejection NoSerial { get; } = new("paloalto.no_serial", "The device has no serial number.");

    public static Rejection NoAddress { get; } = new("paloalto.no_address", "The ARP entry has no address.");

    public static Rejection NoTime(string key) => new("paloalto.no_time", "The log entry has no time.", key);
}
