using Microsoft.Extensions.Logging;

namespace Holdfast.Modules.Fleet;

internal static partial class FleetLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "No NATS is configured: telemetry comes by HTTPS only")]
    public static partial void NoMessaging(this ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "Looking for telemetry streams failed; again in {Pause}")]
    public static partial void IngestFailed(this ILogger logger, Exception error, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Error, Message = "Taking telemetry of tenant {Tenant} from its stream failed; again in {Pause}")]
    public static partial void PullFailed(this ILogger logger, Exception error, Guid tenant, TimeSpan pause);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The telemetry stream of tenant {Tenant} could not be made, its devices report by HTTPS meanwhile: {Reason}")]
    public static partial void StreamNotMade(this ILogger logger, Guid tenant, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Count} documents of tenant {Tenant} could not be stored and went back to the stream: {Reason}")]
    public static partial void BatchGivenBack(this ILogger logger, int count, Guid tenant, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A document was not stored ({Code}) and is kept as a dead letter: {Subject}")]
    public static partial void DeadLetter(this ILogger logger, string code, string subject);

    [LoggerMessage(Level = LogLevel.Error, Message = "PostgreSQL refused a document ({SqlState}); it is kept as a dead letter: {Subject}")]
    public static partial void Unstorable(this ILogger logger, string sqlState, string subject);

    [LoggerMessage(Level = LogLevel.Information, Message = "Removed old telemetry of device {Device}: {Count} rows of one kind, or more altogether")]
    public static partial void Pruned(this ILogger logger, int count, Guid device);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Which log-ins the devices of the closed tenant {Tenant} have could not be read; what was read last is refused: {Reason}")]
    public static partial void LogInsNotRead(this ILogger logger, Guid tenant, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The broker could not be told whom to let in and whom to refuse, and is told again: {Reason}")]
    public static partial void ClaimsNotPushed(this ILogger logger, string reason);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker's key {PublicKey} ({Kind}) signs from now on")]
    public static partial void BrokerKeySigns(this ILogger logger, Broker.BrokerKeyKind kind, string publicKey);

    [LoggerMessage(Level = LogLevel.Information, Message = "The broker's key {PublicKey} ({Kind}) is retired: nothing that it signed is let in any more")]
    public static partial void BrokerKeyRetired(this ILogger logger, Broker.BrokerKeyKind kind, string publicKey);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The operator's next key {PublicKey} is not known to every server of the broker: give them what 'holdfast admin broker init' writes now, and start them again one after another")]
    public static partial void BrokerKeyNotInstalled(this ILogger logger, string publicKey);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The private nats-server is started again, for whom it trusts has changed; sensors connect again by themselves")]
    public static partial void BrokerStartsAgain(this ILogger logger);
}
