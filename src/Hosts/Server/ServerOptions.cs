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

    /// <summary>The most connections that this process opens to the database.</summary>
    [Range(2, 500)]
    public int DatabaseConnections { get; init; } = 30;

    /// <summary>The broker (NATS_URL). Empty starts a private nats-server.</summary>
    public string NatsUrl { get; init; } = "";

    /// <summary>Addresses of the broker as sensors reach it (NATS_PUBLIC_URL), separated by commas; by default the broker's own.</summary>
    public string NatsPublicUrl { get; init; } = "";

    /// <summary>The file with operator, system and account seeds of the broker's accounts (NATS_IDENTITY_FILE); by default <c>nats-identity.json</c> in the data directory, made when missing.</summary>
    public string NatsIdentityFile { get; init; } = "";

    /// <summary>Directories to look for engines in before the usual places (PATH).</summary>
    public string SearchPath { get; init; } = "";

    /// <summary>How long requests under way may take to end after a signal to stop.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan DrainTime { get; init; } = TimeSpan.FromSeconds(20);
}
