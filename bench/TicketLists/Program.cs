using System.Diagnostics;
using System.Globalization;
using System.Text;
using Holdfast.Tests.Harness;

// P19: lists of tickets of a tenant with 1,000,000 tickets, against those of a tenant with 1,000.
const int Few = 1_000, Requests = 200, Rounds = 7;
var many = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1_000_000;
string[] lists =
[
    "", "?stage=NEW", "?sort=DUE&stage=IN_PROGRESS", "?sort=PRIORITY", "?sort=SEVERITY&severity=CRITICAL", "?tag=phishing", "?tag=rare", "?text=printer", "?text=prin", "?text=host%20500", "?text=%22host%20500%22%20-printer", "?search=%23500", "?search=toner", "?cursor",
];
var before = Machine.LoadAverage();
var rows = new StringBuilder();
await using (var server = await MeasuredServer.Start("p19", "Api", new Dictionary<string, string?>
{
    ["Holdfast:Http:AddressBurst"] = "1000000",
    ["Holdfast:Http:AddressPerSecond"] = "1000000",
    ["Holdfast:Http:TenantBurst"] = "1000000",
    ["Holdfast:Http:TenantPerSecond"] = "1000000",
    ["Holdfast:Http:SignInBurst"] = "100000",
}))
{
    var (large, small) = (await TestTenant.Register(server.Address), await TestTenant.Register(server.Address));
    var began = Stopwatch.GetTimestamp();
    await Fill(server, large, many);
    await Fill(server, small, Few);
    Console.WriteLine($"{many:N0} tickets in {Stopwatch.GetElapsedTime(began).TotalSeconds:F0} s");
    foreach (var list in lists)
    {
        // A token lasts for minutes, the whole for longer.
        var (ofMany, ofFew) = (await SignIn(large), await SignIn(small));
        string[] paths = [await PathOf(ofMany, list), await PathOf(ofFew, list)];
        await Times(ofMany, paths[0], Requests / 4);
        await Times(ofFew, paths[1], Requests / 4);
        var pairs = new List<(double Large, double Small)>();
        for (var round = 0; round < Rounds; round++)
        {
            double ofLarge = 0, ofSmall = 0;
            for (var turn = 0; turn < 2; turn++)
            {
                if ((round + turn) % 2 == 0)
                {
                    ofLarge = Machine.Quantile(0.99, await Times(ofMany, paths[0], Requests));
                }
                else
                {
                    ofSmall = Machine.Quantile(0.99, await Times(ofFew, paths[1], Requests));
                }
            }

            pairs.Add((ofLarge, ofSmall));
        }

        var ratios = pairs.Select(p => p.Large / p.Small).ToList();
        rows.AppendLine(CultureInfo.InvariantCulture, $"| `GET /api/tickets{list}` | {Machine.Median(pairs.Select(p => p.Large)):F1} | {Machine.Median(pairs.Select(p => p.Small)):F1} | {Machine.Median(ratios):F2} ({ratios.Min():F2} to {ratios.Max():F2}) |");
        Console.WriteLine($"{list}: {Machine.Median(pairs.Select(p => p.Large)):F1} ms, {Machine.Median(pairs.Select(p => p.Small)):F1} ms, {Machine.Median(ratios):F2}");
    }
}

var text = string.Create(CultureInfo.InvariantCulture, $"""
    # P19: lists of tickets in a large tenant

    `dotnet run -c Release --project bench/TicketLists`

    One tenant has {many:N0} tickets, another {Few:N0}, of the same kinds: stages, severities, priorities, tags, clocks and words in the same shares. Both lists are asked for over HTTP, one request after the other,
    {Requests} in a round, {Rounds} pairs of rounds, alternating who goes first; 50 tickets at most come back. `?cursor` is a page from the middle of the list. A search that
    few tickets match (`rare`, `host 500`) finds one of the small tenant's and a page of the large one's. PostgreSQL with its usual durability, everything on one machine.

    | list | p99 of {many:N0}, ms | p99 of {Few:N0}, ms | ratio |
    | --- | --- | --- | --- |
    {rows.ToString().TrimEnd()}

    Medians of the rounds' p99, with the least and the greatest ratio. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after: far above 0.5 before means that the machine was not calm.

    """);
