using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Modules.Fleet.Contracts;

/// <summary>The broker as the host has it: a private nats-server, or servers elsewhere. It knows no key but those it is handed.</summary>
public interface IBroker
{
    /// <summary>Addresses at which sensors reach it: <c>nats://</c> or <c>tls://</c>.</summary>
    IReadOnlyList<string> SensorUrls { get; }

    /// <summary>Whether this process is connected to it.</summary>
    bool IsUp { get; }

    /// <summary>This process is connected anew: the broker may have been started, and may have forgotten what it was told.</summary>
    event Action? CameUp;

    /// <summary>Whether it is a private one, which this process starts.</summary>
    bool IsPrivate { get; }

    /// <summary>Connects this process again with a fresh log-in. What is sent meanwhile waits.</summary>
    void LogInAgain();

    /// <summary>Hands it accounts' JWTs, one after the other; they hold when this is done.</summary>
    /// <param name="system">Log-ins to the system account, of which the first that is let in is taken.</param>
    /// <param name="accountJwts">The JWTs.</param>
    /// <param name="ct">Gives up.</param>
    /// <exception cref="NatsException">It is away, let none of the log-ins in, or refused a JWT.</exception>
    Task Push(IReadOnlyList<NatsUserCredential> system, IReadOnlyList<string> accountJwts, CancellationToken ct);

    /// <summary>Which operator keys each of its servers trusts.</summary>
    /// <exception cref="NatsException">It is away or let none of the log-ins in.</exception>
    Task<IReadOnlyList<NatsTrust>> Trust(IReadOnlyList<NatsUserCredential> system, CancellationToken ct);

    /// <summary>Has a private one begin with these papers at its next start; nothing to do for another.</summary>
    void Keep(BrokerPapers papers);

    /// <summary>Stops a private one and starts it again.</summary>
    Task StartAgain(CancellationToken ct);
}

/// <summary>What a nats-server has to be configured with to be Holdfast's broker. All of it is public: JWTs and public keys.</summary>
/// <param name="OperatorJwt">Who vouches for the accounts.</param>
/// <param name="SystemAccount">The system account's public key.</param>
/// <param name="Accounts">JWTs by account public key.</param>
public sealed record BrokerPapers(string OperatorJwt, string SystemAccount, IReadOnlyDictionary<string, string> Accounts);
