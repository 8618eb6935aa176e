using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Integrations.Contracts.Products;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Connectors.Rmm;

/// <summary>
/// Products for remote monitoring and management, by the alerts that they post. NinjaOne posts its activities as they are; the others let one write the
/// document, and are given the one that stands in the README.
/// </summary>
public sealed class RmmConnector(TimeProvider time) : IConnector
{
    private const string Header = "X-Holdfast-Secret";

    private static readonly DocumentMapping Ninja = new()
    {
        Title = Of("message"),
        Key = Of("seriesUid"),
        Time = Of("activityTime"),
        Severity = Of("severity"),
        Severities = SeverityTable.Words(
            ("NONE", SeverityId.Informational), ("MINOR", SeverityId.Low), ("MODERATE", SeverityId.Medium), ("MAJOR", SeverityId.High), ("CRITICAL", SeverityId.Critical)),
        State = Of("statusCode"),
        OverWords = ["RESET", "CLEARED", "RESOLVED"],
        Description = Of("status"),
        Host = Of("device.systemName"),
        HostUid = Of("deviceId"),
    };

    private static readonly DocumentMapping Written = new()
    {
        Title = Of("message"),
        Key = Of("alertId"),
        Time = Of("time"),
        Severity = Of("priority"),
        State = Of("state"),
        OverWords = ["RESOLVED", "CLOSED", "RESET", "OK"],
        Description = Of("description"),
        Host = Of("device"),
        HostUid = Of("deviceId"),
        Address = Of("address"),
        User = Of("user"),
        Url = Of("url"),
    };

    /// <inheritdoc/>
    public ConnectorDescription Description { get; } = new(
        "rmm",
        "Remote monitoring and management",
        [
            new("product", FieldType.Choice, "Which product: NinjaOne posts its own document, all others the one of the connector's page.") { Required = true, Choices = ["NINJAONE", "OTHER"] },
        ],
        [new("secret", FieldType.Secret, "What the product sends in the header X-Holdfast-Secret: at least 16 characters.") { Required = true, MaxLength = 500 }],
        [])
    {
        Inbound = [new("rmm.alert", ReadKind.Alerts, $"A webhook of the product, with the secret in the header {Header}.")],
    };

    /// <summary>Registers it for the Integrations module.</summary>
    public static IServiceCollection AddTo(IServiceCollection services) => services.AddSingleton<IConnector, RmmConnector>();

    /// <inheritdoc/>
    public Task<ConnectionCheck> Test(Connection connection, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return Task.FromResult(connection.Secrets["secret"] is { Length: >= 16 }
            ? ConnectionCheck.Works("Nothing is called here. Make an address for it, and let the product post there.")
            : ConnectionCheck.Fails("rmm.weak_secret", "The secret has fewer than 16 characters."));
    }

    /// <inheritdoc/>
    public Task<ActionOutcome> Execute(Connection connection, ActionCall call, CancellationToken ct) =>
        Task.FromResult<ActionOutcome>(new ActionOutcome.Refused("action.unknown", "There are no actions."));

    /// <inheritdoc/>
    public Result<ReadPage> Accept(Connection connection, InboundCall call)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(call);
        return connection.Secrets["secret"] is not { Length: > 0 } secret || !PostedProof.HasSecret(call, Header, secret) ? RmmProblems.NotProved
            : LooseJson.Parse(call.Body) is { } document ? (connection.Settings.Text("product") == "NINJAONE" ? Ninja : Written).Read("rmm", document, time.GetUtcNow())
            : RmmProblems.NotJson;
    }

    private static JsonPath Of(string path) => JsonPath.Parse(path)!;
}
