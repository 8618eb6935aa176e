using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Integrations.Domain;
using Holdfast.Modules.Vault.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Quotas;

namespace Holdfast.Modules.Integrations;

/// <summary>The module's statements.</summary>
internal sealed class IntegrationsDb(TenantSession session)
{
    public static Quota Quota { get; } = new("integrations", "Outside products that are used.");

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
         where tenant_id = {op.Tenant}{page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>All of the tenant's, the oldest first; at most as many as a tenant may have.</summary>
    public Task<List<Integration>> All(OpContext op, CancellationToken ct) =>
        session.Query($"select {Columns} from integration where tenant_id = {op.Tenant} order by id limit 10000", Read, ct);

    public Task<Integration?> OldestOk(OpContext op, string[] connectors, CancellationToken ct) => OldestOk(session, op, connectors, ct);

    /// <summary>The oldest integration that passed its test, read in the tenant's store or inside a change there.</summary>
    public static Task<Integration?> OldestOk(IReads reads, OpContext op, string[] connectors, CancellationToken ct) => reads.First(
        $"""
        select {Columns} from integration
         where tenant_id = {op.Tenant} and connector = any({connectors}) and status = {IntegrationStatus.Ok}
         order by id limit 1
        """,
        Read,
        ct);

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

    private static Integration Read(Row row) => new(
        row.Id<IntegrationId>(),
        row.Text(),
        row.Text(),
        row.JsonOrNull()!.Value,
        row.Group(4, r => new SecretPointer(new SecretRef(r.Text(), r.Text(), r.Int()), r.Time())),
        row.Enum<IntegrationStatus>(),
        row.TimeOrNull(),
        row.TextOrNull(),
        row.Long(),
        row.Time());
}
