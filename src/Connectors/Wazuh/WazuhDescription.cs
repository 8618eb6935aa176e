using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;

namespace Holdfast.Connectors.Wazuh;

/// <summary>What the connector needs to know and what it can do.</summary>
internal static class WazuhDescription
{
    public const string BlockAddress = "wazuh.block_address";
    public const string UnblockAddress = "wazuh.unblock_address";
    public const string RestartAgent = "wazuh.restart_agent";
    public const string AddToGroup = "wazuh.add_to_group";
    public const string RemoveFromGroup = "wazuh.remove_from_group";

    public static IReadOnlyList<FieldDescription> Settings { get; } =
    [
        new("apiUrl", FieldType.Url, "Where the server API is, usually https://manager:55000.") { Required = true, MaxLength = 500, BindsSecret = true },
        new("apiUser", FieldType.Text, "The account of the server API.") { Required = true, MaxLength = 100, BindsSecret = true },
        .. ProductHttp.TrustSettings,
        new("indexerUrl", FieldType.Url, "Where the indexer is, usually https://indexer:9200.") { Required = true, MaxLength = 500, BindsSecret = true },
        new("indexerUser", FieldType.Text, "The account of the indexer.") { Required = true, MaxLength = 100, BindsSecret = true },
        new("indexerCaCertificatePem", FieldType.Certificate, "The certificates to trust for the indexer instead of the system's.") { MaxLength = 32_000, BindsSecret = true },
        new("indexerCertificateSha256", FieldType.Text, "The SHA-256 of the indexer's own certificate, if it made one itself: only that one is trusted.") { MaxLength = 95, BindsSecret = true },
        new("minimumLevel", FieldType.Number, "The least rule level (0 to 16) of alerts that are read; 7 when not said.") { Maximum = 16 },
        new("blockCommands", FieldType.TextList, "Commands of the manager's configuration that block an address, each with its timeout, the usual first: firewall-drop600.") { MaxLength = 60, MaxItems = 20 },
        new("blockAgents", FieldType.TextList, "The agents that block addresses when an action names none.") { MaxLength = 8, MaxItems = 100 },
        new("blockGroup", FieldType.Text, "The group whose active agents block addresses when an action names none.") { MaxLength = 128 },
        new("unblockScript", FieldType.Choice, "A script of yours in every agent's active-response/bin that lets an address in again.") { Choices = WazuhActiveResponse.UnblockScripts },
    ];

    public static IReadOnlyList<FieldDescription> Secrets { get; } =
    [
        new("apiPassword", FieldType.Secret, "The password of the server API's account.") { Required = true, MaxLength = 200 },
        new("indexerPassword", FieldType.Secret, "The password of the indexer's account.") { Required = true, MaxLength = 200 },
    ];

    private static readonly FieldDescription Address = new("address", FieldType.Text, "The IP address.") { Required = true, MaxLength = 64 };
    private static readonly FieldDescription OnAgents = new("agents", FieldType.TextList, "The ids of the agents that do it; those of the settings when neither agents nor group are said.") { MaxLength = 8, MaxItems = 100 };
    private static readonly FieldDescription OnGroup = new("group", FieldType.Text, "The group whose active agents do it.") { MaxLength = 128 };

    private static readonly IReadOnlyList<FieldDescription> Sent =
    [
        new("address", FieldType.Text, "The address."),
        new("command", FieldType.Text, "What the agents were told to run."),
        new("seconds", FieldType.Number, "How long it holds; 0 when nothing ends it.") { Maximum = long.MaxValue },
        new("agents", FieldType.TextList, "Who was told.") { MaxItems = 500 },
    ];

    private static readonly IReadOnlyList<FieldDescription> OneAgentAndGroup =
    [
        new("agent", FieldType.Text, "The agent's id.") { Required = true, MaxLength = 8 },
        new("group", FieldType.Text, "The group's name.") { Required = true, MaxLength = 128 },
    ];

    public static IReadOnlyList<ActionDescription> Actions { get; } =
    [
        new(BlockAddress, "Block an address", "Has agents block an address by a script of Wazuh's until the command's own timeout; nothing takes it back before.",
        [
            Address, OnAgents, OnGroup,
            new("seconds", FieldType.Number, "For how long: the timeout of one of the commands in the settings; the first's when not said.") { Maximum = 99_999_999 },
            new("script", FieldType.Text, "The script of one of the commands in the settings, such as firewall-drop.") { MaxLength = 40 },
        ])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Purpose = ActionPurpose.BlockAddress,
            Lifetime = "seconds",
            Result = Sent,
        },
        new(UnblockAddress, "Let an address in again", "Has agents run your own script that lets an address in again; Wazuh has no such call.", [Address, OnAgents, OnGroup])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Result = Sent,
        },
        new(RestartAgent, "Restart an agent", "Restarts an agent's service; it watches nothing for some seconds.", [new("agent", FieldType.Text, "The agent's id.") { Required = true, MaxLength = 8 }])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Configure,
            Result = [new("agent", FieldType.Text, "The agent.")],
        },
        new(AddToGroup, "Put an agent into a group", "Gives an agent a group's configuration, such as that of a quarantine.", OneAgentAndGroup)
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Configure,
            Inverse = RemoveFromGroup,
            Result = OneAgentAndGroup,
        },
        new(RemoveFromGroup, "Take an agent out of a group", "Takes a group's configuration from an agent.", OneAgentAndGroup)
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Configure,
            Inverse = AddToGroup,
            Result = OneAgentAndGroup,
        },
    ];
}
