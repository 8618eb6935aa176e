using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Modules.Tenancy;

/// <summary>
/// Removes tenants whose time of grace is over: what they have outside and elsewhere, then every row, then the tenant itself, with a signed statement
/// in its place. Each step can be done again, so a process that dies leaves the rest to the next.
/// </summary>
internal sealed class RemoveTenants(DeletionDb db, Placing.Placing placing, IEnumerable<ITenantRemoval> removals, IPlatformStatements statements, IServiceProvider services, TimeProvider time) : IWork
{
    public WorkPace Pace => new(TimeSpan.FromMinutes(1), 2, WorkPace.ShortGrace, OnlyControl: true);

    public Task<IReadOnlyList<WorkItem>> Find(Database database, WorkQuery wanted, CancellationToken ct) => db.Due(wanted, ct);

    public async Task<bool> Do(OpContext op, WorkItem item, CancellationToken ct)
    {
        if (await db.Begin(op, time.GetUtcNow(), await statements.LastCheckpoint(op, ct), ct) is not (var tenant, var checkpoint))
        {
            return true;
        }

        foreach (var removal in removals)
        {
            await removal.Remove(op, ct);
        }

        await db.Empty(ct);
        await placing.Vanish(tenant.Id, ct);
        var now = time.GetUtcNow();
        var statement = await statements.Sign(TenantDeletion.Text(tenant, now, checkpoint), ct);
        await End(tenant, new TenantDeletion(tenant.Id, tenant.Slug, tenant.Name, tenant.Standing.Since ?? now, now, statement), op.Operation, ct);
        return true;
    }

    // In the books of the tenant above, where there is one: its own are gone.
    private async Task End(Tenant tenant, TenantDeletion deletion, string operation, CancellationToken ct)
    {
        var above = tenant.Parent ?? default;
        await using var scope = services.OpenWork(OpContext.OfSystem(above, operation, Id.NewGuid(time).ToString("N")));
        await using var change = scope.ServiceProvider.GetRequiredService<DeletionDb>().ChangeAcross(isBookkeeping: tenant.Parent is null);
        if (!await DeletionDb.End(change, above, deletion, ct))
        {
            return;
        }

        if (tenant.Parent is not null)
        {
            change.Publish(new TenantRemoved(tenant.Id, tenant.Slug));
            change.Audit(new AuditFact("tenant", tenant.Id.Value, tenant.Name, After: AuditFact.Show(new { deletion.Statement })) { Category = AuditCategory.SystemConfig, Severity = AuditSeverity.Warning });
        }

        await change.Commit(ct);
    }
}
