using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.Modules.Tickets;

public sealed class FormerWordsTests(TicketsServer fixture) : TicketDesk(fixture)
{
    private static readonly (string Former, string Word, string Value)[] Kinds =
    [
        ("ADDRESS", "IP_ADDRESS", "203.0.113.9"), ("DOMAIN", "DOMAIN_NAME", "web.example"), ("URL", "URL_STRING", "https://web.example/a"), ("HASH", "HASH", new string('a', 32)),
        ("HOST", "HOSTNAME", "web-1"), ("USER", "USER_NAME", "CORP\\ann"), ("EMAIL", "EMAIL_ADDRESS", "ann@web.example"),
    ];

    [Fact]
    public async Task Observables_that_stand_in_the_words_of_before_are_read_and_a_migration_gives_them_the_words_of_alerts()
    {
        var id = (await Open()).Id;
        foreach (var (_, kind, value) in Kinds)
        {
            (await Admin.Post($"/api/tickets/{id}/observables", new { kind, value })).Expect(201);
        }

        await using var connection = new NpgsqlConnection(await Server.OwnerConnection());
        await connection.OpenAsync(TestContext.Current.CancellationToken);
        await Run(connection, $"select set_config('holdfast.tenant', '{Tenant.Id}', false), set_config('search_path', 'shared, work', false)");
        foreach (var (former, word, _) in Kinds)
        {
            await Run(connection, $"update ticket_observable set kind = '{former}' where kind = '{word}'");
        }

        (await Words(connection)).ShouldBe(Kinds.Select(k => k.Former), ignoreOrder: true);
        await Reads(id);
        (await Admin.Post($"/api/tickets/{id}/observables", new { kind = "IP_ADDRESS", value = "203.0.113.9" })).Expect(409).Code.ShouldBe("ticket.has_observable");

        await using (var migration = await connection.BeginTransactionAsync(TestContext.Current.CancellationToken))
        {
            await Run(connection, await File.ReadAllTextAsync(Repository.At("src/Modules/Tickets/Schema/0014_observable_words.sql"), TestContext.Current.CancellationToken));
            await migration.CommitAsync(TestContext.Current.CancellationToken);
        }

        (await Words(connection)).ShouldBe(Kinds.Select(k => k.Word), ignoreOrder: true);
        await Reads(id);
    }

    [Fact]
    public async Task A_request_takes_the_words_of_alerts_only()
    {
        var id = (await Open()).Id;
        (await Admin.Post($"/api/tickets/{id}/observables", new { kind = "ADDRESS", value = "203.0.113.9" })).Expect(400);
        (await Items($"/api/tickets/{id}/observables")).ShouldBeEmpty();
    }

    private async Task Reads(string id)
    {
        (await Items($"/api/tickets/{id}/observables")).Select(o => ((string?)o["kind"], (string?)o["value"])).ShouldBe(Kinds.Select(k => ((string?)k.Word, (string?)k.Value)));
        foreach (var (former, word, value) in Kinds)
        {
            (await Tickets($"?observable={Uri.EscapeDataString($"{word}:{value}")}")).ShouldHaveSingleItem(word);
            (await Tickets($"?observable={Uri.EscapeDataString($"{former}:{value}")}")).ShouldHaveSingleItem(former);
            (await Tickets($"?observable={Uri.EscapeDataString(value)}")).ShouldHaveSingleItem(value);
        }
    }

    private static async Task<List<string>> Words(NpgsqlConnection connection)
    {
        await using var command = new NpgsqlCommand("select kind from ticket_observable where tenant_id = current_tenant()", connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var words = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            words.Add(reader.GetString(0));
        }

        return words;
    }

#pragma warning disable CA2100 // Constants, and the id of the test's tenant.
    private static async Task Run(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
#pragma warning restore CA2100
}
