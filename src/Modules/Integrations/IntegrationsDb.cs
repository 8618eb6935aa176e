using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Npgsql;

namespace Holdfast.Modules.Integrations;

/// <summary>The module's statements.</summary>
internal sealed class IntegrationsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant(
        "id, connector, name, settings, secret_store, secret_name, secret_version, secret_set_at, status, last_tested_at, last_error, version, created_at");

    public Change Change() => session.Change();

    public Task<Integration?> Integration(OpContext op, IntegrationId id, CancellationToken ct) =>
        session.First($"select {Columns} from integration where tenant_id = {op.Tenant} and id = {id}", Read, ct);

    public static Task<Integration?> ForUpdate(Change change, IntegrationId id, CancellationToken ct) =>
        change.First($"select {Columns} from integration where tenant_id = {change.Op.Tenant} and id = {id} for update", Read, ct);

    public Task<List<Integration>> Integrations(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from integration
         where tenant_id = {op.Tenant} and ({page.After} is null or id < {page.After})
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    public Task<Integration?> OldestOk(OpContext op, string[] connectors, CancellationToken ct) => session.First(
        $"""
        select {Columns} from integration
         where tenant_id = {op.Tenant} and connector = any({connectors}) and status = {IntegrationStatus.Ok}
         order by id limit 1
        """,
        Read,
        ct);

    public Task<long> Count(OpContext op, CancellationToken ct) =>
        session.First($"select count(*) from integration where tenant_id = {op.Tenant}", row => row.GetInt64(0), ct);

    public static void Insert(Change change, Integration integration) => change.Add($"""
        insert into integration (tenant_id, {Columns})
        values ({change.Op.Tenant}, {integration.Id}, {integration.Connector}, {integration.Name}, {integration.Settings},
                {integration.Secret?.Ref.Store}, {integration.Secret?.Ref.Name}, {integration.Secret?.Ref.Version}, {integration.Secret?.SetAt},
                {integration.Status}, {integration.LastTestedAt}, {integration.LastError}, {integration.Version}, {integration.CreatedAt})
        """);

    public static void Update(Change change, Integration integration) => change.Add($"""
        update integration
           set name = {integration.Name}, settings = {integration.Settings}, status = {integration.Status},
               secret_store = {integration.Secret?.Ref.Store}, secret_name = {integration.Secret?.Ref.Name},
               secret_version = {integration.Secret?.Ref.Version}, secret_set_at = {integration.Secret?.SetAt},
               last_tested_at = {integration.LastTestedAt}, last_error = {integration.LastError}, version = {integration.Version}
         where tenant_id = {change.Op.Tenant} and id = {integration.Id}
        """);

    public static void Delete(Change change, IntegrationId id) =>
        change.Add($"delete from integration where tenant_id = {change.Op.Tenant} and id = {id}");

    private static Integration Read(NpgsqlDataReader row) => new(
        row.Id<IntegrationId>(0),
        row.GetString(1),
        row.GetString(2),
        row.JsonOrNull(3)!.Value,
        row.IsDBNull(5) ? null : new SecretPointer(new SecretRef(row.GetString(4), row.GetString(5), row.GetInt32(6)), row.Time(7)),
        row.Enum<IntegrationStatus>(8),
        row.TimeOrNull(9),
        row.TextOrNull(10),
        row.GetInt64(11),
        row.Time(12));
}
