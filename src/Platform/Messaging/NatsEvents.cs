namespace Holdfast.Platform.Messaging;

/// <summary>Where a connection stands.</summary>
public enum NatsConnectionState
{
    /// <summary>Not begun, or ended for good.</summary>
    Closed,

    /// <summary>The first connection is being made.</summary>
    Connecting,

    /// <summary>Logged in; subscriptions are in place.</summary>
    Open,

    /// <summary>Lost, and being made again.</summary>
    Reconnecting,
}

/// <summary>A connection won, lost or refused.</summary>
public sealed class NatsConnectionEventArgs(string message, NatsException? reason = null) : EventArgs
{
    /// <summary>One sentence.</summary>
    public string Message { get; } = message;

    /// <summary>Why, when something went wrong; a <see cref="NatsAuthorizationException"/> calls for new credentials.</summary>
    public NatsException? Reason { get; } = reason;
}

/// <summary>The broker refused one publish or subscription.</summary>
public sealed class NatsPermissionEventArgs(NatsPermissionException violation) : EventArgs
{
    /// <summary>What was refused.</summary>
    public NatsPermissionException Violation { get; } = violation;
}

/// <summary>A subscription's reader was too slow; told once per episode, counted in <see cref="NatsSub.Dropped"/>.</summary>
public sealed class NatsMessageDroppedEventArgs(NatsSub subscription) : EventArgs
{
    /// <summary>The subscription.</summary>
    public NatsSub Subscription { get; } = subscription;
}
