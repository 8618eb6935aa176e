using System.Diagnostics;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Tests.Platform.Embedded;

public sealed class EmbeddedPostgresTests : IDisposable
{
    private readonly Scratch scratch = new();

    private string Data => Path.Combine(scratch.Path, "data");

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task The_first_start_makes_roles_and_database_and_the_second_finds_the_data_again()
    {
        int port;
        string owner;
        var began = Stopwatch.GetTimestamp();
        await using (var postgres = (await Start()).Value)
        {
            TestContext.Current.SendDiagnosticMessage($"first start {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
            (port, owner) = (postgres.Port, postgres.OwnerConnectionString);
            postgres.State.Status.ShouldBe(EngineStatus.Running);
            await Execute(owner, "create table kept (n int); insert into kept values (42); grant select on kept to holdfast_app");
            (await Scalar(postgres.AppConnectionString, "select n from kept")).ShouldBe(42);
        }

        Scratch.ProcessesIn(Data).ShouldBeEmpty();
        began = Stopwatch.GetTimestamp();
        await using (var postgres = (await Start()).Value)
        {
            TestContext.Current.SendDiagnosticMessage($"second start {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
            postgres.Port.ShouldBe(port);
            postgres.OwnerConnectionString.ShouldBe(owner);
            (await Scalar(postgres.AppConnectionString, "select n from kept")).ShouldBe(42);
        }
    }

    [Fact]
    public async Task The_roles_may_do_what_they_must_and_no_more()
    {
        await using var postgres = (await Start()).Value;

        (await Scalar(postgres.OwnerConnectionString, "select current_setting('data_checksums') || ' ' || current_setting('server_encoding') || ' ' || (select datctype from pg_database where datname = current_database())"))
            .ShouldBe("on UTF8 C.UTF-8");
        (await Scalar(postgres.OwnerConnectionString, """
            select string_agg(concat_ws(' ', rolname, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication), ', ' order by rolname)
            from pg_roles where rolname like 'holdfast%'
            """)).ShouldBe("holdfast_app f f f f f, holdfast_owner f f t f f");
        await Execute(postgres.OwnerConnectionString, "create extension pgcrypto");
        await Execute(postgres.OwnerConnectionString, "create database other");
        (await Should.ThrowAsync<PostgresException>(() => Execute(postgres.AppConnectionString, "create table mine (n int)"))).SqlState.ShouldBe("42501");
        (await Should.ThrowAsync<PostgresException>(() => Execute(postgres.AppConnectionString, "create database mine"))).SqlState.ShouldBe("42501");

        var superuser = new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Username = "postgres" };
        (await Should.ThrowAsync<PostgresException>(() => Execute(superuser.ConnectionString, "select 1"))).SqlState.ShouldBe("28000");
        var guess = new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Password = "guess" };
        (await Should.ThrowAsync<PostgresException>(() => Execute(guess.ConnectionString, "select 1"))).SqlState.ShouldBe("28P01");
        File.GetUnixFileMode(Path.Combine(scratch.Path, "cluster.json")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    [Fact]
    public async Task A_killed_server_is_seen_and_comes_back_on_the_same_port_with_its_data()
    {
        await using var postgres = (await Start()).Value;
        await Execute(postgres.OwnerConnectionString, "create table kept (n int); insert into kept values (1)");

        var killed = postgres.ProcessId!.Value;
        Kill(killed);

        await Scratch.Until("a restart", () => postgres is { Restarts: 1, State.Status: EngineStatus.Running });
        postgres.ProcessId!.Value.ShouldNotBe(killed);
        (await Scalar(postgres.OwnerConnectionString, "select n from kept")).ShouldBe(1);
        scratch.Said().ShouldContain("PostgreSQL ended unexpectedly (signal 9)");
    }

    [Fact]
    public async Task A_held_directory_is_a_clear_problem_and_is_free_again_after_the_end()
    {
        await using (var postgres = (await Start()).Value)
        {
            var problem = (await Start()).Problem!;
            problem.Code.ShouldBe("embedded.directory_taken");
            problem.Detail.ShouldContain(scratch.Path);
            (await Scalar(postgres.OwnerConnectionString, "select 1")).ShouldBe(1);
        }

        await (await Start()).Value.DisposeAsync();
    }

    [Fact]
    public async Task A_pid_file_that_a_crash_left_does_not_stop_the_start_even_if_its_number_is_in_use()
    {
        await (await Start()).Value.DisposeAsync();
        var file = Path.Combine(Data, "postmaster.pid");
        await File.WriteAllTextAsync(file, $"{Environment.ProcessId}\n{Data}\n0\n1\n\n127.0.0.1\n", Scratch.Ct);

        await using var postgres = (await Start()).Value;
        postgres.State.Status.ShouldBe(EngineStatus.Running);
    }

    [Fact]
    public async Task A_server_that_a_killed_holdfast_left_running_is_stopped_first()
    {
        var first = (await Start()).Value;
        await first.DisposeAsync();
        var programs = new Programs("");
        var (binaries, confined) = ((await PostgresBinaries.Find(programs, null, Scratch.Ct)).Value, (await programs.Confine(PostgresCluster.User, "SIGINT", Scratch.Ct)).Value);
        string[] command = [.. confined, binaries.Postgres, "-D", Data, "-c", $"port={first.Port}", "-c", "unix_socket_directories="];
        var left = await EngineProcess.Start(command, "/", _ => { }, input: null);
        await Scratch.Until("the left server's children", () => Scratch.ProcessesIn(Data).Count > 3);

        await using var postgres = (await Start()).Value;

        (await left.Exited.WaitAsync(TimeSpan.FromSeconds(60), Scratch.Ct)).ShouldBe(0);
        (await Scalar(postgres.OwnerConnectionString, "select 1")).ShouldBe(1);
        scratch.Said().ShouldContain("of an earlier run still works");
    }

    [Fact]
    public async Task A_first_start_that_was_cut_short_begins_anew()
    {
        Directory.CreateDirectory(Path.Combine(scratch.Path, "data.new", "base"));

        await using var postgres = (await Start()).Value;
        Directory.Exists(Path.Combine(scratch.Path, "data.new")).ShouldBeFalse();
    }

    [Fact]
    public async Task A_directory_that_can_not_be_entered_is_a_clear_problem()
    {
        // For root: where user postgres can't follow. For others: where they can't write.
        var directory = Environment.IsPrivilegedProcess
            ? Path.Combine(Directory.CreateDirectory(Path.Combine(scratch.Path, "private"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute).FullName, "pg")
            : "/proc/holdfast";

        var problem = (await Start(o => o with { Directory = directory })).Problem!;

        problem.Code.ShouldBe("embedded.directory_denied");
        problem.Detail.ShouldContain(directory);
    }

    [Fact]
    public async Task A_taken_port_is_a_clear_problem_and_a_remembered_one_is_replaced()
    {
        int port;
        await using (var postgres = (await Start()).Value)
        {
            port = postgres.Port;
        }

        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, port);
        taken.Start();
        (await Start(o => o with { Port = port })).Problem!.Code.ShouldBe("embedded.port_taken");
        await using var moved = (await Start()).Value;
        moved.Port.ShouldNotBe(port);
    }

    [Fact]
    public async Task A_server_that_can_not_start_says_why_in_its_own_words()
    {
        var problem = (await Start(o => o with { Settings = new Dictionary<string, string> { ["work_mem"] = "nonsense" } })).Problem!;

        problem.Code.ShouldBe("embedded.start_failed");
        problem.Detail.ShouldContain("work_mem");
        await using var repaired = (await Start()).Value;
    }

    [Fact]
    public async Task Data_without_their_passwords_or_of_a_version_that_is_not_installed_are_clear_problems()
    {
        await (await Start()).Value.DisposeAsync();
        var (secrets, version) = (Path.Combine(scratch.Path, "cluster.json"), Path.Combine(Data, "PG_VERSION"));

        File.Move(secrets, secrets + ".away");
        (await Start()).Problem!.Code.ShouldBe("embedded.secrets_missing");
        File.Move(secrets + ".away", secrets);
        await File.WriteAllTextAsync(version, "9\n", Scratch.Ct);
        var problem = (await Start()).Problem!;
        problem.Code.ShouldBe("embedded.postgres_missing");
        problem.Detail.ShouldContain("postgresql-9");
    }

    private static void Kill(int id) => Process.GetProcessById(id).Kill();

    private Task<Result<EmbeddedPostgres>> Start(Func<EmbeddedPostgresOptions, EmbeddedPostgresOptions>? change = null)
    {
        var options = new EmbeddedPostgresOptions { Directory = scratch.Path };
        return EmbeddedPostgres.Start(change?.Invoke(options) ?? options, scratch, TimeProvider.System, Scratch.Ct);
    }

    private static async Task Execute(string connectionString, string sql) => await Scalar(connectionString, sql);

    private static async Task<object?> Scalar(string connectionString, string sql)
    {
        await using var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Scratch.Ct);
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Scratch.Ct);
    }
}
