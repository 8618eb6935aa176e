using System.ComponentModel.DataAnnotations;
using Holdfast.Platform.Modularity;

namespace Holdfast.Hosts.Server;

/// <summary>What this process is and what it connects to. Section <c>Holdfast:Server</c>; the short names in brackets are environment variables or flags for the same.</summary>
public sealed class ServerOptions
{
    /// <summary>The kinds of work that this process does (--roles api,worker,ingest,sophia).</summary>
    public Roles Roles { get; init; } = Roles.All;

    /// <summary>The address to listen on (--address).</summary>
    [Required]
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>The port to listen on (--port); 0 takes any free one.</summary>
    [Range(0, 65535)]
    public int Port { get; init; } = 5000;

    /// <summary>Where keys, and private engines' data when none are configured, are kept (--data).</summary>
    [Required]
    public string DataDirectory { get; init; } = "";

    /// <summary>The database as the application role (DATABASE_URL): a postgres:// URL or an Npgsql connection string. Empty starts a private PostgreSQL.</summary>
    public string DatabaseUrl { get; init; } = "";

    /// <summary>The same database as the owner, for migrations (DATABASE_MIGRATION_URL). Empty: the schema must be up to date already.</summary>
    public string DatabaseMigrationUrl { get; init; } = "";

    /// <summary>The most connections that this process opens to the database for requests.</summary>
    [Range(2, 500)]
    public int DatabaseConnections { get; init; } = 30;

    /// <summary>The most connections that it opens for background work, beside those for requests.</summary>
    [Range(2, 500)]
    public int BackgroundConnections { get; init; } = 16;

    /// <summary>
    /// How many tenants, those that read most, have connections of their own, on which nothing has to be set before a statement; 0 for none. With the private
    /// PostgreSQL it is 4 by default, with a configured database 0: set it there only when no proxy (PgBouncer and the like) stands between.
    /// </summary>
    [Range(0, 64)]
    public int? TenantPools { get; init; }

    /// <summary>How many connections each of those tenants has.</summary>
    [Range(1, 50)]
    public int TenantPoolConnections { get; init; } = 4;

    /// <summary>How many reads within ten seconds it takes to be one of them.</summary>
    [Range(1, 1_000_000)]
    public int TenantPoolFrom { get; init; } = 200;

    /// <summary>How often the process asks each database whether it is there.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan DatabaseProbe { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Databases beside the first, in which tenants may have a place of their own; they may be on other servers.</summary>
    public IReadOnlyList<TenantDatabase> TenantDatabases { get; init; } = [];

    /// <summary>The broker (NATS_URL). Empty starts a private nats-server.</summary>
    public string NatsUrl { get; init; } = "";

    /// <summary>Addresses of the broker as sensors reach it (NATS_PUBLIC_URL), separated by commas; by default the broker's own.</summary>
    public string NatsPublicUrl { get; init; } = "";

    /// <summary>
    /// The file in which earlier releases kept the seeds of the broker's operator and accounts (NATS_IDENTITY_FILE); by default <c>nats-identity.json</c> in the data directory.
    /// Read while the control store has no such keys, to take them over; delete it then.
    /// </summary>
    public string NatsIdentityFile { get; init; } = "";

    /// <summary>Directories to look for engines in before the usual places (PATH).</summary>
    public string SearchPath { get; init; } = "";

    /// <summary>What programs elsewhere send as a bearer token for /metrics and the reasons at /health/ready (OPERATOR_TOKEN): 32 characters and more. Empty: those are for this machine only.</summary>
    [RegularExpression("^$|^[!-~]{32,512}$", ErrorMessage = "OperatorToken (OPERATOR_TOKEN) has 32 to 512 visible characters, such as openssl rand -hex 32 gives.")]
    public string OperatorToken { get; init; } = "";

    /// <summary>Streams of live events that one principal may have open.</summary>
    [Range(1, 1000)]
    public int LiveStreamsPerPrincipal { get; init; } = 12;

    /// <summary>Streams of live events that one tenant may have open.</summary>
    [Range(1, 100_000)]
    public int LiveStreamsPerTenant { get; init; } = 500;

    /// <summary>How long requests under way may take to end after a signal to stop.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);
}

/// <summary>A database for tenants.</summary>
public sealed class TenantDatabase
{
    /// <summary>What it is called where tenants are placed: 1 to 40 of a-z, 0-9, hyphen and underscore. It stays the same as long as somebody is there.</summary>
    public string Name { get; init; } = "";

    /// <summary>The database as the application role.</summary>
    public string Url { get; init; } = "";

    /// <summary>The same as the owner: for migrations, and for moving tenants into it and out of it. Empty: the schema must be up to date already, and nobody is moved.</summary>
    public string MigrationUrl { get; init; } = "";
}
