using System.ComponentModel;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Holdfast.Platform.Embedded;

/// <summary>How the private PostgreSQL runs.</summary>
public sealed record EmbeddedPostgresOptions
{
    /// <summary>Holds the lock, the log, the passwords (<c>cluster.json</c>, 0600) and the data. Made when missing. As root it must be reachable by user postgres.</summary>
    public required string Directory { get; init; }

    /// <summary>The loopback port; null takes the one of the last start, or any free one, and remembers it.</summary>
    public int? Port { get; init; }

    /// <summary>Where programs are looked for before the usual places: the host's PATH.</summary>
    public string SearchPath { get; init; } = "";

    /// <summary>The longest time to the first answer, recovery after a crash included.</summary>
    public TimeSpan ReadyTime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How long a fast shutdown may take before an immediate one, and that before the end by force.</summary>
    public TimeSpan StopTime { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Server settings beside or instead of the modest ones that it starts with.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>();
}

/// <summary>
/// A private PostgreSQL on loopback: made on the first start, supervised, stopped on dispose. Database <c>holdfast</c> belongs to role
/// <c>holdfast_owner</c> (may create databases; no superuser); role <c>holdfast_app</c> owns nothing and is subject to row security.
/// </summary>
public sealed class EmbeddedPostgres : IAsyncDisposable
{
    private readonly DataDirectory directory;
    private readonly EngineLog log;
    private readonly EngineSupervisor supervisor;

    private EmbeddedPostgres(DataDirectory directory, EngineLog log, EngineSupervisor supervisor, ClusterSecrets secrets)
    {
        this.directory = directory;
        this.log = log;
        this.supervisor = supervisor;
        Port = secrets.Port;
        OwnerConnectionString = ConnectionString(secrets.Port, PostgresCluster.Owner, secrets.OwnerPassword);
        AppConnectionString = ConnectionString(secrets.Port, PostgresCluster.App, secrets.AppPassword);
    }

    /// <summary>For migrations: the role that owns the database.</summary>
    public string OwnerConnectionString { get; }

    /// <summary>For the server: the role that owns nothing.</summary>
    public string AppConnectionString { get; }

    /// <summary>The loopback port; the same for as long as this runs.</summary>
    public int Port { get; }

    /// <summary>Whether it answers, and if not, why.</summary>
    public EngineState State => supervisor.State;

    /// <summary>How often it was started again after an unexpected end.</summary>
    public int Restarts => supervisor.Restarts;

    internal int? ProcessId => supervisor.ProcessId;

    /// <summary>Takes the data directory, makes the cluster if there is none, and starts it; answers when connections are accepted.</summary>
    public static async Task<Result<EmbeddedPostgres>> Start(EmbeddedPostgresOptions options, ILogger logger, TimeProvider time, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (OperatingSystem.IsWindows())
        {
            return EmbeddedProblems.NotUnix;
        }

        var taken = DataDirectory.Take(options.Directory);
        if (!taken.Succeeded)
        {
            return taken.Problem;
        }

        var started = default(EmbeddedPostgres);
        var log = new EngineLog(taken.Value.File("postgres.log"));
        try
        {
            var cluster = new PostgresCluster(taken.Value, new Programs(options.SearchPath), logger);
            await ClearOrphan(cluster, logger, time, ct).ConfigureAwait(false);
            var prepared = await cluster.Prepare(options.Port, ct).ConfigureAwait(false);
            if (!prepared.Succeeded)
            {
                return prepared.Problem;
            }

            var spec = Spec(options, cluster, prepared.Value, logger, time);
            var supervisor = new EngineSupervisor(spec, log, logger, time);
            if (await supervisor.Start(ct).ConfigureAwait(false) is { } problem)
            {
                return problem;
            }

            started = new EmbeddedPostgres(taken.Value, log, supervisor, prepared.Value.Secrets);
            return started;
        }
        catch (Win32Exception e)
        {
            return EmbeddedProblems.StartFailed("PostgreSQL", e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EmbeddedProblems.DirectoryDenied(taken.Value.Path, e.Message);
        }
        finally
        {
            if (started is null)
            {
                log.Dispose();
                taken.Value.Dispose();
            }
        }
    }

    /// <summary>How the application role connects to the one that runs on a directory, by the passwords that its owner may read.</summary>
    public static Result<string> ConnectionOfRunning(string directory)
    {
        try
        {
            return PostgresCluster.Secrets(directory) is { } secrets
                ? ConnectionString(secrets.Port, PostgresCluster.App, secrets.AppPassword)
                : EmbeddedProblems.SecretsMissing(directory);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return EmbeddedProblems.DirectoryDenied(directory, e.Message);
        }
    }

    /// <summary>Shuts down fast (connections are ended, changes are safe) and lets go of the directory.</summary>
    public async ValueTask DisposeAsync()
    {
        await supervisor.DisposeAsync().ConfigureAwait(false);
        log.Dispose();
        directory.Dispose();
    }

    private static EngineSpec Spec(EmbeddedPostgresOptions options, PostgresCluster cluster, PreparedCluster prepared, ILogger logger, TimeProvider time)
    {
        var settings = new Dictionary<string, string>
        {
            ["listen_addresses"] = "127.0.0.1",
            ["port"] = $"{prepared.Secrets.Port}",
            ["unix_socket_directories"] = "",
            ["max_connections"] = "100",
            ["shared_buffers"] = "64MB",
            ["work_mem"] = "4MB",
            ["maintenance_work_mem"] = "32MB",
            ["max_wal_size"] = "512MB",
            ["password_encryption"] = "scram-sha-256",
            ["log_destination"] = "stderr",
            ["logging_collector"] = "off",
            ["log_line_prefix"] = "%m [%p] %q%u@%d ",
            ["cluster_name"] = "holdfast",
        };
        foreach (var (name, value) in options.Settings)
        {
            settings[name] = value;
        }

        var probe = ConnectionString(prepared.Secrets.Port, PostgresCluster.Owner, prepared.Secrets.OwnerPassword) + ";Pooling=false;Timeout=2";
        return new EngineSpec(
            "PostgreSQL",
            prepared.Secrets.Port,
            [.. prepared.Confined, prepared.Binaries.Postgres, "-D", cluster.Data, .. settings.SelectMany(s => new[] { "-c", $"{s.Key}={s.Value}" })],
            "/")
        {
            Prepare = token => ClearOrphan(cluster, logger, time, token),
            Answers = token => Answers(probe, token),
            ProcessId = () => Orphan.ProcessIn(cluster.PidFile) is { } id && Orphan.IsAtWork(id, "postgres", cluster.Data) ? id : null,
            StopSignals = [Libc.SigInt, Libc.SigQuit],
            ReadyTime = options.ReadyTime,
            StopTime = options.StopTime,
        };
    }

    private static Task ClearOrphan(PostgresCluster cluster, ILogger logger, TimeProvider time, CancellationToken ct) =>
        Orphan.Clear("postgres", cluster.Data, cluster.PidFile, Libc.SigInt, logger, time, ct);

    private static async Task<bool> Answers(string connectionString, CancellationToken ct)
    {
        try
        {
            // Without a name of its own it would be in the metrics by its connection string.
            await using var source = new NpgsqlDataSourceBuilder(connectionString) { Name = "holdfast-probe" }.Build();
            await using var connection = await source.OpenConnectionAsync(ct).ConfigureAwait(false);
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static string ConnectionString(int port, string user, string password) => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Database = PostgresCluster.Database,
        Username = user,
        Password = password,
        SslMode = SslMode.Disable,
        GssEncryptionMode = GssEncryptionMode.Disable,
    }.ConnectionString;
}