if (args.Length == 0)
{
    await Machine.Report("p19-ticket-lists", text);
}

Console.WriteLine(text);

static async Task<ApiClient> SignIn(TestTenant tenant) =>
    new(tenant.Admin.Address, (await tenant.Admin.Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(200).Text("accessToken"));

static async Task<List<double>> Times(ApiClient client, string path, int count)
{
    var times = new List<double>();
    for (var i = 0; i < count; i++)
    {
        var began = Stopwatch.GetTimestamp();
        (await client.Get(path)).Expect(200);
        times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
    }

    return times;
}

static async Task<string> PathOf(ApiClient client, string list)
{
    if (list != "?cursor")
    {
        return $"/api/tickets{list}";
    }

    var first = (await client.Get("/api/tickets?sort=NEWEST&limit=200")).Expect(200);
    return $"/api/tickets?sort=NEWEST&cursor={Uri.EscapeDataString((string)first.Json["nextCursor"]!)}";
}

// Behind the server's back; an id's order is the number's.
static async Task Fill(MeasuredServer server, TestTenant tenant, int count)
{
    (await tenant.Admin.Post("/api/tickets", new { subject = "The first", description = "Made as people make one.", severity = "LOW" })).Expect(201);
    await using var owner = server.Owner($"-c holdfast.tenant={tenant.Id} -c search_path=shared");
    await using var command = owner.CreateCommand("""
        insert into ticket (tenant_id, id, number, subject, description, severity, priority, execution, stage, source, created_by, created_at, tags, due_at)
        select $1, ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid, n,
               (array['Several failed sign-ins', 'Malware was found', 'A disk is nearly full', 'The printer wants toner', 'Updates are missing'])[1 + n % 5] || ' on host ' || n % 997,
               'Seen by sensor ' || n % 499 || ': look at the log of ' || n % 31 || ' and say what is to be done.',
               (array['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'])[1 + n % 4], (array['LOW', 'NORMAL', 'HIGH', 'URGENT'])[1 + n % 4], 'PENDING',
               (array['CLOSED', 'CLOSED', 'CLOSED', 'NEW', 'IN_PROGRESS'])[1 + n % 5], 'MANUAL', (select created_by from ticket where number = 1), now() - n % 100000 * interval '1 minute',
               case when n % 997 = 500 then '{rare}'::text[] when n % 10 = 0 then '{phishing}' else '{}' end, now() + n % 1000 * interval '1 hour'
          from generate_series(2, $2) n
        """);
    command.Parameters.Add(new() { Value = Guid.Parse(tenant.Id) });
    command.Parameters.Add(new() { Value = count });
    await command.ExecuteNonQueryAsync();
    await using var counter = owner.CreateCommand("insert into ticket_counter (tenant_id, last) values ($1, $2) on conflict (tenant_id) do update set last = excluded.last");
    counter.Parameters.Add(new() { Value = Guid.Parse(tenant.Id) });
    counter.Parameters.Add(new() { Value = (long)count });
    await counter.ExecuteNonQueryAsync();
    await using var terms = owner.CreateCommand("""
        insert into ticket_term (tenant_id, term, ticket_id)
        select tenant_id, unnest(tsvector_to_array(words)), id from ticket where number > 1
        union all
        select tenant_id, '#' || unnest(tags), id from ticket where number > 1
        """);
    await terms.ExecuteNonQueryAsync();
    await using var analyze = owner.CreateCommand("vacuum analyze ticket, ticket_term");
    await analyze.ExecuteNonQueryAsync();
}
