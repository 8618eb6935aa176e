using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Logging;

namespace Holdfast.Platform.Embedded;

/// <summary>What is to be remembered of a cluster: kept in <c>cluster.json</c>, readable by its owner only.</summary>
internal sealed record ClusterSecrets(int Port, string OwnerPassword, string AppPassword);

/// <summary>
/// The files of a private PostgreSQL: made once, complete or not at all. The superuser has no password and there is no socket in the file
/// system, so nobody can log in as it; roles are made in single-user mode.
/// </summary>
internal sealed class PostgresCluster(DataDirectory directory, Programs programs, ILogger logger)
{
    public const string Database = "holdfast";
    public const string Owner = "holdfast_owner";
    public const string App = "holdfast_app";

    private const string SecretsFile = "cluster.json";
    private const string HbaRules = """
        # Loopback only, and only the two roles that Holdfast made; the superuser logs in from nowhere.
        host all holdfast_owner,holdfast_app 127.0.0.1/32 scram-sha-256

        """;

    /// <summary>What is remembered of the cluster in a directory.</summary>
    public static ClusterSecrets? Secrets(string directory) =>
        JsonSerializer.Deserialize<ClusterSecrets>(File.ReadAllText(Path.Combine(directory, SecretsFile)), WireJson.Options);

    public string Data => directory.File("data");

    public string PidFile => Path.Combine(Data, "postmaster.pid");

    /// <summary>The user that PostgreSQL runs as: it refuses root.</summary>
    public static string? User => Environment.IsPrivilegedProcess ? "postgres" : null;

    /// <summary>Finds the programs and the way to run them, and makes the cluster on the first start.</summary>
    public async Task<Result<PreparedCluster>> Prepare(int? wantedPort, CancellationToken ct)
    {
        var isNew = !Directory.Exists(Data);
        int? madeBy = isNew ? null : int.Parse(await File.ReadAllTextAsync(Path.Combine(Data, "PG_VERSION"), ct).ConfigureAwait(false), CultureInfo.InvariantCulture);
        var found = await PostgresBinaries.Find(programs, madeBy, ct).ConfigureAwait(false);
        if (!found.Succeeded)
        {
            return found.Problem;
        }

        if (User is { } user && !await UserExists(user, ct).ConfigureAwait(false))
        {
            return EmbeddedProblems.UserMissing(user);
        }

        var confined = await programs.Confine(User, "SIGINT", ct).ConfigureAwait(false);
        if (!confined.Succeeded)
        {
            return confined.Problem;
        }

        ClusterSecrets? known = null;
        if (!isNew)
        {
            if (!File.Exists(directory.File(SecretsFile)))
            {
                return EmbeddedProblems.SecretsMissing(directory.File(SecretsFile));
            }

            known = JsonSerializer.Deserialize<ClusterSecrets>(await File.ReadAllTextAsync(directory.File(SecretsFile), ct).ConfigureAwait(false), WireJson.Options)!;
        }

        var port = DataDirectory.Port("PostgreSQL", wantedPort, known?.Port);
        if (!port.Succeeded)
        {
            return port.Problem;
        }

        var secrets = known is null ? new(port.Value, Password(), Password()) : known with { Port = port.Value };
        if (secrets != known)
        {
            directory.WriteSecret(SecretsFile, JsonSerializer.Serialize(secrets, WireJson.Options));
        }

        return isNew && await Make(found.Value, confined.Value, secrets, ct).ConfigureAwait(false) is { } problem
            ? problem
            : new PreparedCluster(found.Value, confined.Value, secrets);
    }

    private async Task<Problem?> Make(PostgresBinaries binaries, string[] confined, ClusterSecrets secrets, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        var making = directory.File("data.new");
        if (Directory.Exists(making))
        {
            Directory.Delete(making, recursive: true);
        }

        Directory.CreateDirectory(making, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        if (User is { } user)
        {
            var (chown, said) = await EngineProcess.Run([programs.Find("chown") ?? "chown", user, making], "/", null, ct).ConfigureAwait(false);
            if (chown != 0)
            {
                return EmbeddedProblems.DirectoryDenied(making, said);
            }

            // Root's home and other private places: the user may own the directory and still not get there.
            var (reach, _) = await EngineProcess.Run([.. confined, programs.Find("test") ?? "test", "-w", making], "/", null, ct).ConfigureAwait(false);
            if (reach != 0)
            {
                return EmbeddedProblems.DirectoryDenied(
                    making, $"user '{user}', as which PostgreSQL runs, can't get there. Choose one outside of private directories, such as /var/lib/holdfast.");
            }
        }

        string[] initdb =
        [
            .. confined, binaries.InitDb, "--pgdata", making, "--username", "postgres", "--encoding", "UTF8", "--locale", "C", "--lc-ctype", "C.UTF-8",
            "--data-checksums", "--auth-host", "scram-sha-256", "--auth-local", "reject", "--no-instructions",
        ];
        var (code, output) = await EngineProcess.Run(initdb, "/", null, ct).ConfigureAwait(false);
        if (code != 0)
        {
            return EmbeddedProblems.StartFailed("initdb", output);
        }

        await File.WriteAllTextAsync(Path.Combine(making, "pg_hba.conf"), HbaRules, ct).ConfigureAwait(false);

        // One command to a line; the passwords are hex. Errors don't change the exit code of single-user mode.
        var roles = $"""
            create role {Owner} login createdb password '{secrets.OwnerPassword}';
            create role {App} login password '{secrets.AppPassword}';
            create database {Database} owner {Owner};
            revoke all on database {Database} from public;
            grant connect, temporary on database {Database} to {App};

            """;
        (code, output) = await EngineProcess.Run([.. confined, binaries.Postgres, "--single", "-D", making, "postgres"], "/", roles, ct).ConfigureAwait(false);
        if (code != 0 || output.Contains("ERROR:", StringComparison.Ordinal) || output.Contains("FATAL:", StringComparison.Ordinal))
        {
            return EmbeddedProblems.StartFailed("PostgreSQL's single-user mode", output);
        }

        Directory.Move(making, Data);
        logger.ClusterMade(binaries.Version, Data, (long)Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        return null;
    }

    private async Task<bool> UserExists(string user, CancellationToken ct) =>
        programs.Find("id") is not { } id || (await EngineProcess.Run([id, "-u", user], "/", null, ct).ConfigureAwait(false)).Code == 0;

    private static string Password() => RandomNumberGenerator.GetHexString(48, lowercase: true);
}

/// <summary>A cluster that is ready to be started.</summary>
internal sealed record PreparedCluster(PostgresBinaries Binaries, string[] Confined, ClusterSecrets Secrets);
