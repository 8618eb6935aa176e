using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Modules.Fleet.Contracts;

/// <summary>What is rotated together.</summary>
public enum BrokerRotationOf
{
    /// <summary>The key that signs the log-ins of sensors and servers.</summary>
    Account,

    /// <summary>The key that signs the accounts, and with it the one that signs log-ins to the system account.</summary>
    Operator,
}

/// <summary>The identities that an earlier release kept in a file. Whom brokers and streams know them by stays the same.</summary>
/// <param name="Operator">The operator's own key.</param>
/// <param name="System">The system account's.</param>
/// <param name="Account">The account's in which Holdfast's subjects and streams live.</param>
public sealed record BrokerIdentity(NKey Operator, NKey System, NKey Account)
{
    /// <summary>Never the keys.</summary>
    public override string ToString() => nameof(BrokerIdentity);
}

/// <summary>A key, without its private half.</summary>
/// <param name="Kind"><c>OPERATOR</c>, <c>SYSTEM</c> and <c>ACCOUNT</c> are identities, which sign nothing but the operator's own JWT; <c>…_SIGNING</c> sign in their place.</param>
/// <param name="PublicKey">The public half.</param>
/// <param name="State"><c>NEXT</c>, <c>CURRENT</c>, <c>RETIRING</c> or <c>RETIRED</c>.</param>
/// <param name="Since">Since when it is in that state.</param>
/// <param name="RetireAt">When what it signed holds no more, of a retiring one.</param>
/// <param name="IsDue">Whether another is about to take its place.</param>
public sealed record BrokerKeyFact(string Kind, string PublicKey, string State, DateTimeOffset Since, DateTimeOffset? RetireAt, bool IsDue);

/// <summary>What became of a key.</summary>
/// <param name="At">When.</param>
/// <param name="What">What.</param>
/// <param name="Kind">The key's kind.</param>
/// <param name="PublicKey">Its public half.</param>
public sealed record BrokerStep(DateTimeOffset At, string What, string Kind, string PublicKey);

/// <summary>The keys of the broker's operator and accounts, which all processes share through the control store.</summary>
public interface IBrokerKeys
{
    /// <summary>Reads the keys into this process's memory; makes them where there are none.</summary>
    /// <param name="earlier">Identities to begin with where there are none.</param>
    /// <param name="ct">Gives up.</param>
    Task Open(BrokerIdentity? earlier, CancellationToken ct);

    /// <summary>What a nats-server has to be configured with now: all keys, and all log-ins that are refused.</summary>
    Task<BrokerPapers> Papers(CancellationToken ct);

    /// <summary>A log-in for this process, with all rights in the account. From memory.</summary>
    NatsUserCredential ServerLogIn();

    /// <summary>The keys that there are.</summary>
    /// <param name="withRetired">Whether those that were are told too.</param>
    /// <param name="ct">Gives up.</param>
    Task<BrokerKeyFact[]> List(bool withRetired, CancellationToken ct);

    /// <summary>What became of keys, the newest first.</summary>
    Task<BrokerStep[]> Steps(int limit, CancellationToken ct);

    /// <summary>Has another key take over. Server processes carry it out.</summary>
    /// <param name="which">Which.</param>
    /// <param name="isLeaked">Whether all that the present one signed is to be refused at once.</param>
    /// <param name="ct">Gives up.</param>
    Task Rotate(BrokerRotationOf which, bool isLeaked, CancellationToken ct);

    /// <summary>Whether the broker has been told all that is to be told, and what was asked for has come about: another key signs, and none that leaked is trusted.</summary>
    Task<bool> IsSettled(BrokerRotationOf which, CancellationToken ct);
}
