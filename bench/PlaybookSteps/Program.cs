using System.Diagnostics;
using System.Globalization;
using Holdfast.Tests.Harness;
using Npgsql;

// P20: steps of playbooks in a second, against the bare statements of such steps on the same PostgreSQL.
const int Runs = 16, Steps = 50, Lanes = 4;
var rounds = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 7;
var before = Machine.LoadAverage();
var pairs = new List<(double Ours, double Bare)>();
await using (var server = await MeasuredServer.Start("p20", "Api, Worker", new Dictionary<string, string?>
{
    ["Holdfast:Playbooks:Lanes"] = Lanes.ToString(CultureInfo.InvariantCulture),
    ["Holdfast:Playbooks:MaxRunsPerHour"] = "1000000",
    ["Holdfast:Http:AddressBurst"] = "1000000",
    ["Holdfast:Http:TenantBurst"] = "1000000",
}))
{
    var tenant = await TestTenant.Register(server.Address);
    var items = string.Join(", ", Enumerable.Range(0, Steps));
    var text = $$$"""
        name: Says much
        limits: { concurrent: {{{Runs}}}, per_hour: 1000 }
        triggers:
          - manual: true
        steps:
          - id: each
            loop:
              over: [{{{items}}}]
              steps:
                - id: say
                  notify: { subject: "Number {{ item }}", text: "This is what is said about number {{ item }}." }

        """;
    var playbook = (await tenant.Admin.Post("/api/playbooks", new { text })).Expect(201).Id;
    (await tenant.Admin.Post($"/api/playbooks/{playbook}/publish", new { })).Expect(200);
    await using var owner = server.Owner($"-c holdfast.tenant={tenant.Id} -c search_path=shared");
    await Do(owner, """
        create schema bare;
        create table bare.run (id uuid primary key, state text not null, version bigint not null, body jsonb not null) with (fillfactor = 70);
        create table bare.step (run_id uuid not null, path text not null, state text not null, input jsonb, output jsonb, due_at timestamptz, primary key (run_id, path)) with (fillfactor = 70);
        create table bare.event (seq bigint generated always as identity primary key, id uuid not null unique, name text not null, at timestamptz not null, data jsonb not null);
        """);
    for (var round = 0; round <= rounds; round++)
    {
        double ours = 0, bare = 0;
        for (var turn = 0; turn < 2; turn++)
        {
            if ((round + turn) % 2 == 0)
            {
                ours = await Ours(tenant, owner, playbook);
            }
            else
            {
                bare = await Bare(owner);
            }
        }

        // The first warms up.
        if (round > 0)
        {
            pairs.Add((ours, bare));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ours:F0} steps/s, bare {bare:F0}, {ours / bare:F3}"));
        }
    }
}

var ratios = pairs.Select(p => p.Ours / p.Bare).ToList();
var report = string.Create(CultureInfo.InvariantCulture, $"""
    # P20: steps of playbooks

    `dotnet run -c Release --project bench/PlaybookSteps`

    {Runs} runs of one playbook, each with {Steps} steps that say something by an event, {Lanes} at a time: of each step its row is written down before it is done and its outcome after, with the run's row held and the step's
    rights asked for; the outcome commits with the event and an audit entry. Against the bare statements of as many such steps on {Lanes} connections to the same PostgreSQL, prepared and in the same two commits each: the step's row, the run's
    row, the step's row again with its event; nothing read, no row security, no audit. {rounds} counted rounds, alternating who goes first; PostgreSQL with its usual durability, everything on one machine.

    | ours, steps/s | bare, steps/s | ours ÷ bare |
    | --- | --- | --- |
    | {Machine.Median(pairs.Select(p => p.Ours)):N0} | {Machine.Median(pairs.Select(p => p.Bare)):N0} | {Machine.Median(ratios):F3} ({ratios.Min():F3} to {ratios.Max():F3}) |

    Medians, with the least and the greatest ratio. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after: far above 0.5 before means that the machine was not calm.

    """);
if (args.Length == 0)
{
    await Machine.Report("p20-playbook-steps", report);
}

Console.WriteLine(report);

// From the start of the first run to the end of the last, by what the database says of both.
static async Task<double> Ours(TestTenant tenant, NpgsqlDataSource owner, string playbook)
{
    for (var run = 0; run < Runs; run++)
    {
        (await tenant.Admin.Post($"/api/playbooks/{playbook}/run", new { })).Expect(201);
    }

    await Eventually.Holds("the runs to end", async () => await Long(owner, "select count(*) from playbook_run where ended_at is null") == 0, TimeSpan.FromMinutes(5));
    await using var command = owner.CreateCommand($"""
        select extract(epoch from max(ended_at) - min(created_at))::float8, count(*) filter (where state = 'DONE') from (select * from playbook_run order by id desc limit {Runs}) r
        """);
    await using var rows = await command.ExecuteReaderAsync();
    await rows.ReadAsync();
    return rows.GetInt64(1) == Runs ? Runs * Steps / rows.GetDouble(0) : throw new InvalidOperationException("Not all runs were done.");
}

static async Task<double> Bare(NpgsqlDataSource owner)
{
    var began = Stopwatch.GetTimestamp();
    await Task.WhenAll(Enumerable.Range(0, Lanes).Select(async _ =>
    {
        await using var connection = await owner.OpenConnectionAsync();
        for (var run = 0; run < Runs / Lanes; run++)
        {
            var id = Guid.CreateVersion7();
            await Commit(connection, ("insert into bare.run values ($1, 'RUNNING', 1, '{}')", [id]));
            for (var step = 0; step < Steps; step++)
            {
                var (path, said) = ($"each[{step}].say", $$"""{"subject":"Number {{step}}","text":"This is what is said about number {{step}}."}""");
                await Commit(
                    connection,
                    ("insert into bare.step values ($1, $2, 'RUNNING', $3::jsonb, null, now())", [id, path, said]),
                    ("update bare.run set version = version + 1 where id = $1", [id]));
                await Commit(
                    connection,
                    ("update bare.step set state = 'DONE', due_at = null where run_id = $1 and path = $2", [id, path]),
                    ("insert into bare.event (id, name, at, data) values ($1, 'playbook.notified', now(), $2::jsonb)", [Guid.CreateVersion7(), said]));
            }
        }
    }));
    return Runs * Steps / Stopwatch.GetElapsedTime(began).TotalSeconds;
}

// A batch outside a transaction is one.
static async Task Commit(NpgsqlConnection connection, params (string Sql, object[] Values)[] statements)
{
    await using var batch = new NpgsqlBatch(connection);
    foreach (var (sql, values) in statements)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        batch.BatchCommands.Add(command);
    }

    await batch.PrepareAsync();
    await batch.ExecuteNonQueryAsync();
}

static async Task Do(NpgsqlDataSource owner, string sql)
{
    await using var command = owner.CreateCommand(sql);
    await command.ExecuteNonQueryAsync();
}

static async Task<long> Long(NpgsqlDataSource owner, string sql)
{
    await using var command = owner.CreateCommand(sql);
    return (long)(await command.ExecuteScalarAsync())!;
}
