using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>The database and the broker that this process uses: configured ones, or private ones that it starts and supervises.</summary>
internal sealed class Engines : IAsyncDisposable
{
    private Engines(string databaseUrl, string migrationUrl, string natsUrl) => (DatabaseUrl, MigrationUrl, NatsUrl) = (databaseUrl, migrationUrl, natsUrl);

    public string DatabaseUrl { get; }

    public string MigrationUrl { get; }

    /// <summary>Where the broker is; empty until a private one was started.</summary>
    public string NatsUrl { get; private set; }

    public EmbeddedPostgres? Postgres { get; private init; }

    public EmbeddedNats? Nats { get; private set; }

    /// <summary>The database. The broker comes later: what it is started with is in the database.</summary>
    public static async Task<Result<Engines>> Start(ServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        var data = options.DataDirectory;
        Directory.CreateDirectory(data);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // The engine's own user has to pass through to its data; what is secret has its own mode.
            File.SetUnixFileMode(data, (UnixFileMode)0b111_001_001);
        }

        if (options.DatabaseUrl.Length > 0)
        {
            return new Engines(options.DatabaseUrl, options.DatabaseMigrationUrl, options.NatsUrl);
        }

        var postgres = await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions { Directory = Path.Combine(data, "postgres"), SearchPath = options.SearchPath }, loggers.CreateLogger("Holdfast.Engines"), time, ct);
        return postgres.Map(started => new Engines(started.AppConnectionString, started.OwnerConnectionString, options.NatsUrl) { Postgres = started });
    }

    /// <summary>Starts a private broker where none is configured.</summary>
    public async Task<Problem?> StartBroker(ServerOptions options, BrokerPapers papers, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        if (NatsUrl.Length > 0)
        {
            return null;
        }

        var started = await EmbeddedNats.Start(
            new EmbeddedNatsOptions { Directory = Path.Combine(options.DataDirectory, "nats"), SearchPath = options.SearchPath },
            (port, store) => BrokerFiles.Private(papers, port, store),
            loggers.CreateLogger("Holdfast.Engines"),
            time,
            ct);
        if (!started.Succeeded)
        {
            return started.Problem;
        }

        (Nats, NatsUrl) = (started.Value, started.Value.Url);
        return null;
    }

    /// <summary>The database alone: a configured one, a private one where it runs, or a private one that is started. Nothing is said to a broker.</summary>
    public static async Task<Result<Engines>> OfDatabase(ServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        if (options.DatabaseUrl.Length > 0)
        {
            return new Engines(options.DatabaseUrl, "", "nats://127.0.0.1");
        }

        var directory = Path.Combine(options.DataDirectory, "postgres");
        if (!Directory.Exists(directory))
        {
            return ServerProblems.NoData(options.DataDirectory);
        }

        var started = await EmbeddedPostgres.Start(new EmbeddedPostgresOptions { Directory = directory, SearchPath = options.SearchPath }, loggers.CreateLogger("Holdfast.Engines"), time, ct);
        if (started.Succeeded)
        {
            return new Engines(started.Value.AppConnectionString, "", "nats://127.0.0.1") { Postgres = started.Value };
        }

        // A server runs on it: what is done here is done beside it.
        var running = started.Problem.Code == "embedded.directory_taken" ? EmbeddedPostgres.ConnectionOfRunning(directory) : started.Problem;
        return running.Succeeded ? new Engines(running.Value, "", "nats://127.0.0.1") : running.Problem;
    }

    public async ValueTask DisposeAsync()
    {
        // The broker first: what it still holds is taken again at the next start.
        if (Nats is not null)
        {
            await Nats.DisposeAsync();
        }

        if (Postgres is not null)
        {
            await Postgres.DisposeAsync();
        }
    }
}
