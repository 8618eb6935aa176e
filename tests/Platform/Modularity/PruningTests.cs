using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Tests.Platform.Modularity;

/// <summary>What the platform keeps for itself it also throws away, and nothing that somebody still needs.</summary>
public sealed class PruningTests(TestServer server) : IAsyncLifetime
{
    private static readonly CancellationToken ct = TestContext.Current.CancellationToken;
    private TestTenant tenant = null!;

    public async ValueTask InitializeAsync()
    {
        tenant = await server.NewTenant();
        foreach (var name in new[] { "North", "South", "West" })
        {
            (await tenant.Admin.Post("/api/organizations", new { name })).Expect(201);
        }

        await Eventually.Holds("every reaction to be done", async () => await Count("select count(*) from work.event_pending where tenant_id = $1") == 0);
    }

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task Old_events_go_and_those_that_a_reaction_still_needs_stay()
    {
        var all = await Count("select count(*) from shared.event where tenant_id = $1");
        all.ShouldBeGreaterThan(3);
        await Age("8 days");
        // One reaction has not come to its event yet, another was set aside.
        await Run("insert into work.event_pending (tenant_id, handler, seq, due_at) select tenant_id, 'test.waits', seq, 'infinity' from shared.event where tenant_id = $1 and data ->> 'name' = 'North'");
        await Run("insert into work.event_pending (tenant_id, handler, seq, due_at) select tenant_id, 'test.later', seq, now() + interval '1 day' from shared.event where tenant_id = $1 and data ->> 'name' = 'South'");
        await Run("update shared.event set at = now() - interval '6 days' where tenant_id = $1 and data ->> 'name' = 'West'");

        await Prune();
        (await Names()).ShouldBe(["North", "South", "West"]);

        await Run("delete from work.event_pending where tenant_id = $1");
        await Prune();
        (await Names()).ShouldBe(["West"]);
    }

    [Fact]
    public async Task More_than_one_round_can_hold_go_in_one_turn()
    {
        await Run("insert into shared.event (tenant_id, id, name, at, data) select $1, gen_random_uuid(), 'organization.created', now() - interval '30 days', '{}' from generate_series(1, 5000)");
        await Prune();
        (await Count("select count(*) from shared.event where tenant_id = $1 and at < now() - interval '7 days'")).ShouldBe(0);
    }

    [Fact]
    public async Task Answers_that_no_replay_can_ask_for_go()
    {
        async Task Post(string key) => (await tenant.Admin.Send(HttpMethod.Post, "/api/organizations", new { name = key }, ("Idempotency-Key", key))).Expect(201);
        await Post("old");
        await Post("new");
        await Run("update control.idempotency set started_at = now() - interval '8 days' where tenant_id = $1 and key = 'old'");
        await Reconcile<PruneIdempotency>();
        (await Texts("select key from control.idempotency where tenant_id = $1")).ShouldBe(["new"]);
    }

    [Fact]
    public async Task Reconcilers_are_done_by_the_worker_under_a_lease_that_is_released_at_the_end() =>
        await Eventually.Holds(
            "the leases",
            async () => (await Texts("select name from control.lease where name like 'platform.%' and until <= now() and due_at > now() and $1::uuid is not null order by name")) is ["platform.prune_idempotency", "platform.prune_refusals"]);

    private async Task Reconcile<T>() where T : IReconciler
    {
        await using var scope = (await server.Services()).OpenOp(OpContext.OfSystem(default, "test", "test"));
        await scope.ServiceProvider.GetRequiredService<T>().Reconcile(ct);
    }

    private async Task Prune()
    {
        await Run("update work.event_pruning set due_at = now() - interval '1 second' where tenant_id = $1");
        await server.Work("platform.prune_events");
    }

    private Task<List<string>> Names() => Texts("select data ->> 'name' from shared.event where tenant_id = $1 order by 1");

    private Task Age(string by) => Run($"update shared.event set at = at - interval '{by}' where tenant_id = $1");

    private async Task<long> Count(string sql)
    {
        await using var connection = await Owner();
        await using var command = Command(connection, sql);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    private async Task<List<string>> Texts(string sql)
    {
        await using var connection = await Owner();
        await using var command = Command(connection, sql);
        await using var rows = await command.ExecuteReaderAsync(ct);
        var texts = new List<string>();
        while (await rows.ReadAsync(ct))
        {
            texts.Add(rows.GetString(0));
        }

        return texts;
    }

    private async Task Run(string sql)
    {
        await using var connection = await Owner();
        await using var command = Command(connection, sql);
        await command.ExecuteNonQueryAsync(ct);
    }

    // Row security is forced, so the owner too says whose rows it means.
    private async Task<NpgsqlConnection> Owner()
    {
        var connection = new NpgsqlConnection(await server.OwnerConnection());
        await connection.OpenAsync(ct);
        await using var settings = new NpgsqlCommand("select set_config('holdfast.tenant', $1, false)", connection) { Parameters = { new() { Value = tenant.Id } } };
        await settings.ExecuteNonQueryAsync(ct);
        return connection;
    }

#pragma warning disable CA2100 // Constants of tests.
    private NpgsqlCommand Command(NpgsqlConnection connection, string sql) => new(sql, connection) { Parameters = { new() { Value = Guid.Parse(tenant.Id) } } };
#pragma warning restore CA2100
}
