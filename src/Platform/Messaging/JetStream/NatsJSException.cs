namespace Holdfast.Platform.Messaging.JetStream;

/// <summary>JetStream answered with an error.</summary>
/// <param name="code">Of the kind of HTTP: 400, 404, 500, 503.</param>
/// <param name="errCode">What exactly: the number in nats-server's <c>errors.json</c>, see <see cref="NatsJSErrors"/>.</param>
/// <param name="description">The server's words.</param>
public sealed class NatsJSApiException(int code, int errCode, string description) : NatsException($"JetStream refused ({errCode}): {description}")
{
    /// <summary>Of the kind of HTTP.</summary>
    public int Code { get; } = code;

    /// <summary>What exactly.</summary>
    public int ErrCode { get; } = errCode;

    /// <summary>The server's words.</summary>
    public string Description { get; } = description;
}

/// <summary>A pull was ended by the server in a way that another pull will not mend: the consumer is gone, or the request was wrong.</summary>
/// <param name="status">The status line's number.</param>
/// <param name="description">The status line's words.</param>
public sealed class NatsJSPullException(int status, string description) : NatsException($"The pull ended ({status}): {description}")
{
    /// <summary>The status line's number.</summary>
    public int Status { get; } = status;
}

/// <summary>Error numbers that callers tell apart.</summary>
public static class NatsJSErrors
{
    /// <summary>There is no such consumer.</summary>
    public const int ConsumerNotFound = 10014;

    /// <summary>There is no such message.</summary>
    public const int MessageNotFound = 10037;

    /// <summary>There is no such stream.</summary>
    public const int StreamNotFound = 10059;

    /// <summary>A stream of that name exists with another configuration.</summary>
    public const int StreamNameExists = 10058;

    /// <summary>The expected last sequence was another.</summary>
    public const int WrongLastSequence = 10071;
}
