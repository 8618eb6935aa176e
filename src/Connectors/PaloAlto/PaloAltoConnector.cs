using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.PaloAlto;

/// <summary>
/// Palo Alto firewalls and Panorama, by their XML API (PAN-OS 9.1 to 11.2). Logs are read by jobs, addresses are blocked by tags without a commit, and
/// changes to the configuration have an effect with a commit, which is followed to its end.
/// </summary>
public sealed class PaloAltoConnector : IConnector
{
    private const string Threats = "paloalto.threats";
    private const string Traffic = "paloalto.traffic";
    private const string SystemLog = "paloalto.system_log";
    private const string Devices = "paloalto.devices";
    private const int MaxSeconds = 2_592_000;
    private static readonly string[] Filters = ["threatFilter", "trafficFilter", "systemFilter"];

    private readonly ProductHttp http;
    private readonly TimeProvider time;
    private readonly PaloAltoApi api;
    private readonly PaloAltoTags tags;
    private readonly PaloAltoObjects objects;
    private readonly PaloAltoGroups groups;
    private readonly PaloAltoCommits commits;

    /// <summary>Sends through a client that judges addresses.</summary>
    public PaloAltoConnector(OutboundClient outbound, TimeProvider time)
    {
        this.time = time;
        http = new(outbound, "paloalto", "PAN-OS");
        api = new(http, time);
        (tags, objects, groups, commits) = (new(api), new(api), new(api), new(api, time));
    }

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new(
        "paloalto",
        "Palo Alto PAN-OS",
        [
            new("url", FieldType.Url, "Where the firewall or Panorama is.") { Required = true, MaxLength = 500, BindsSecret = true },
            new("user", FieldType.Text, "The account: signs in with the password, and only its changes are committed.") { MaxLength = 64 },
            new("target", FieldType.Text, "The serial number of the firewall that Panorama passes everything on to.") { MaxLength = 30 },
            new("vsys", FieldType.Text, "The virtual system; vsys1 when not said.") { MaxLength = 31 },
            new("deviceGroup", FieldType.Text, "On Panorama, the device group whose objects are changed, or shared.") { MaxLength = 63 },
            new("timeZone", FieldType.Text, "The time zone of the device's clock, such as Europe/Berlin; UTC when not said.") { MaxLength = 64 },
            new("blockTag", FieldType.Text, "The tag that blocked addresses get; holdfast-block when not said.") { MaxLength = 127 },
            new("threatFilter", FieldType.Text, "Which threat logs are read, as a query of PAN-OS: (severity geq medium).") { MaxLength = 1000 },
            new("trafficFilter", FieldType.Text, "Which traffic logs are read as alerts: (action neq allow). None when not said.") { MaxLength = 1000 },
            new("systemFilter", FieldType.Text, "Which system logs are read: (severity geq high).") { MaxLength = 1000 },
            .. ProductHttp.TrustSettings,
        ],
        [
            new("apiKey", FieldType.Secret, "An API key of the account, if no password is given.") { MaxLength = 2000 },
            new("password", FieldType.Secret, "The account's password, if no API key is given.") { MaxLength = 500 },
        ],
        [
            new(PaloAltoTags.Block, "Block an address", "Gives an address the tag whose dynamic address group a rule denies; no commit.",
            [
                new("address", FieldType.Text, "One IP address.") { Required = true, MaxLength = 45 },
                new("tag", FieldType.Text, "The tag; the integration's when not said.") { MaxLength = 127 },
                new("seconds", FieldType.Number, "For how long; for good when 0 or not said.") { Maximum = MaxSeconds },
            ])
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Contain,
                Purpose = ActionPurpose.BlockAddress,
                Lifetime = "seconds",
                Inverse = PaloAltoTags.Unblock,
                Result = Tagged,
            },
            new(PaloAltoTags.Unblock, "Unblock an address", "Takes the tag from an address; no commit.",
            [
                new("address", FieldType.Text, "One IP address.") { Required = true, MaxLength = 45 },
                new("tag", FieldType.Text, "The tag; the integration's when not said.") { MaxLength = 127 },
            ])
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Contain,
                Inverse = PaloAltoTags.Block,
                Result = Tagged,
            },
            new(PaloAltoObjects.Add, "Add an address object", "Makes an address object, with the next commit.",
            [
                new("name", FieldType.Text, "Its name.") { Required = true, MaxLength = 63 },
                new("value", FieldType.Text, "The address with or without a prefix, the range, or the domain name.") { Required = true, MaxLength = 255 },
                new("kind", FieldType.Choice, "What the value is; ip-netmask when not said.") { Choices = PaloAltoObjects.Kinds },
                new("description", FieldType.Text, "What it is for.") { MaxLength = 900 },
                new("tags", FieldType.TextList, "Its tags, which have to be there.") { MaxLength = 127 },
            ])
            {
                Risk = ActionRisk.Low,
                Right = ActionRight.Configure,
                Inverse = PaloAltoObjects.Remove,
                Result = [new("name", FieldType.Text, "Its name.")],
            },
            new(PaloAltoObjects.Remove, "Remove an address object", "Takes an address object away, with the next commit; refused while something uses it.",
                [new("name", FieldType.Text, "Its name.") { Required = true, MaxLength = 63 }])
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Configure,
                Inverse = PaloAltoObjects.Add,
                Result = [new("name", FieldType.Text, "Its name.")],
            },
            new(PaloAltoGroups.Add, "Add to an address group", "Puts an address object into a static address group, with the next commit.", Membership)
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Configure,
                Inverse = PaloAltoGroups.Remove,
                Result = [new("group", FieldType.Text, "The group."), new("name", FieldType.Text, "The object.")],
            },
            new(PaloAltoGroups.Remove, "Remove from an address group", "Takes an address object out of a static address group, with the next commit.", Membership)
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Configure,
                Inverse = PaloAltoGroups.Add,
                Result = [new("group", FieldType.Text, "The group."), new("name", FieldType.Text, "The object.")],
            },
            new(PaloAltoCommits.Commit, "Commit", "Puts the account's own changes to work, or pushes what Panorama has committed to a device group.",
                [new("pushTo", FieldType.Text, "On Panorama, the device group to push to, instead of committing.") { MaxLength = 63 }])
            {
                Risk = ActionRisk.High,
                Right = ActionRight.Configure,
                Result = [new("job", FieldType.Number, "The job on the device; none when there was nothing to commit.") { Maximum = long.MaxValue }],
            },
        ])
    {
        Reads =
        [
            new(Threats, ReadKind.Alerts, "The threat log."),
            new(Traffic, ReadKind.Alerts, "What the traffic log has of the setting trafficFilter; nothing without it."),
            new(SystemLog, ReadKind.Alerts, "The system log."),
            new(Devices, ReadKind.Assets, "The firewalls of a Panorama, or a firewall and the machines next to it.") { IsComplete = true },
        ],

        // The vendor asks for no more than five at a time and counts none; the management plane of small models is slow.
        Pace = new RequestPace(5, TimeSpan.FromSeconds(1)),
    };

    private static IReadOnlyList<FieldDescription> Tagged => [new("address", FieldType.Text, "The address."), new("tag", FieldType.Text, "The tag.")];

    private static IReadOnlyList<FieldDescription> Membership =>
    [
        new("group", FieldType.Text, "The static address group.") { Required = true, MaxLength = 63 },
        new("name", FieldType.Text, "The address object.") { Required = true, MaxLength = 63 },
    ];

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, PaloAltoConnector>();

    /// <inheritdoc/>
    public Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var problem = settings.TextOrNull("timeZone") is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? PaloAltoProblems.BadZone
            : !PaloAltoXml.CanBeWritten(settings.Json) ? PaloAltoProblems.BadText
            : Filters.FirstOrDefault(name => settings.TextOrNull(name) is { } filter && !PaloAltoFilter.IsClosed(filter)) is { } open ? PaloAltoProblems.BadFilter(open)
            : null;
        return problem is not null ? Task.FromResult<Problem?>(problem) : http.Check(settings, "url", ct);
    }

    /// <inheritdoc/>
    public Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return PaloAltoSystem.Test(api, connection, time.GetUtcNow(), ct);
    }

    /// <inheritdoc/>
    public async Task<Result<ActionPlan>> Plan(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return !PaloAltoXml.CanBeWritten(call.Parameters.Json) ? PaloAltoProblems.BadText
            : PaloAltoTags.Has(call.Action) ? await tags.Plan(connection, call, ct)
            : PaloAltoObjects.Has(call.Action) ? await objects.Plan(connection, call, ct)
            : PaloAltoGroups.Has(call.Action) ? await groups.Plan(connection, call, ct)
            : await commits.Plan(connection, call, ct);
    }

    /// <inheritdoc/>
    public async Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return !PaloAltoXml.CanBeWritten(call.Parameters.Json) ? new ActionOutcome.Refused(PaloAltoProblems.BadText.Code, PaloAltoProblems.BadText.Detail)
            : PaloAltoTags.Has(call.Action) ? await tags.Execute(connection, call, ct)
            : PaloAltoObjects.Has(call.Action) ? await objects.Execute(connection, call, ct)
            : PaloAltoGroups.Has(call.Action) ? await groups.Execute(connection, call, ct)
            : call.Action == PaloAltoCommits.Commit ? await commits.Execute(connection, call, ct)
            : new ActionOutcome.Refused("action.unknown", "PAN-OS has no such action.");
    }

    /// <inheritdoc/>
    public async Task<PostCheck> Check(Connection connection, ActionCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return PaloAltoTags.Has(call.Action) ? await tags.Check(connection, call, ct)
            : PaloAltoObjects.Has(call.Action) ? await objects.Check(connection, call, ct)
            : PaloAltoGroups.Has(call.Action) ? await groups.Check(connection, call, ct)
            : await commits.Check(connection, call, ct);
    }

    /// <inheritdoc/>
    public async Task<Result<ReadPage>> Read(Connection connection, ReadCall call, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return call.Read switch
        {
            Devices => await PaloAltoDevices.Page(api, connection, call, time.GetUtcNow(), ct),
            Traffic when connection.Settings.TextOrNull("trafficFilter") is not { } => new ReadPage([], null),
            Traffic => await PaloAltoLogs.Page(api, connection, call, "traffic", connection.Settings.TextOrNull("trafficFilter"), ct),
            SystemLog => await PaloAltoLogs.Page(api, connection, call, "system", connection.Settings.TextOrNull("systemFilter"), ct),
            _ => await PaloAltoLogs.Page(api, connection, call, "threat", connection.Settings.TextOrNull("threatFilter"), ct),
        };
    }
}
