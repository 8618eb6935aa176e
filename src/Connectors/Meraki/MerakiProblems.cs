using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Meraki;

/// <summary>What can stand in the way of plans, reads and actions. Failures of calls are in <see cref="MerakiAnswer"/>.</summary>
internal static class MerakiProblems
{
    public static Problem BadCursor { get; } = new(ProblemKind.Invalid, "meraki.bad_cursor", "The cursor is not one that a page gave.");

    public static Problem UnknownHost { get; } =
        Problem.OfField("meraki.unknown_host", "settings.url", "An https address of Cisco Meraki: below meraki.com, meraki.ca, meraki.cn, meraki.in or gov-meraki.com.");

    public static Problem BadOrganization { get; } = Problem.OfField("meraki.bad_organization", "settings.organization", "An organization's id is letters, digits and underscores.");

    public static Problem NoNetwork { get; } = new(ProblemKind.Invalid, "meraki.no_network", "No network is meant: name one, here or in the integration's settings.");

    public static Problem BadId { get; } = new(ProblemKind.Invalid, "meraki.bad_id", "The id of a network, client or alert is letters, digits, underscores, hyphens and colons.");

    public static Problem BadAddress { get; } = new(ProblemKind.Invalid, "meraki.bad_address", "The address is no IP address.");

    public static Problem BadHost { get; } = new(ProblemKind.Invalid, "meraki.bad_host", "The host is a name with a dot, such as example.com, in the letters of the DNS (an international name as xn--…).");

    public static Problem NoGroupPolicy { get; } = new(ProblemKind.Invalid, "meraki.no_group_policy", "A group policy needs its id.");

    public static Problem AlertUnchanged { get; } = new(ProblemKind.Conflict, "meraki.alert_unchanged", "The alert is in this state already. Nothing was changed.");

    public static Rejection NoId { get; } = new("meraki.no_id", "The document has no id.");

    public static Rejection NotAnEvent { get; } = new("meraki.not_an_event", "The document is no security event: it is no object with a kind.");

    public static Rejection NoTime(string key) => new("meraki.no_time", "The document has no time.", key);
}
