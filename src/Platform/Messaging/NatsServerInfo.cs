namespace Holdfast.Platform.Messaging;

/// <summary>What the broker says of itself (INFO); unknown members are ignored.</summary>
public sealed record NatsServerInfo
{
    /// <summary>The server's id.</summary>
    public string ServerId { get; init; } = "";

    /// <summary>The server's name.</summary>
    public string ServerName { get; init; } = "";

    /// <summary>The server's version.</summary>
    public string Version { get; init; } = "";

    /// <summary>Whether headers are understood.</summary>
    public bool Headers { get; init; }

    /// <summary>Whether JetStream is on.</summary>
    public bool Jetstream { get; init; }

    /// <summary>Headers and payload of one message, bytes at most.</summary>
    public long MaxPayload { get; init; } = 1024 * 1024;

    /// <summary>Whether TLS is demanded.</summary>
    public bool TlsRequired { get; init; }

    /// <summary>Whether TLS is offered.</summary>
    public bool TlsAvailable { get; init; }

    /// <summary>Whether a login is demanded.</summary>
    public bool AuthRequired { get; init; }

    /// <summary>What a user with a seed signs.</summary>
    public string? Nonce { get; init; }

    /// <summary>Other servers of the cluster, <c>host:port</c>.</summary>
    public IReadOnlyList<string>? ConnectUrls { get; init; }
}
