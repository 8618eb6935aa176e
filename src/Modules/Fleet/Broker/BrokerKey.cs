using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>What a key of the broker is for.</summary>
internal enum BrokerKeyKind
{
    /// <summary>Who the operator is; signs the operator's own JWT and nothing else.</summary>
    Operator,

    /// <summary>Who the system account is; signs nothing.</summary>
    System,

    /// <summary>Who the account is in which Holdfast's subjects and streams live; signs nothing.</summary>
    Account,

    /// <summary>Signs accounts.</summary>
    OperatorSigning,

    /// <summary>Signs log-ins to the system account.</summary>
    SystemSigning,

    /// <summary>Signs log-ins of sensors and servers.</summary>
    AccountSigning,
}

/// <summary>Where a key is in its life. An identity is always current.</summary>
internal enum BrokerKeyState
{
    /// <summary>Told to the broker ahead; has signed nothing yet.</summary>
    Next,

    /// <summary>Signs.</summary>
    Current,

    /// <summary>Signs no more; what it signed holds.</summary>
    Retiring,

    /// <summary>Nothing that it signed holds, and its private half is gone.</summary>
    Retired,
}

/// <summary>A key as it is stored.</summary>
internal sealed record StoredBrokerKey(
    string PublicKey, BrokerKeyKind Kind, BrokerKeyState State, byte[]? SealedSeed, DateTimeOffset Since, DateTimeOffset? KnownAt, DateTimeOffset? RotateAt, bool IsLeaked, DateTimeOffset? RetireAt)
{
    /// <summary>Whether another is to take its place: somebody asked for it, or it has signed long enough.</summary>
    public bool IsDue(DateTimeOffset now, TimeSpan lifetime) =>
        State == BrokerKeyState.Current && Kind >= BrokerKeyKind.OperatorSigning && (RotateAt <= now || Since <= now - lifetime);

    /// <summary>All that may change of it.</summary>
    public (string, BrokerKeyState, DateTimeOffset?, DateTimeOffset?, bool, DateTimeOffset?) Standing => (PublicKey, State, KnownAt, RotateAt, IsLeaked, RetireAt);

    /// <summary>Never the seed.</summary>
    public override string ToString() => $"{Kind} {PublicKey} {State}";
}

/// <summary>A key with its private half.</summary>
internal sealed record BrokerKey(BrokerKeyKind Kind, BrokerKeyState State, NKey Key)
{
    public string PublicKey => Key.PublicKey;

    /// <summary>Never the seed.</summary>
    public override string ToString() => $"{Kind} {PublicKey} {State}";
}
