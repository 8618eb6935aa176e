using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.System.Work;

/// <summary>What an idle installation costs its database does not depend on how many tenants it has.</summary>
public sealed class IdleTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ten_thousand_idle_tenants_cost_the_polls_of_ten()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var tenant = await server.NewTenant();
        await using var owner = new NpgsqlConnection(await server.OwnerConnection());
        await owner.OpenAsync(Stop);
        await Eventually.Holds("it to be idle", async () => (await server.Sql(tenant, "select count(*) from event_pending")).Single() == "0");
        var few = await Cost(owner);

        // Each has a device to be looked at some day, and things that will be too old some day.
        await server.Sql(tenant, "insert into analysis_schedule (tenant_id, device_id, due_at) select gen_random_uuid(), gen_random_uuid(), now() + interval '1 hour' from generate_series(1, 10000)");
        await server.Sql(tenant, "insert into event_pruning (tenant_id, due_at) select tenant_id, now() + interval '1 day' from analysis_schedule on conflict do nothing");
        await server.Sql(tenant, "insert into webhook_pruning (tenant_id, due_at) select tenant_id, now() + interval '1 day' from analysis_schedule on conflict do nothing");
        await server.Sql(tenant, "insert into event_interest (tenant_id, handler, event, subscriber) select tenant_id, 'webhooks.enqueue_deliveries', '*', device_id from analysis_schedule");
        await server.Sql(tenant, "analyze");
        var many = await Cost(owner);

        many.Transactions.ShouldBeLessThan(few.Transactions * 1.5);
        many.Rows.ShouldBeLessThan(few.Rows + 100);
    }

    // Transactions, and rows looked at in work lists, in a second.
    private static async Task<(double Transactions, double Rows)> Cost(NpgsqlConnection owner)
    {
        var first = await Counts(owner);
        var last = first;
        await Eventually.Holds("three seconds of idleness", async () =>
        {
            last = await Counts(owner);
            return last.At - first.At > TimeSpan.FromSeconds(3);
        });
        var seconds = (last.At - first.At).TotalSeconds;
        return ((last.Transactions - first.Transactions) / seconds, (last.Rows - first.Rows) / seconds);
    }

    private static async Task<(long Transactions, long Rows, DateTimeOffset At)> Counts(NpgsqlConnection owner)
    {
        await using var command = new NpgsqlCommand("""
            select (select xact_commit from pg_stat_database where datname = current_database()),
                   (select sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_user_tables where schemaname = 'work'),
                   clock_timestamp()
            """, owner);
        await using var row = await command.ExecuteReaderAsync(Stop);
        await row.ReadAsync(Stop);
        return (row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<DateTimeOffset>(2));
    }
}
