using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Modules.Fleet.Broker;

/// <summary>All keys that are not retired, at one moment, and what is signed with them. It does not change.</summary>
/// <param name="Version">Of the claims in which they belong.</param>
/// <param name="Keys">The keys.</param>
internal sealed record BrokerKeyring(long Version, IReadOnlyList<BrokerKey> Keys)
{
    private static readonly TimeSpan SystemLogInLifetime = TimeSpan.FromMinutes(1);

    /// <summary>The identity, or the key that signs in its place.</summary>
    public BrokerKey Current(BrokerKeyKind kind) => Keys.First(k => k.Kind == kind && k.State == BrokerKeyState.Current);

    /// <summary>A server's log-in: all subjects of the account. It ends with the key.</summary>
    public NatsUserCredential ServerLogIn(DateTimeOffset now)
    {
        var user = NKey.Create(NKeyKind.User);
        return new(LogIn(new NatsUser(user.PublicKey, "holdfast-server"), now), user.Seed);
    }

    /// <summary>A user JWT of the account.</summary>
    public string LogIn(NatsUser user, DateTimeOffset now) =>
        NatsJwt.ForUser(Current(BrokerKeyKind.AccountSigning).Key, user with { Account = Current(BrokerKeyKind.Account).PublicKey }, now);

    /// <summary>Log-ins to the system account for a minute, by every key that the broker may know: what it knows may be of another moment than this.</summary>
    public IReadOnlyList<NatsUserCredential> SystemLogIns(DateTimeOffset now) => [.. Signers(BrokerKeyKind.SystemSigning).OrderBy(k => k.State != BrokerKeyState.Current).Select(key =>
    {
        var user = NKey.Create(NKeyKind.User);
        var claims = new NatsUser(user.PublicKey, "holdfast-accounts") { Account = Current(BrokerKeyKind.System).PublicKey, ExpiresAt = now + SystemLogInLifetime };
        return new NatsUserCredential(NatsJwt.ForUser(key.Key, claims, now), user.Seed);
    })];

    /// <summary>The operator and the accounts, as the broker is to know them.</summary>
    /// <param name="revoked">Log-ins that are refused.</param>
    /// <param name="leaving">Operator keys that no new start is to trust any more.</param>
    /// <param name="issuedAt">The time in them.</param>
    public BrokerPapers Papers(IReadOnlyDictionary<string, DateTimeOffset> revoked, IReadOnlySet<string> leaving, DateTimeOffset issuedAt)
    {
        var signer = Current(BrokerKeyKind.OperatorSigning).Key;
        var system = new NatsAccount(Current(BrokerKeyKind.System).PublicKey, "SYS") { SigningKeys = Public(BrokerKeyKind.SystemSigning) };
        var account = new NatsAccount(Current(BrokerKeyKind.Account).PublicKey, "HOLDFAST")
        {
            JetStream = new NatsJetStreamLimits(),
            SigningKeys = Public(BrokerKeyKind.AccountSigning),
            Revocations = revoked,
        };
        var vouching = new NatsOperator(system.PublicKey, "holdfast") { SigningKeys = [.. Public(BrokerKeyKind.OperatorSigning).Where(k => !leaving.Contains(k))] };
        return new(
            NatsJwt.ForOperator(Current(BrokerKeyKind.Operator).Key, vouching, issuedAt),
            system.PublicKey,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [system.PublicKey] = NatsJwt.ForAccount(signer, system, issuedAt),
                [account.PublicKey] = NatsJwt.ForAccount(signer, account, issuedAt),
            });
    }

    /// <summary>Never the keys.</summary>
    public override string ToString() => $"{Keys.Count} keys of version {Version}";

    private IEnumerable<BrokerKey> Signers(BrokerKeyKind kind) => Keys.Where(k => k.Kind == kind);

    private string[] Public(BrokerKeyKind kind) => [.. Signers(kind).Select(k => k.PublicKey)];
}
