using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy;

/// <summary>Statements about tenants that go.</summary>
internal sealed class DeletionDb(TenantSession session, ControlSession control)
{
    // What the control store keeps of a tenant until the last step, and after it.
    private static readonly string[] Kept = ["tenant", "tenant_deletion"];

    private static Sql Columns => Sql.Constant("id, slug, name, asked_at, removed_at, statement");

    /// <summary>Tenants whose time of grace is over, the longest waiting first.</summary>
    public async Task<IReadOnlyList<WorkItem>> Due(WorkQuery wanted, CancellationToken ct) => await control.AcrossTenants().Query(
        $"""
        select tenant_id from tenant t
         where delete_at <= now() and tenant_id <> all({wanted.ExceptIds}) and not exists (select from tenant_relocation m where m.tenant_id = t.tenant_id and m.ended_at is null)
         order by delete_at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>()),
        ct);

    /// <summary>Whether a tenant has others directly below it.</summary>
    public static Task<bool> HasTenants(Change across, TenantId tenant, CancellationToken ct) =>
        across.First($"select exists (select from tenant where parent_id = {tenant}), {tenant} as tenant_id", row => row.Bool(), ct);

    /// <summary>Marks the operation's tenant as going, for good, with what its log has come to; null when it is gone, or was resumed.</summary>
    public async Task<(Tenant Tenant, string? Checkpoint)?> Begin(OpContext op, DateTimeOffset now, string? checkpoint, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        if (await TenancyDb.TenantForUpdate(change, op.Tenant, ct) is not { Standing.DeleteAt: { } due } tenant || due > now)
        {
            return null;
        }

        if (tenant.Standing.State == TenantState.Removing)
        {
            return (tenant, await change.First($"select final_checkpoint from tenant where tenant_id = {op.Tenant}", row => row.TextOrNull(), ct));
        }

        tenant.Remove();
        TenancyDb.Update(change, tenant);
        change.Add($"update tenant set final_checkpoint = {checkpoint} where tenant_id = {op.Tenant}");
        await change.Commit(ct);
        return (tenant, checkpoint);
    }

    /// <summary>Takes every row of the operation's tenant, but for the one that says that it is going.</summary>
    public async Task Empty(CancellationToken ct)
    {
        // First what is on its way to the tenant, so that nothing arrives after the rest; where it is placed is known to the end.
        await Purge.Of(control, [.. Kept, "placement"], ct);
        await Purge.Of(session, ct);
        await Purge.Of(control, Kept, ct);
    }

    /// <summary>The last step, in the books of the tenant above: the statement stands there, and the tenant does not any more.</summary>
    public static async Task<bool> End(Change across, TenantId above, TenantDeletion deletion, CancellationToken ct)
    {
        if (await across.Execute($"delete from tenant where tenant_id = {deletion.Id}", ct) == 0)
        {
            return false;
        }

        across.Add($"""
            insert into tenant_deletion (tenant_id, {Columns})
            values ({above}, {deletion.Id}, {deletion.Slug}, {deletion.Name}, {deletion.AskedAt}, {deletion.RemovedAt}, {deletion.Statement})
            """);
        return true;
    }

    /// <summary>A change in the control store that sees all of it, for the tenant above or for none.</summary>
    public Change ChangeAcross(bool isBookkeeping) => isBookkeeping ? control.AcrossTenants().Bookkeeping() : control.AcrossTenants().Change();

    /// <summary>What was deleted from below the operation's tenant; from anywhere by the platform's role.</summary>
    public Task<List<TenantDeletion>> Deletions(OpContext op, PageRequest page, CancellationToken ct) => (op.IsPlatform ? control.AcrossTenants() : control).Query(
        $"select {Columns} from tenant_deletion where ({op.IsPlatform} or tenant_id = {op.Tenant}){page.Below("id")} order by id desc limit {page.Limit + 1}",
        Read,
        ct);

    /// <summary>What was deleted on the whole platform, newest first.</summary>
    public Task<List<TenantDeletion>> AllDeletions(int limit, CancellationToken ct) => control.AcrossTenants().Query(
        $"select {Columns} from tenant_deletion where tenant_id is not null order by removed_at desc limit {limit}", Read, ct);

    private static TenantDeletion Read(Row row) => new(row.Id<TenantId>(), row.Text(), row.Text(), row.Time(), row.Time(), row.Text());
}
