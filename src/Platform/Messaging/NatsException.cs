namespace Holdfast.Platform.Messaging;

/// <summary>Anything that the broker or the way to it refused.</summary>
public class NatsException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>There is no connection, or it was lost before the answer came. A retry may help; what was sent may or may not have arrived.</summary>
public class NatsConnectionException(string message, Exception? inner = null) : NatsException(message, inner);

/// <summary>The broker refused the login, or ended it: wrong, expired or revoked. Retrying with the same credentials cannot help.</summary>
public sealed class NatsAuthorizationException(string message) : NatsConnectionException(message);

/// <summary>The peer sent something that is not the NATS protocol; the connection is given up.</summary>
public sealed class NatsProtocolException(string message, Exception? inner = null) : NatsConnectionException(message, inner);

/// <summary>The message is larger than the broker's <c>max_payload</c>. Nothing was sent.</summary>
/// <param name="size">Headers and payload, bytes.</param>
/// <param name="limit">What the broker takes, bytes.</param>
public sealed class NatsPayloadTooLargeException(long size, long limit)
    : NatsException($"The message has {size} bytes; the broker takes at most {limit}.")
{
    /// <summary>Headers and payload, bytes.</summary>
    public long Size { get; } = size;

    /// <summary>What the broker takes, bytes.</summary>
    public long Limit { get; } = limit;
}

/// <summary>The login may not publish or subscribe there. The connection stays.</summary>
public sealed class NatsPermissionException(string message, string subject, bool isPublish) : NatsException(message)
{
    /// <summary>The subject that was refused.</summary>
    public string Subject { get; } = subject;

    /// <summary>True for a publish, false for a subscription.</summary>
    public bool IsPublish { get; } = isPublish;
}

/// <summary>Nobody listens on the subject of a request (status 503).</summary>
public sealed class NatsNoRespondersException(string subject) : NatsException($"Nobody answers on '{subject}'.");

/// <summary>No answer came in time. The request may have been worked on.</summary>
public sealed class NatsNoReplyException(string subject, TimeSpan timeout) : NatsException($"No answer on '{subject}' within {timeout}.");
