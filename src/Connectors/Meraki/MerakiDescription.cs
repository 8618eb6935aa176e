using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Connectors.Meraki;

/// <summary>What the connector needs to know and what it can do.</summary>
internal static class MerakiDescription
{
    public const string BlockAddress = "meraki.block_address";
    public const string UnblockAddress = "meraki.unblock_address";
    public const string BlockHost = "meraki.block_host";
    public const string UnblockHost = "meraki.unblock_host";
    public const string BlockClient = "meraki.block_client";
    public const string RestoreClient = "meraki.restore_client";
    public const string DismissAlert = "meraki.dismiss_alert";
    public const string RestoreAlert = "meraki.restore_alert";

    // No settings of trust: Meraki's certificates are of public authorities.
    public static IReadOnlyList<FieldDescription> Settings { get; } =
    [
        new("organization", FieldType.Text, "The organization's id.") { Required = true, MaxLength = 64 },
        new("url", FieldType.Url, "Where the API is, for regions; https://api.meraki.com/api/v1 when not said.") { MaxLength = 200, BindsSecret = true },
        new("network", FieldType.Text, "The id of the network that actions are for when they name none.") { MaxLength = 64 },
    ];

    public static IReadOnlyList<FieldDescription> Secrets { get; } = [new("apiKey", FieldType.Secret, "An API key of an account that may see the organization, and change its networks for actions.") { Required = true, MaxLength = 200 }];

    private static readonly FieldDescription Address = new("address", FieldType.Text, "The IP address.") { Required = true, MaxLength = 64 };
    private static readonly FieldDescription Host = new("host", FieldType.Text, "The host's name; hosts below it are meant too.") { Required = true, MaxLength = 253 };
    private static readonly FieldDescription Network = new("network", FieldType.Text, "The network's id; that of the settings when not said.") { MaxLength = 64 };
    private static readonly FieldDescription Client = new("client", FieldType.Text, "The client's id or MAC address.") { Required = true, MaxLength = 64 };
    private static readonly FieldDescription Alert = new("alert", FieldType.Text, "The alert's id.") { Required = true, MaxLength = 400 };

    private static readonly IReadOnlyList<FieldDescription> RuleResult =
    [
        new("network", FieldType.Text, "The network."),
        new("address", FieldType.Text, "The address."),
    ];

    private static readonly IReadOnlyList<FieldDescription> HostResult =
    [
        new("network", FieldType.Text, "The network."),
        new("host", FieldType.Text, "The host.") { MaxLength = 253 },
    ];

    private static readonly IReadOnlyList<FieldDescription> ClientResult =
    [
        new("client", FieldType.Text, "The client."),
        new("network", FieldType.Text, "The network."),
        new("policy", FieldType.Text, "Its policy now."),
    ];

    private static readonly IReadOnlyList<FieldDescription> AlertResult = [new("alert", FieldType.Text, "The alert.") { MaxLength = 400 }];

    public static IReadOnlyList<ActionDescription> Actions { get; } =
    [
        new(BlockAddress, "Block an address", "Denies an address in a network, by the first of its outbound layer 3 rules.", [Address, Network])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Purpose = ActionPurpose.BlockAddress,
            Inverse = UnblockAddress,
            Result = RuleResult,
        },
        new(UnblockAddress, "Let an address in again", "Takes Holdfast's own rules for an address out of a network.",
            [Address, Network, new("rule", FieldType.Text, "The rule's comment; all of Holdfast's for the address when not said.") { MaxLength = 200 }])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Result = RuleResult,
        },
        new(BlockHost, "Block a host", "Denies a host and all below it in a network, by a layer 7 rule; one that is denied already is left so.", [Host, Network])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Inverse = UnblockHost,
            Result = HostResult,
        },
        new(UnblockHost, "Let a host in again", "Takes a host's layer 7 rule out of a network, whoever made it: such rules have no mark.", [Host, Network])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Result = HostResult,
        },
        new(BlockClient, "Block a client", "Cuts a client off from a network.", [Client, Network])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Inverse = RestoreClient,
            Result = ClientResult,
        },
        new(RestoreClient, "Give a client its policy", "Gives a client the policy that it had, or another.",
        [
            Client, Network,
            new("policy", FieldType.Choice, "The policy.") { Required = true, Choices = MerakiClients.Policies },
            new("groupPolicyId", FieldType.Text, "The id of the group policy, where that is the policy.") { MaxLength = 64 },
        ])
        {
            Risk = ActionRisk.High,
            Right = ActionRight.Contain,
            Result = ClientResult,
        },
        new(DismissAlert, "Dismiss an alert", "Dismisses an assurance alert.", [Alert, new("comment", FieldType.LongText, "Why: kept here, because Meraki takes none.") { MaxLength = 4000 }])
        {
            Purpose = ActionPurpose.CloseAlert,
            Inverse = RestoreAlert,
            Result = AlertResult,
        },
        new(RestoreAlert, "Restore an alert", "Shows a dismissed assurance alert again.", [Alert]) { Result = AlertResult },
    ];
}
