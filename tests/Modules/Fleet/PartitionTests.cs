using System.Diagnostics;
using System.Globalization;
using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Fleet;

/// <summary>Telemetry stands in a partition for each day: made ahead, dropped as a whole, and out of the application's reach.</summary>
public sealed class PartitionTests(TestServer server)
{
    private static DateTime Today => TimeProvider.System.GetUtcNow().UtcDateTime.Date;

    [Fact]
    public async Task The_days_from_yesterday_to_a_week_ahead_are_there_as_soon_as_the_server_runs()
    {
        await using var owner = NpgsqlDataSource.Create(await server.OwnerConnection());
        string[] days = [.. Enumerable.Range(-1, 9).Select(d => Day(Today.AddDays(d)))];
        await Eventually.Holds("the days to be there", async () =>
            days.All((await Partitions(owner, "metric_sample")).Contains) && days.All((await Partitions(owner, "log_event")).Contains));
    }

    [Fact]
    public async Task What_comes_stands_in_its_day_and_what_has_no_day_beside()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await server.Work("fleet.keep_partitions");
        (await sensor.Post(sensor.Metrics(("load.1m", null, 0)), sensor.FailedLogIns(1))).Expect(200);
        await server.Sql(sensor.Tenant, "insert into metric_sample (device_id, at, id, name, value) values ($1, now() - interval '20 days', gen_random_uuid(), 'x', 1)", Guid.Parse(sensor.Device));
        (await server.Sql(sensor.Tenant, "select tableoid::regclass::text from metric_sample where device_id = $1 order by at", Guid.Parse(sensor.Device)))
            .ShouldBe(["metric_sample_other", $"metric_sample_{Day(Today)}"]);
        (await server.Sql(sensor.Tenant, "select tableoid::regclass::text from log_event where device_id = $1", Guid.Parse(sensor.Device))).ShouldBe([$"log_event_{Day(Today)}"]);
    }

    [Fact]
    public async Task A_day_that_is_too_old_is_dropped_as_soon_as_nobody_reads_it_and_no_other()
    {
        await using var owner = NpgsqlDataSource.Create(await server.OwnerConnection());
        var (old, young) = (Today.AddDays(-33), Today.AddDays(-29));
        foreach (var day in new[] { old, young })
        {
            await Make(owner, day);
        }

        await using (var reader = await owner.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (var reading = await reader.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await Run(reader, $"select count(*) from shared.metric_sample_{Day(old)}");
            var clock = Stopwatch.StartNew();
            await server.Work("fleet.keep_partitions");
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(5));
            (await Partitions(owner, "metric_sample")).ShouldContain(Day(old));
        }

        await Eventually.Holds("the old day to go", async () =>
        {
            await server.Work("fleet.keep_partitions");
            return !(await Partitions(owner, "metric_sample")).Contains(Day(old));
        });
        (await Partitions(owner, "metric_sample")).ShouldContain(Day(young));
    }

    [Fact]
    public async Task Rows_that_came_before_their_day_was_made_move_into_it()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var owner = NpgsqlDataSource.Create(await server.OwnerConnection());
        await server.Work("fleet.keep_partitions");
        var day = Day(Today.AddDays(5));
        await Run(owner, $"drop table shared.log_event_{day}");
        await server.Sql(
            sensor.Tenant,
            "insert into log_event (device_id, at, id, kind, source, raw) values ($1, ((now() at time zone 'UTC')::date + 5) at time zone 'UTC', gen_random_uuid(), 'OTHER', 'journal', 'line')",
            Guid.Parse(sensor.Device));
        await Eventually.Holds("the row to stand in its day", async () =>
        {
            await server.Work("fleet.keep_partitions");
            return (await server.Sql(sensor.Tenant, "select tableoid::regclass::text from log_event where device_id = $1", Guid.Parse(sensor.Device))).SequenceEqual([$"log_event_{day}"]);
        });
    }

    [Fact]
    public async Task The_application_may_do_nothing_with_a_day_and_cannot_have_what_is_kept_dropped()
    {
        await server.Work("fleet.keep_partitions");
        await using var application = NpgsqlDataSource.Create(await server.ApplicationConnection());
        foreach (var table in new[] { $"metric_sample_{Day(Today)}", $"log_event_{Day(Today)}", "metric_sample_other", "log_event_other" })
        {
            foreach (var forbidden in new[] { $"select * from shared.{table}", $"delete from shared.{table}", $"insert into shared.{table} (device_id) values (gen_random_uuid())", $"drop table shared.{table}" })
            {
                (await Should.ThrowAsync<PostgresException>(() => Run(application, forbidden))).SqlState.ShouldBe(PostgresErrorCodes.InsufficientPrivilege, forbidden);
            }
        }

        foreach (var wrong in new[] { "7, interval '0'", "7, interval '-1 day'", "0, interval '31 days'", "100000, interval '31 days'", "null, null" })
        {
            await Should.ThrowAsync<PostgresException>(() => Run(application, $"select work.keep_telemetry_partitions({wrong})"), wrong);
        }
    }

    [Fact]
    public async Task What_was_there_before_there_were_days_stays_readable_and_goes_when_it_is_too_old()
    {
        // A schema as it was before, through the migration.
        await using var owner = NpgsqlDataSource.Create(await server.OwnerConnection());
        await using var connection = await owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        var role = new NpgsqlConnectionStringBuilder(await server.ApplicationConnection()).Username!;
        await using var undone = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await Run(connection, $"select set_config('holdfast.app_role', '{role}', true), set_config('holdfast.tenant', gen_random_uuid()::text, true)");
        await Run(connection, "create schema earlier; set local search_path = earlier, shared, work");
        foreach (var (table, columns) in new[] { ("metric_sample", "name text not null, instance text, value double precision not null"), ("log_event", "kind text not null, source text not null, program text, pid integer, account text, address text, raw text not null") })
        {
            await Run(connection, $"""
                create table earlier.{table} (tenant_id uuid not null default current_tenant(), device_id uuid not null, at timestamptz not null, id uuid not null, {columns}, primary key (tenant_id, device_id, at, id)) partition by range (at);
                create table earlier.{table}_any partition of earlier.{table} (tenant_id default current_tenant()) default;
                """);
        }

        await Run(connection, "insert into metric_sample (device_id, at, id, name, value) select gen_random_uuid(), now() - make_interval(days => n), gen_random_uuid(), 'x', n from generate_series(0, 20) n");
        await Run(connection, await File.ReadAllTextAsync(Repository.At("src/Modules/Fleet/Schema/0007_daily_partitions.sql"), TestContext.Current.CancellationToken));
        await Run(connection, "select keep_telemetry_partitions(7, interval '31 days')");
        await Run(connection, "insert into metric_sample (device_id, at, id, name, value) values (gen_random_uuid(), now(), gen_random_uuid(), 'x', 1)");
        (await Texts(connection, "select distinct tableoid::regclass::text from metric_sample")).ShouldBe([$"metric_sample_before_{Day(Today.AddDays(2))}"]);
        (await Texts(connection, "select count(*) from metric_sample")).ShouldBe(["22"]);
        (await Texts(connection, "select relname from pg_class where relnamespace = 'earlier'::regnamespace and relname ~ '^(log_event_before|log_event_any$|metric_sample_2)' and relkind in ('r', 'p') order by relname"))
            .ShouldBe(["log_event_any", .. Enumerable.Range(2, 6).Select(d => $"metric_sample_{Day(Today.AddDays(d))}")]);
    }

    private static string Day(DateTime day) => day.ToString("yyyyMMdd", CultureInfo.InvariantCulture);

    private static Task Make(NpgsqlDataSource owner, DateTime day) => Run(owner, $"""
        create table shared.metric_sample_{Day(day)} partition of shared.metric_sample_any for values from ('{day:yyyy-MM-dd} 00:00:00+00') to ('{day.AddDays(1):yyyy-MM-dd} 00:00:00+00')
        """);

    private static async Task<List<string>> Partitions(NpgsqlDataSource owner, string stem)
    {
        await using var connection = await owner.OpenConnectionAsync(TestContext.Current.CancellationToken);
        return await Texts(connection, $"select right(inhrelid::regclass::text, 8) from pg_inherits where inhparent = 'shared.{stem}_any'::regclass");
    }

    private static async Task Run(NpgsqlDataSource source, string sql)
    {
        await using var connection = await source.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await Run(connection, sql);
    }

#pragma warning disable CA2100 // Constants and days.
    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<List<string>> Texts(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var texts = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            texts.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return texts;
    }
#pragma warning restore CA2100
}
