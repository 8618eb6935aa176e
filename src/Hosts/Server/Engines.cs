using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>The database and the broker that this process uses: configured ones, or private ones that it starts and supervises.</summary>
internal sealed class Engines : IAsyncDisposable
{
    private Engines(string databaseUrl, string migrationUrl, string natsUrl, NatsIdentity identity) =>
        (DatabaseUrl, MigrationUrl, NatsUrl, Identity) = (databaseUrl, migrationUrl, natsUrl, identity);

    public string DatabaseUrl { get; private init; }

    public string MigrationUrl { get; private init; }

    public string NatsUrl { get; private init; }

    public NatsIdentity Identity { get; }

    public EmbeddedPostgres? Postgres { get; private init; }

    public EmbeddedNats? Nats { get; private init; }

    public static async Task<Result<Engines>> Start(ServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        var data = options.DataDirectory;
        Directory.CreateDirectory(data);
        if (Environment.IsPrivilegedProcess && !OperatingSystem.IsWindows())
        {
            // The engine's own user has to pass through to its data; what is secret has its own mode.
            File.SetUnixFileMode(data, (UnixFileMode)0b111_001_001);
        }

        var identity = NatsIdentity.Load(options.NatsIdentityFile.Length > 0 ? options.NatsIdentityFile : Path.Combine(data, "nats-identity.json"));
        var logger = loggers.CreateLogger("Holdfast.Engines");
        var postgresTask = options.DatabaseUrl.Length > 0
            ? Task.FromResult<Result<EmbeddedPostgres>?>(null)
            : Wrap(EmbeddedPostgres.Start(new EmbeddedPostgresOptions { Directory = Path.Combine(data, "postgres"), SearchPath = options.SearchPath }, logger, time, ct));
        var natsTask = options.NatsUrl.Length > 0
            ? Task.FromResult<Result<EmbeddedNats>?>(null)
            : Wrap(EmbeddedNats.Start(
                new EmbeddedNatsOptions { Directory = Path.Combine(data, "nats"), SearchPath = options.SearchPath },
                (port, store) => identity.ServerConfig(port, store, time.GetUtcNow()),
                logger,
                time,
                ct));
        var postgres = await postgresTask;
        var nats = await natsTask;
        if ((postgres?.Problem ?? nats?.Problem) is { } problem)
        {
            await Stop(postgres is { Succeeded: true } p ? p.Value : null, nats is { Succeeded: true } n ? n.Value : null);
            return problem;
        }

        return new Engines(
            postgres?.Value.AppConnectionString ?? options.DatabaseUrl,
            postgres?.Value.OwnerConnectionString ?? options.DatabaseMigrationUrl,
            nats?.Value.Url ?? options.NatsUrl,
            identity)
        {
            Postgres = postgres?.Value,
            Nats = nats?.Value,
        };
    }

    /// <summary>The database alone: a configured one, a private one where it runs, or a private one that is started. Nothing is said to a broker.</summary>
    public static async Task<Result<Engines>> OfDatabase(ServerOptions options, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        if (options.DatabaseUrl.Length > 0)
        {
            return new Engines(options.DatabaseUrl, "", "nats://127.0.0.1", NatsIdentity.New());
        }

        var directory = Path.Combine(options.DataDirectory, "postgres");
        if (!Directory.Exists(directory))
        {
            return ServerProblems.NoData(options.DataDirectory);
        }

        var started = await EmbeddedPostgres.Start(new EmbeddedPostgresOptions { Directory = directory, SearchPath = options.SearchPath }, loggers.CreateLogger("Holdfast.Engines"), time, ct);
        if (started.Succeeded)
        {
            return new Engines(started.Value.AppConnectionString, "", "nats://127.0.0.1", NatsIdentity.New()) { Postgres = started.Value };
        }

        // A server runs on it: what is done here is done beside it.
        var running = started.Problem.Code == "embedded.directory_taken" ? EmbeddedPostgres.ConnectionOfRunning(directory) : started.Problem;
        return running.Succeeded ? new Engines(running.Value, "", "nats://127.0.0.1", NatsIdentity.New()) : running.Problem;
    }

    public async ValueTask DisposeAsync() => await Stop(Postgres, Nats);

    private static async Task Stop(EmbeddedPostgres? postgres, EmbeddedNats? nats)
    {
        // The broker first: what it still holds is taken again at the next start.
        if (nats is not null)
        {
            await nats.DisposeAsync();
        }

        if (postgres is not null)
        {
            await postgres.DisposeAsync();
        }
    }

    private static async Task<Result<T>?> Wrap<T>(Task<Result<T>> start) => await start;
}
