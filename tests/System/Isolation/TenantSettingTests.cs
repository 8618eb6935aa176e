using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness.Endpoints;
using Npgsql;

namespace Holdfast.Tests.System.Isolation;

/// <summary>The database itself keeps tenants apart, with nothing of ours in between: raw statements as the application's role.</summary>
public sealed class TenantSettingTests(EndpointServer server)
{
    [Fact]
    public async Task Without_a_tenant_there_is_no_row_in_any_table()
    {
        await server.NewTenant();
        await using var source = NpgsqlDataSource.Create(await server.Server.ApplicationConnection());
        foreach (var table in await Protected())
        {
            (await Count(source, table, null)).ShouldBe(0, table.ToString());
            (await Count(source, table, "")).ShouldBe(0, table.ToString());
        }
    }

    [Fact]
    public async Task With_a_tenant_there_are_that_tenants_rows_and_no_others()
    {
        var (one, two) = (await server.NewTenant(), await server.NewTenant());
        await using var source = NpgsqlDataSource.Create(await server.Server.ApplicationConnection());
        var filled = 0;
        foreach (var table in await Protected())
        {
            (await Count(source, table, Guid.CreateVersion7().ToString())).ShouldBe(0, table.ToString());
            (await Count(source, table, one.Tenant.Id, $"tenant_id <> '{one.Tenant.Id}'")).ShouldBe(0, table.ToString());
            (await Count(source, table, one.Tenant.Id, $"tenant_id = '{two.Tenant.Id}'")).ShouldBe(0, table.ToString());
            filled += await Count(source, table, one.Tenant.Id) > 0 ? 1 : 0;
        }

        filled.ShouldBeGreaterThan(20);
    }

    [Fact]
    public async Task A_tenant_that_is_no_id_is_an_error_and_not_everything()
    {
        await using var source = NpgsqlDataSource.Create(await server.Server.ApplicationConnection());
        var error = await Should.ThrowAsync<PostgresException>(() => Count(source, new Table("shared", "ticket", true, true), "%"));
        error.SqlState.ShouldBe(PostgresErrorCodes.InvalidTextRepresentation);
    }

    [Fact]
    public async Task Rows_of_another_tenant_can_be_neither_written_nor_moved()
    {
        var (one, two) = (await server.NewTenant(), await server.NewTenant());
        await using var source = NpgsqlDataSource.Create(await server.Server.ApplicationConnection());
        (await Refusal(source, one, $"insert into shared.organization (tenant_id, id, name, created_at) values ('{two.Tenant.Id}', gen_random_uuid(), 'x', now())")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await Refusal(source, one, $"update shared.organization set tenant_id = '{two.Tenant.Id}'")).ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        (await Refusal(source, one, $"insert into shared.metric_sample_any (tenant_id, device_id, at, id, name, value) values ('{two.Tenant.Id}', gen_random_uuid(), now(), gen_random_uuid(), 'x', 1)"))
            .ShouldBe(PostgresErrorCodes.InsufficientPrivilege);
        foreach (var table in (await Protected()).Where(t => !t.Name.StartsWith("audit_", StringComparison.Ordinal) && t.Name != "tenant_deletion"))
        {
            (await Run(source, one.Tenant.Id, $"delete from {table} where tenant_id = '{two.Tenant.Id}'")).ShouldBe(0, table.ToString());
        }
    }

    [Fact]
    public async Task Nothing_of_a_tenant_is_left_on_a_connection_that_comes_back()
    {
        var tenant = await server.NewTenant();
        var settings = new NpgsqlConnectionStringBuilder(await server.Server.ApplicationConnection()) { MaxPoolSize = 1, MinPoolSize = 1, NoResetOnClose = true };
        await using var source = new NpgsqlDataSourceBuilder(settings.ConnectionString).Build();
        var stores = new SharedStores(new Database("test", source, source));
        var pipeline = new CommitPipeline(TimeProvider.System, [], []);
        var op = OpContext.OfSystem(new TenantId(Guid.Parse(tenant.Tenant.Id)), "test.look", "test");
        var session = new TenantSession(op, stores, pipeline);
        var across = new ControlSession(op, stores, pipeline).AcrossTenants();
        var ct = TestContext.Current.CancellationToken;
        var process = await Process(source);

        async Task NothingIsLeft()
        {
            (await Process(source)).ShouldBe(process);
            foreach (var table in await Protected())
            {
                (await Count(source, table, null)).ShouldBe(0, table.ToString());
            }
        }

        (await session.Query($"select id from ticket where tenant_id = {op.Tenant}", row => row.Uuid(), ct)).Count.ShouldBe(1);
        await NothingIsLeft();
        (await across.Query($"select tenant_id from app_user", row => row.Uuid(), ct)).Count.ShouldBeGreaterThan(1);
        await NothingIsLeft();
        await using (var change = session.Change())
        {
            (await change.Query($"select id from ticket where tenant_id = {op.Tenant} for update", row => row.Uuid(), ct)).Count.ShouldBe(1);
        }

        await NothingIsLeft();
        await using (var change = session.Change())
        {
            change.Add($"update ticket set subject = subject where tenant_id = {op.Tenant}");
            (await change.Commit(ct)).ShouldBeNull();
        }

        await NothingIsLeft();
        await Should.ThrowAsync<PostgresException>(() => session.Query($"select 1 / 0 from ticket where tenant_id = {op.Tenant}", row => row.Int(), ct));
        await NothingIsLeft();
    }

    private async Task<IEnumerable<Table>> Protected() => (await Table.All(await server.Server.OwnerConnection())).Where(t => t.IsProtected);

    private static async Task<int> Process(NpgsqlDataSource source)
    {
        await using var command = source.CreateCommand("select pg_backend_pid()");
        return (int)(await command.ExecuteScalarAsync())!;
    }

    private static async Task<long> Count(NpgsqlDataSource source, Table table, string? tenant, string where = "true")
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = Batch(connection, tenant, $"select count(*) from {table} where {where}");
        await using var rows = await batch.ExecuteReaderAsync();
        if (tenant is not null)
        {
            await rows.NextResultAsync();
        }

        await rows.ReadAsync();
        return rows.GetInt64(0);
    }

    private static async Task<int> Run(NpgsqlDataSource source, string tenant, string sql)
    {
        await using var connection = await source.OpenConnectionAsync();
        await using var batch = Batch(connection, tenant, sql);
        await batch.ExecuteNonQueryAsync();
        return (int)batch.BatchCommands[^1].RecordsAffected;
    }

    private static async Task<string> Refusal(NpgsqlDataSource source, StockedTenant tenant, string sql) =>
        (await Should.ThrowAsync<PostgresException>(() => Run(source, tenant.Tenant.Id, sql))).SqlState;

    private static NpgsqlBatch Batch(NpgsqlConnection connection, string? tenant, string sql)
    {
        var batch = new NpgsqlBatch(connection);
        if (tenant is not null)
        {
            batch.BatchCommands.Add(new NpgsqlBatchCommand("select set_config('holdfast.tenant', $1, true)") { Parameters = { new() { Value = tenant } } });
        }

#pragma warning disable CA2100 // Names from the catalogue, ids made here.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(sql));
#pragma warning restore CA2100
        return batch;
    }
}
