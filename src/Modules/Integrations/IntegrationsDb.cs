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

    private static Sql Kept => Sql.Constant("""
        id, connector, name, settings, secret_store, secret_name, secret_version, secret_set_at, status, last_tested_at, last_error, version, created_at,
        organization_id, group_id
        """);

    private static Sql Columns => Sql.Constant("""
        id, connector, name, settings, secret_store, secret_name, secret_version, secret_set_at, status, last_tested_at, last_error, version, created_at,
        organization_id, group_id,
        (select max(f.last_success_at) from integration_feed f where f.tenant_id = integration.tenant_id and f.integration_id = integration.id),
        (select count(*)::int from integration_feed f where f.tenant_id = integration.tenant_id and f.integration_id = integration.id and f.is_enabled and f.failures >= 3)
        """);

    public Change Change() => session.Change();

    public Task<Integration?> Integration(OpContext op, IntegrationId id, CancellationToken ct) =>
        session.First($"select {Columns} from integration where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    public static Task<Integration?> ForUpdate(Change change, IntegrationId id, CancellationToken ct) =>
        change.First($"select {Columns} from integration where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    /// <summary>An integration wherever it hangs: for what is done through it, which has its own place.</summary>
    public static Task<Integration?> Anywhere(IReads reads, TenantId tenant, IntegrationId id, CancellationToken ct) =>
        reads.First($"select {Columns} from integration where tenant_id = {tenant} and id = {id}", Read, ct);

    /// <summary>The same, read by itself.</summary>
    public Task<Integration?> Anywhere(OpContext op, IntegrationId id, CancellationToken ct) => Anywhere(session, op.Tenant, id, ct);

    public Task<List<Integration>> Integrations(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from integration
         where tenant_id = {op.Tenant}{Within(op)}{page.Below("id")}
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
        insert into integration (tenant_id, {Kept})
        values ({change.Op.Tenant}, {integration.Id}, {integration.Connector}, {integration.Name}, {integration.Settings},
                {integration.Secret?.Ref.Store}, {integration.Secret?.Ref.Name}, {integration.Secret?.Ref.Version}, {integration.Secret?.SetAt},
                {integration.Status}, {integration.LastTestedAt}, {integration.LastError}, {integration.Version}, {integration.CreatedAt},
                {integration.Place.Organization}, {integration.Place.Group})
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

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", null);

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
        row.Time())
    {
        Place = new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), null),
        LastSuccessAt = row.TimeOrNull(),
        FailingFeeds = row.Int(),
    };
}
