using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Connectors.Wazuh;

/// <summary>What can stand in the way of plans, reads and actions. Failures of calls are in <see cref="WazuhAnswer"/>.</summary>
internal static class WazuhProblems
{
    public static Problem BadCursor { get; } = new(ProblemKind.Invalid, "wazuh.bad_cursor", "The cursor is not one that a page gave.");

    public static Problem BadFingerprint { get; } =
        Problem.OfField("wazuh.bad_fingerprint", "settings.indexerCertificateSha256", "64 hexadecimal digits, with colons between pairs or without.");

    public static Problem BadCommands { get; } =
        Problem.OfField("wazuh.bad_commands", "settings.blockCommands", "Each is a script that blocks addresses with its timeout in seconds, such as firewall-drop600; known are firewall-drop, firewalld-drop, host-deny, ipfw, netsh, npf, pf, route-null and win_route-null.");

    public static Problem NotSupported(string version) =>
        new(ProblemKind.Invalid, "wazuh.not_supported", $"Wazuh {version} has no call for active response: only 4.x has.");

    public static Problem NoAgents { get; } =
        new(ProblemKind.Invalid, "wazuh.no_agents", "No agent is meant: name agents or a group with active agents, here or in the integration's settings. Wazuh would take none for all.");

    public static Problem BadAgent { get; } = new(ProblemKind.Invalid, "wazuh.bad_agent", "An agent's id is three to eight digits.");

    public static Problem IsManager { get; } = new(ProblemKind.Invalid, "wazuh.is_manager", "Agent 000 is the manager itself: Wazuh leaves it out without a word.");

    public static Problem BadGroup { get; } = new(ProblemKind.Invalid, "wazuh.bad_group", "A group's name is up to 128 letters, digits, points, hyphens and underscores.");

    public static Problem BadAddress { get; } = new(ProblemKind.Invalid, "wazuh.bad_address", "The address is no IP address: scripts leave out what is none without a word.");

    public static Problem NoCommand { get; } =
        new(ProblemKind.Invalid, "wazuh.no_command", "No command of the setting blockCommands fits what was asked: the script's name and the seconds have to be one of them.");

    public static Problem NoUnblockScript { get; } =
        new(ProblemKind.Invalid, "wazuh.no_unblock_script", "Wazuh has no call that lets an address in again, and the setting unblockScript names no script that does.");

    public static Problem AlreadyInGroup { get; } = new(ProblemKind.Invalid, "wazuh.already_in_group", "The agent is in the group already. Nothing was changed.");

    public static Problem NotInGroup { get; } = new(ProblemKind.Invalid, "wazuh.not_in_group", "The agent is not in the group. Nothing was changed.");

    public static Problem NoSuchAgent { get; } = new(ProblemKind.NotFound, "wazuh.no_such_agent", "Wazuh shows no agent with this id: there is none, or this account may not see it.");

    public static Problem Incomplete { get; } =
        new(ProblemKind.Unavailable, "wazuh.incomplete", "The indexer answered with a part of what it has: it ran out of time, or some of its shards failed.");

    public static Rejection NoId { get; } = new("wazuh.no_id", "The document has no index and id.");

    public static Rejection NoAgentId { get; } = new("wazuh.no_agent_id", "The agent has no id.");

    public static Rejection NoTime(string key) => new("wazuh.no_time", "The document has no time.", key);

    public static Rejection NoSource(string key) => new("wazuh.no_source", "The document has no content.", key);
}
