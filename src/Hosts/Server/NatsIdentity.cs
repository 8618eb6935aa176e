using System.Text.Json;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Hosts.Server;

/// <summary>
/// The keys of the broker's accounts: the operator signs the accounts, the account signs the server's and the devices' users. Kept in one
/// file that only the server's user may read; the broker itself gets public JWTs only.
/// </summary>
public sealed class NatsIdentity
{
    private readonly NKey operatorKey;
    private readonly NKey systemKey;

    private NatsIdentity(NKey operatorKey, NKey systemKey, NKey accountKey) => (this.operatorKey, this.systemKey, AccountKey) = (operatorKey, systemKey, accountKey);

    /// <summary>Signs users of the account in which Holdfast's subjects and streams live.</summary>
    public NKey AccountKey { get; }

    /// <summary>Signs the accounts.</summary>
    public NKey OperatorKey => operatorKey;

    /// <summary>The account in which Holdfast's subjects and streams live.</summary>
    public NatsAccount Account => new(AccountKey.PublicKey, "HOLDFAST") { JetStream = new NatsJetStreamLimits() };

    /// <summary>Keys that no broker knows.</summary>
    public static NatsIdentity New() => new(NKey.Create(NKeyKind.Operator), NKey.Create(NKeyKind.Account), NKey.Create(NKeyKind.Account));

    /// <summary>Reads the file, or makes it with new keys (0600).</summary>
    public static NatsIdentity Load(string file)
    {
        if (File.Exists(file))
        {
            var seeds = JsonSerializer.Deserialize<Seeds>(File.ReadAllText(file)) ?? throw new InvalidDataException($"{file} is empty.");
            return new(NKey.FromSeed(seeds.Operator), NKey.FromSeed(seeds.System), NKey.FromSeed(seeds.Account));
        }

        var made = New();
        var json = JsonSerializer.SerializeToUtf8Bytes(new Seeds(made.operatorKey.Seed, made.systemKey.Seed, made.AccountKey.Seed));
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        // Written beside and moved into place: of several processes that start at once one wins, and all read what it wrote.
        var draft = $"{file}.{Environment.ProcessId}";
        using (var stream = new FileStream(draft, options))
        {
            stream.Write(json);
            stream.Flush(flushToDisk: true);
        }

        try
        {
            File.Move(draft, file, overwrite: false);
        }
        catch (IOException) when (File.Exists(file))
        {
            File.Delete(draft);
        }

        return Load(file);
    }

    /// <summary>The broker's configuration text.</summary>
    public string ServerConfig(int port, string storeDirectory, DateTimeOffset now) => new NatsServerConfig
    {
        OperatorJwt = NatsJwt.ForOperator(operatorKey, "holdfast", systemKey.PublicKey, now),
        SystemAccount = systemKey.PublicKey,
        Accounts = new Dictionary<string, string>
        {
            [systemKey.PublicKey] = NatsJwt.ForAccount(operatorKey, new NatsAccount(systemKey.PublicKey, "SYS"), now),
            [AccountKey.PublicKey] = NatsJwt.ForAccount(operatorKey, Account, now),
        },
        ResolverDirectory = Path.Combine(storeDirectory, "accounts"),
        StoreDirectory = storeDirectory,
        MaxFileBytes = 8L * 1024 * 1024 * 1024,
        MaxMemoryBytes = 64 * 1024 * 1024,
        Port = port,
        MaxPayloadBytes = 1024 * 1024,
    }.ToText();

    /// <summary>The server's own login: all subjects of the account.</summary>
    public NatsUserCredential ServerUser(DateTimeOffset now) => User(AccountKey, "holdfast-server", now);

    /// <summary>A login to the system account, for changes of accounts at run time.</summary>
    public NatsUserCredential SystemUser(DateTimeOffset now) => User(systemKey, "holdfast-system", now);

    private static NatsUserCredential User(NKey account, string name, DateTimeOffset now)
    {
        var user = NKey.Create(NKeyKind.User);
        return new NatsUserCredential(NatsJwt.ForUser(account, new NatsUser(user.PublicKey, name), now), user.Seed);
    }

    private sealed record Seeds(string Operator, string System, string Account);
}
