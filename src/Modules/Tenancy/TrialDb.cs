using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy;

/// <summary>Statements about what is still to be told of trials.</summary>
internal sealed class TrialDb(ControlSession control)
{
    /// <summary>Tenants with a trial whose end is near or past and was not told of, the earliest end first.</summary>
    public async Task<IReadOnlyList<WorkItem>> Due(WorkQuery wanted, TimeSpan reminder, DateTimeOffset now, CancellationToken ct) => await control.AcrossTenants().Query(
        $"""
        select tenant_id, id from tenant_trial
         where told_at is null and ends_at <= {now + reminder} and (reminded_at is null or ends_at <= {now}) and tenant_id <> all({wanted.ExceptIds})
         order by ends_at limit {wanted.Limit}
        """,
        row => new WorkItem(row.Id<TenantId>(), row.Uuid()),
        ct);

    public Change ChangeAcross() => control.AcrossTenants().Change();

    /// <summary>A trial of the change's tenant, its row held, and whether somebody was reminded of its end; null when its end was told of.</summary>
    public static async Task<(Trial Trial, bool IsReminded)?> ForUpdate(Change change, Guid id, CancellationToken ct) => (await change.Query(
        $"""
        select id, plan, started_at, ends_at, extensions, reminded_at is not null from tenant_trial
         where tenant_id = {change.Op.Tenant} and id = {id} and told_at is null for update
        """,
        row => (new Trial(row.Uuid(), row.Text(), row.Time(), row.Time(), row.Int()), row.Bool()),
        ct)) is [var found] ? found : null;

    public static void Remind(Change change, Guid id, DateTimeOffset now) => change.Add($"update tenant_trial set reminded_at = {now} where tenant_id = {change.Op.Tenant} and id = {id}");

    public static void TellEnd(Change change, TenantId tenant, Guid id, DateTimeOffset now) => change.Add($"update tenant_trial set told_at = {now} where tenant_id = {tenant} and id = {id}");
}
