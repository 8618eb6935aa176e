using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Platform.Messaging;

/// <summary>How to reach the broker and how much may wait. Immutable: vary it with <c>with</c>.</summary>
public sealed record NatsOpts
{
    /// <summary>One or more <c>nats://</c> or <c>tls://</c> addresses, separated by commas. Servers that the broker tells of are added.</summary>
    public string Url { get; init; } = "nats://127.0.0.1:4222";

    /// <summary>The connection's name in the broker's monitoring.</summary>
    public string Name { get; init; } = "holdfast";

    /// <summary>Who logs in.</summary>
    public NatsAuthOpts Auth { get; init; } = new();

    /// <summary>When and with which trust TLS is used.</summary>
    public NatsTlsOpts Tls { get; init; } = new();

    /// <summary>Where answers arrive: <c>{prefix}.{random}.{n}</c>. A device has <c>_INBOX.{device}</c>.</summary>
    public string InboxPrefix { get; init; } = "_INBOX";

    /// <summary>Whether this connection's own messages come back to its subscriptions.</summary>
    public bool Echo { get; init; } = true;

    /// <summary>For one attempt: resolve, connect, TLS and login.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Keep trying when the very first connection fails, instead of throwing.</summary>
    public bool RetryOnInitialConnect { get; init; }

    /// <summary>Pause after the first failed round over all servers; doubles up to <see cref="ReconnectWaitMax"/>, with jitter.</summary>
    public TimeSpan ReconnectWaitMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause between rounds.</summary>
    public TimeSpan ReconnectWaitMax { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after a refused login; doubles up to 20 times this. <see cref="NatsConnection.Reconnect"/> ends it early.</summary>
    public TimeSpan AuthReconnectWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How often the broker is asked for a sign of life.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Unanswered pings after which the connection is stale and given up.</summary>
    public int MaxPingOut { get; init; } = 2;

    /// <summary>How long a request waits for its answer unless it says otherwise; kept to within a tenth of a second.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a publish waits for a lost connection to come back. Zero fails at once.</summary>
    public TimeSpan PublishTimeoutOnDisconnected { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes that may wait for the socket; beyond it publishers wait.</summary>
    public int MaxPendingBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>Requests that may wait for their answers; beyond it a request fails.</summary>
    public int MaxPendingRequests { get; init; } = 65_536;

    /// <summary>Messages that may wait in one subscription.</summary>
    public int SubPendingMessages { get; init; } = 8_192;

    /// <summary>Bytes that may wait in one subscription.</summary>
    public long SubPendingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>The largest message taken from the broker, bytes; more is a protocol error.</summary>
    public int MaxIncomingBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Where the client tells of connections won and lost.</summary>
    public ILoggerFactory LoggerFactory { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The clock of pings, pauses and deadlines.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}

/// <summary>A user JWT and, unless it is a bearer token, the seed that signs the broker's nonce.</summary>
/// <param name="Jwt">The user JWT.</param>
/// <param name="Seed">The user's nkey seed (<c>SU…</c>), or null for a bearer JWT.</param>
public sealed record NatsUserCredential(string Jwt, string? Seed = null)
{
    // A log that prints the options prints no secret.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(Seed is null ? "bearer" : "signing");
        return true;
    }
}

/// <summary>Who logs in: nobody, a token, a user, or a user JWT. The first that is set, from the bottom up, is used.</summary>
public sealed record NatsAuthOpts
{
    /// <summary>The shared token.</summary>
    public string? Token { get; init; }

    /// <summary>The user's name; goes with <see cref="Password"/>.</summary>
    public string? Username { get; init; }

    /// <summary>The user's password.</summary>
    public string? Password { get; init; }

    /// <summary>A fixed user JWT.</summary>
    public NatsUserCredential? User { get; init; }

    /// <summary>Asked before every attempt to log in, so that a refreshed JWT is used from the next connection on.</summary>
    public Func<CancellationToken, ValueTask<NatsUserCredential>>? UserProvider { get; init; }

    // A log that prints the options prints no secret.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append(UserProvider is not null || User is not null ? "user JWT" : Username is not null ? "user" : Token is not null ? "token" : "none");
        return true;
    }
}

/// <summary>When TLS is used.</summary>
public enum NatsTlsMode
{
    /// <summary>For <c>tls://</c> addresses and when the broker asks for it.</summary>
    Auto,

    /// <summary>Always: a broker without TLS is refused before anything secret is sent.</summary>
    Require,
}

/// <summary>When and with which trust TLS is used.</summary>
public sealed record NatsTlsOpts
{
    /// <summary>When.</summary>
    public NatsTlsMode Mode { get; init; }

    /// <summary>A PEM file with the authorities to trust instead of the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>Authorities to trust instead of the system's; added to those of <see cref="CaFile"/>.</summary>
    public X509Certificate2Collection? CaCertificates { get; init; }

    /// <summary>This client's own certificate with its private key, if the broker asks for one.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>Whether revocation is looked up. Off by default, because private authorities rarely publish it.</summary>
    public X509RevocationMode RevocationMode { get; init; } = X509RevocationMode.NoCheck;
}
