using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.Webhook;

/// <summary>Any product that can post JSON: the tenant says by paths where in its documents what stands, and how they prove where they come from.</summary>
public sealed class WebhookConnector(TimeProvider time) : IConnector
{
    private const string Alert = "webhook.alert";
    private const string DefaultHeader = "X-Holdfast-Secret";

    // Settings that are paths, with the sentence for who fills them in.
    private static readonly (string Name, string Description)[] Paths =
    [
        ("listPath", "Where the list of alerts is; the document itself is the one alert when not said."),
        ("keyPath", "The product's id of the alert: the same each time it comes. A digest of title and machine when not said."),
        ("severityPath", "How bad it is."),
        ("timePath", "When it happened; when it came in when not said."),
        ("statePath", "What says whether it is over."),
        ("descriptionPath", "More words."),
        ("hostPath", "The machine's name or address."),
        ("addressPath", "The address that it is about, such as the attacker's."),
        ("userPath", "The account that it is about."),
        ("urlPath", "Where to look at it."),
    ];

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new(
        "webhook",
        "Any product that posts JSON",
        [
            new("titlePath", FieldType.Text, "Where one line stands that says what is wrong, as a JSON path such as $.alert.title.") { Required = true, MaxLength = 500 },
            .. Paths.Select(path => new FieldDescription(path.Name, FieldType.Text, path.Description) { MaxLength = 500 }),
            new("severities", FieldType.List, "The product's words for how bad something is, where they are not the usual ones.")
            {
                Item = new("severity", FieldType.Object, "A word.")
                {
                    Members =
                    [
                        new("word", FieldType.Text, "The product's word.") { Required = true, MaxLength = 100 },
                        new("means", FieldType.Choice, "What it means.") { Required = true, Choices = ["INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL"] },
                    ],
                },
            },
            new("overWords", FieldType.TextList, "What the state says when it is over.") { MaxLength = 100 },
            new("timeZone", FieldType.Text, "Where a clock without an offset stands, such as Europe/Madrid; UTC when not said.") { MaxLength = 100 },
            new("proof", FieldType.Choice, "How a document proves where it comes from: the secret itself in a header, or an HMAC-SHA256 of the body there. The first when not said.")
            {
                Choices = ["SECRET", "HMAC"],
            },
            new("proofHeader", FieldType.Text, "In which header; X-Holdfast-Secret when not said.") { MaxLength = 100 },
        ],
        [new("secret", FieldType.Secret, "What the product proves itself with: at least 16 characters.") { Required = true, MaxLength = 500 }],
        [])
    {
        Inbound = [new(Alert, ReadKind.Alerts, "A document of JSON, with the secret or its signature in the header that the settings name.")],
    };

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, WebhookConnector>();

    /// <inheritdoc/>
    public Task<Problem?> Check(FieldValues settings, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var wrong = Paths.Select(p => p.Name).Prepend("titlePath")
            .FirstOrDefault(name => settings.TextOrNull(name) is { } text && JsonPath.Parse(text) is null);
        return Task.FromResult(
            wrong is not null ? WebhookProblems.BadPath(wrong)
            : settings.TextOrNull("timeZone") is { } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _) ? WebhookProblems.BadZone
            : null);
    }

    /// <inheritdoc/>
    public Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return Task.FromResult(connection.Secrets["secret"] is { Length: >= 16 }
            ? ConnectionCheck.Works("Nothing is called here. Make an address for it, and let the product post there.")
            : ConnectionCheck.Fails("webhook.weak_secret", "The secret has fewer than 16 characters."));
    }

    /// <inheritdoc/>
    public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct) =>
        Task.FromResult<ActionOutcome>(new ActionOutcome.Refused("action.unknown", "A product that posts JSON has no actions."));

    /// <inheritdoc/>
    public Result<ReadPage> Accept(Connection connection, InboundCall call)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        var (settings, secret) = (connection.Settings, connection.Secrets["secret"] ?? "");
        var header = settings.TextOrNull("proofHeader") ?? DefaultHeader;
        var proved = secret.Length > 0 && (settings.TextOrNull("proof") == "HMAC" ? PostedProof.IsSigned(call, header, secret) : PostedProof.HasSecret(call, header, secret));
        return !proved ? WebhookProblems.NotProved
            : LooseJson.Parse(call.Body) is { } document ? MappingOf(settings).Read("webhook", document, time.GetUtcNow())
            : WebhookProblems.NotJson;
    }

    private static DocumentMapping MappingOf(FieldValues settings)
    {
        JsonPath? Path(string name) => settings.TextOrNull(name) is { } text ? JsonPath.Parse(text) : null;
        var words = settings.Objects("severities");
        return new DocumentMapping
        {
            Title = Path("titlePath")!,
            List = Path("listPath"),
            Key = Path("keyPath"),
            Severity = Path("severityPath"),
            Time = Path("timePath"),
            State = Path("statePath"),
            Description = Path("descriptionPath"),
            Host = Path("hostPath"),
            Address = Path("addressPath"),
            User = Path("userPath"),
            Url = Path("urlPath"),
            OverWords = settings.Texts("overWords"),
            Severities = words.Count == 0 ? SeverityTable.Usual : SeverityTable.Words(words
                .Select(w => (Word: w.Text("word"), Means: Enum.Parse<SeverityId>(w.Text("means"), ignoreCase: true)))
                .DistinctBy(w => w.Word, StringComparer.OrdinalIgnoreCase)),
            Zone = settings.TextOrNull("timeZone") is { } zone && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out var found) ? found : TimeZoneInfo.Utc,
        };
    }
}
