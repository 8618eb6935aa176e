using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Messaging.Credentials;

namespace Holdfast.Hosts.Server;

/// <summary>Configuration of nats-servers that are to be Holdfast's broker. No private key stands in any.</summary>
public static class BrokerFiles
{
    /// <summary>The file that says whom to trust; another of it replaces it when the operator's keys change.</summary>
    public const string AccountsFile = "holdfast-accounts.conf";

    /// <summary>The example of the rest.</summary>
    public const string ExampleFile = "nats-server.conf";

    private const int MaxPayload = 8 * 1024 * 1024;

    /// <summary>The configuration text of the private nats-server.</summary>
    public static string Private(BrokerPapers papers, int port, string storeDirectory) => new NatsServerConfig
    {
        OperatorJwt = (papers ?? throw new ArgumentNullException(nameof(papers))).OperatorJwt,
        SystemAccount = papers.SystemAccount,
        Accounts = papers.Accounts,
        ResolverDirectory = Path.Combine(storeDirectory, "accounts"),
        StoreDirectory = storeDirectory,
        MaxFileBytes = 8L * 1024 * 1024 * 1024,
        MaxMemoryBytes = 64 * 1024 * 1024,
        Port = port,
        // A sensor's own log-in allows it less; an account's claims with very many refused log-ins are that large.
        MaxPayloadBytes = MaxPayload,
    }.ToText();

    /// <summary>Whom the servers of a broker elsewhere are to trust.</summary>
    public static string Accounts(BrokerPapers papers)
    {
        ArgumentNullException.ThrowIfNull(papers);
        return $"""
            # Written by 'holdfast admin broker init': whom this nats-server trusts. Public JWTs, the same on every server. It is read at the server's start alone.
            {NatsServerConfig.Trust(papers.OperatorJwt, papers.SystemAccount, papers.Accounts)}
            """;
    }

    /// <summary>A nats-server that takes the file of accounts from beside its own.</summary>
    public static string Example { get; } = $$"""
        # An example: one such file on each nats-server (2.9 or later), with {{AccountsFile}} beside it.
        server_name: "nats-1"
        listen: "0.0.0.0:4222"
        # What an account's claims may be large, with every log-in that is refused; sensors' own log-ins allow them less.
        max_payload: {{MaxPayload}}
        include "./{{AccountsFile}}"
        resolver: { type: full, dir: "/var/lib/nats/accounts", allow_delete: false, interval: "2m" }
        jetstream: { store_dir: "/var/lib/nats/jetstream" }
        # tls: { cert_file: "/etc/nats/tls.crt", key_file: "/etc/nats/tls.key" }
        # cluster: { name: "holdfast", listen: "0.0.0.0:6222", routes: ["nats://nats-2.internal:6222", "nats://nats-3.internal:6222"] }

        """;
}
