namespace Holdfast.Platform.Messaging.Credentials;

/// <summary>Who vouches for accounts. A broker trusts the operator whose JWT stands in its configuration, which it reads at its start alone.</summary>
/// <param name="SystemAccount">The public key of the account whose users may change accounts at run time.</param>
/// <param name="Name">For people.</param>
public sealed record NatsOperator(string SystemAccount, string Name)
{
    /// <summary>Public keys (<c>O…</c>) that sign accounts in the operator's place. With some, its own key and the accounts' own keys sign nothing else any more (<c>strict_signing_key_usage</c>).</summary>
    public IReadOnlyList<string> SigningKeys { get; init; } = [];
}

/// <summary>An account: a space of subjects and streams of its own.</summary>
/// <param name="PublicKey">The account's public key (<c>A…</c>): what it is known by, for good.</param>
/// <param name="Name">For people.</param>
public sealed record NatsAccount(string PublicKey, string Name)
{
    /// <summary>What JetStream may use; null leaves the account without JetStream, as the system account must be.</summary>
    public NatsJetStreamLimits? JetStream { get; init; }

    /// <summary>Public keys (<c>A…</c>) that sign users in the account's place. When one leaves the list, the broker hangs up on whom it let in.</summary>
    public IReadOnlyList<string> SigningKeys { get; init; } = [];

    /// <summary>By user public key, or <c>*</c> for all: JWTs issued at or before that time are refused.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Revocations { get; init; } = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);

    /// <summary>The account with a user's JWTs, issued up to now, refused. Takes effect when the account's new JWT is pushed.</summary>
    public NatsAccount Revoke(string userPublicKey, DateTimeOffset at) => this with
    {
        Revocations = new Dictionary<string, DateTimeOffset>(Revocations, StringComparer.Ordinal) { [userPublicKey] = at },
    };
}

/// <summary>What an account's JetStream may use; -1 is without limit.</summary>
/// <param name="MemoryBytes">In memory.</param>
/// <param name="DiskBytes">On disk.</param>
/// <param name="Streams">Streams.</param>
/// <param name="Consumers">Consumers.</param>
public sealed record NatsJetStreamLimits(long MemoryBytes = -1, long DiskBytes = -1, long Streams = -1, long Consumers = -1);

/// <summary>A user of an account, as a JWT states it.</summary>
/// <param name="PublicKey">The user's public key (<c>U…</c>).</param>
/// <param name="Name">For people and monitoring.</param>
public sealed record NatsUser(string PublicKey, string Name)
{
    /// <summary>The account's public key, where one of its signing keys signs; null where the account's own key does.</summary>
    public string? Account { get; init; }

    /// <summary>Where the user may publish and subscribe; everywhere in its account unless given.</summary>
    public NatsPermissions Permissions { get; init; } = new();

    /// <summary>Whether the JWT alone lets in, without a signature by the user's key.</summary>
    public bool BearerToken { get; init; }

    /// <summary>When the JWT ends; the broker then closes the connection.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Subscriptions of one connection; -1 is without limit.</summary>
    public long MaxSubscriptions { get; init; } = -1;

    /// <summary>Bytes of one message, its headers included; the broker closes the connection at a larger one. -1 is the broker's own limit.</summary>
    public long MaxPayload { get; init; } = -1;
}

/// <summary>Subjects that a user may and may not use. An empty list of allowed ones allows all that is not denied.</summary>
public sealed record NatsPermissions
{
    /// <summary>May be published to.</summary>
    public IReadOnlyList<string> PublishAllow { get; init; } = [];

    /// <summary>May not be published to.</summary>
    public IReadOnlyList<string> PublishDeny { get; init; } = [];

    /// <summary>May be subscribed to.</summary>
    public IReadOnlyList<string> SubscribeAllow { get; init; } = [];

    /// <summary>May not be subscribed to.</summary>
    public IReadOnlyList<string> SubscribeDeny { get; init; } = [];
}

/// <summary>The one shape of a device's rights: its own subjects, and its own inbox for acknowledgements.</summary>
public static class DevicePermissions
{
    // Two for what comes down, one for replies, and as many again while a connection is replaced.
    private const int MaxSubscriptions = 8;

    private static readonly string[] Up = ["heartbeat", "inventory", "metrics", "events", "result"];
    private static readonly string[] Down = ["ack", "command"];

    /// <summary>The inbox prefix that a device's connection must be set to (<see cref="NatsOpts.InboxPrefix"/>).</summary>
    public static string InboxPrefix(string device) => $"_INBOX.{Token(device)}";

    /// <summary>What one device of one tenant may do.</summary>
    /// <exception cref="ArgumentException">An id holds anything but letters, digits, hyphen and underscore, and could so reach beyond its own token.</exception>
    public static NatsPermissions For(string tenant, string device)
    {
        var own = $"tenant.{Token(tenant)}.device.{Token(device)}.";
        return new()
        {
            PublishAllow = [.. Up.Select(type => own + type)],
            SubscribeAllow = [.. Down.Select(type => own + type), InboxPrefix(device) + ".>"],
        };
    }

    /// <summary>A device's user JWT: bearer, its own subjects only, a few subscriptions, no message larger than a document can be, expiring.</summary>
    /// <param name="userPublicKey">The user.</param>
    /// <param name="tenant">The device's tenant.</param>
    /// <param name="device">The device.</param>
    /// <param name="maxPayload">Bytes of one message, headers included.</param>
    /// <param name="expiresAt">When it ends.</param>
    public static NatsUser User(string userPublicKey, string tenant, string device, long maxPayload, DateTimeOffset expiresAt) => new(userPublicKey, device)
    {
        MaxSubscriptions = MaxSubscriptions,
        MaxPayload = maxPayload,
        Permissions = For(tenant, device),
        BearerToken = true,
        ExpiresAt = expiresAt,
    };

    private static string Token(string id) =>
        !string.IsNullOrEmpty(id) && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? id
            : throw new ArgumentException("An id in a subject has only letters, digits, hyphen and underscore.", nameof(id));
}
