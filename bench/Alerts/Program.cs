using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using Holdfast.Tests.Harness;
using Npgsql;

// P18: alerts a second from a product's documents to committed rows, against psql \copy of the same rows into the same tables.
const int Rounds = 7, Documents = 40, PerDocument = 500, Alerts = Documents * PerDocument;
const string Secret = "a-secret-of-sixteen-and-more";
var before = Machine.LoadAverage();
var rates = new List<(double Ours, double Copy)>();
await using (var server = await MeasuredServer.Start("p18", "Api", new Dictionary<string, string?>
{
    ["Holdfast:Http:AddressBurst"] = "1000000",
    ["Holdfast:Http:AddressPerSecond"] = "1000000",
    ["Holdfast:Http:TenantBurst"] = "1000000",
    ["Holdfast:Http:TenantPerSecond"] = "1000000",
    ["Holdfast:Http:SignInBurst"] = "100000",
}))
{
    var tenant = await TestTenant.Register(server.Address);
    var settings = new { listPath = "$.alerts", titlePath = "$.title", keyPath = "$.id", severityPath = "$.severity", timePath = "$.at", hostPath = "$.host", addressPath = "$.source", userPath = "$.user" };
    var integration = (await tenant.Admin.Post("/api/integrations", new { connector = "webhook", name = "Bench", settings, secret = new { secret = Secret } })).Expect(201).Id;
    (await tenant.Admin.Post($"/api/integrations/{integration}/test", new { })).Expect(200);
    var path = (await tenant.Admin.Post($"/api/integrations/{integration}/receivers", new { inbound = "webhook.alert" })).Expect(201).Text("path");
    var options = $"-c holdfast.tenant={tenant.Id} -c search_path=shared";
    await using var owner = server.Owner(options);
    using var http = new HttpClient { BaseAddress = server.Address };
    for (var round = 0; round <= Rounds; round++)
    {
        await Do(owner, "truncate alert cascade");
        var documents = Enumerable.Range(0, Documents).Select(d => Document(round, d)).ToArray();
        var began = TimeProvider.System.GetTimestamp();
        foreach (var document in documents)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(document) };
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            request.Headers.Add("X-Holdfast-Secret", Secret);
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
        }

        var ours = Alerts / TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        await Check(owner);
        string[] files = [Path.Combine(server.Directory, "alerts.txt"), Path.Combine(server.Directory, "observables.txt")];
        await server.Psql($"\\copy (select * from alert order by id) to '{files[0]}'", options);
        await server.Psql($"\\copy (select * from alert_observable) to '{files[1]}'", options);
        await Do(owner, "drop table if exists copied, copied_observable");
        await Do(owner, "create table copied (like alert including all)");
        await Do(owner, "create table copied_observable (like alert_observable including all)");
        var copy = Alerts / (await server.Psql($"\\copy copied from '{files[0]}'", options) + await server.Psql($"\\copy copied_observable from '{files[1]}'", options)).TotalSeconds;
        Console.WriteLine($"{round}: ours {ours:N0} alerts/s, psql {copy:N0} alerts/s, ratio {ours / copy:F3}");
        if (round > 0)
        {
            rates.Add((ours, copy));
        }
    }
}

var ratios = rates.Select(r => r.Ours / r.Copy).ToList();
await Machine.Report("p18-alerts", string.Create(CultureInfo.InvariantCulture, $"""
    # P18: alerts from documents to committed rows

    `dotnet run -c Release --project bench/Alerts`

    {Documents} documents of {PerDocument} alerts each ({Alerts:N0} alerts) are posted one after the other to a receiver of the connector for any product that posts JSON, each with a host, a user and an address: proof, JSON paths,
    normalising, the look for devices by host, the rows of alerts and observables, an event for each alert in the outbox, the commit. Against `psql \copy` of the very rows that came of it into tables with the
    same columns, keys and indexes (row security takes no COPY), psql's own starts included, without events. {Rounds} counted rounds, the tables empty before each half; PostgreSQL with its usual durability, everything on one machine.

    | ours, alerts/s | psql \copy, alerts/s | ours ÷ psql |
    | --- | --- | --- |
    | {Machine.Median(rates.Select(r => r.Ours)):N0} | {Machine.Median(rates.Select(r => r.Copy)):N0} | {Machine.Median(ratios):F3} ({ratios.Min():F3} to {ratios.Max():F3}) |

    Medians, with the least and the greatest ratio. Machine: {Machine.Description}.
    Load average (1, 5, 15 minutes) {before} before and {Machine.LoadAverage()} after: far above 0.5 before means that the machine was not calm.

    """));

static byte[] Document(int round, int number) => JsonSerializer.SerializeToUtf8Bytes(new
{
    alerts = Enumerable.Range(number * PerDocument, PerDocument).Select(i => new
    {
        id = $"{round}-{i}",
        title = $"Several failed sign-ins of user{i % 300} on host-{i % 1000}",
        severity = (i % 4) switch { 0 => "low", 1 => "medium", 2 => "high", _ => "critical" },
        at = "2026-11-25T14:00:00Z",
        host = $"host-{i % 1000}",
        source = $"203.0.113.{i % 250 + 1}",
        user = $"user{i % 300}",
        rule = new { id = 5710 + (i % 20), level = i % 15, description = "sshd: Attempt to login using a non-existent user", groups = new[] { "syslog", "sshd", "authentication_failed" } },
    }),
});

static async Task Do(NpgsqlDataSource owner, [ConstantExpected] string sql)
{
    await using var command = owner.CreateCommand(sql);
    await command.ExecuteNonQueryAsync();
}

static async Task Check(NpgsqlDataSource owner)
{
    await using var command = owner.CreateCommand("select count(*) from alert");
    if ((long)(await command.ExecuteScalarAsync())! is var rows && rows != Alerts)
    {
        throw new InvalidOperationException($"{rows} alerts are stored.");
    }
}
