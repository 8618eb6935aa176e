using Holdfast.Platform.Kernel;

namespace Holdfast.Platform.Data;

/// <summary>Records of control-store changes on their way to tenants' stores in other databases.</summary>
public static class Outbox
{
    /// <summary>Tenants with records that are due, the longest waiting first.</summary>
    public static Task<List<TenantId>> Waiting(Database control, int limit, TenantId[] except, CancellationToken ct) => control.Ask(
        $"""
        with recursive waiting as (
            (select tenant_id from outbox_due order by tenant_id limit 1)
            union all
            select next.tenant_id from waiting cross join lateral (
                select tenant_id from outbox_due where tenant_id > waiting.tenant_id order by tenant_id limit 1) next)
        select tenant_id from waiting cross join lateral (
            select due_at from outbox_due o where o.tenant_id = waiting.tenant_id order by due_at limit 1) first
         where due_at <= now() and tenant_id <> all({Values(except)}) order by due_at limit {limit}
        """,
        row => row.Id<TenantId>(),
        ct);

    /// <summary>
    /// Carries up to so many of a tenant's records over, oldest first: they are written in the tenant's store in one transaction, each id once, and
    /// only then leave the outbox. Run again after any failure, it writes nothing twice.
    /// </summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> Carry(ControlSession control, TenantSession tenant, CommitPipeline pipeline, int limit, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(control);
        ArgumentNullException.ThrowIfNull(tenant);
        ArgumentNullException.ThrowIfNull(pipeline);
        var op = tenant.Op;
        var waiting = await control.Query(
            $"select id, kind, content from outbox where tenant_id = {op.Tenant} order by seq limit {limit}",
            row => (Id: row.Uuid(), Record: pipeline.Read(row.Text(), row.Bytes())),
            ct);
        if (waiting.Count == 0)
        {
            return 0;
        }

        Guid[] ids = [.. waiting.Select(w => w.Id)];
        await using (var arriving = tenant.Bookkeeping())
        {
            var fresh = (await arriving.Query(
                $"insert into arrival (tenant_id, id, at) select {op.Tenant}, unnest({ids}), now() on conflict do nothing returning id", row => row.Uuid(), ct)).ToHashSet();
            foreach (var (_, record) in waiting.Where(w => fresh.Contains(w.Id)))
            {
                arriving.Add(record.Insert(op.Tenant));
            }

            await arriving.Commit(ct);
        }

        await using var leaving = control.Bookkeeping();
        leaving.Add($"delete from outbox where tenant_id = {op.Tenant} and id = any({ids})");
        leaving.Add($"delete from outbox_due where tenant_id = {op.Tenant} and id = any({ids})");
        await leaving.Commit(ct);
        return waiting.Count;
    }

    internal static Sql Insert(TenantId tenant, string kind, TenantRecord record, DateTimeOffset now) => $"""
        with written as (
            insert into outbox (tenant_id, id, kind, content, at) values ({tenant}, {record.Id}, {kind}, {record.ToBytes()}, {now}) returning tenant_id, id)
        insert into outbox_due (tenant_id, id, due_at) select tenant_id, id, now() from written
        """;

    private static Guid[] Values(TenantId[] tenants) => [.. tenants.Select(t => t.Value)];
}
