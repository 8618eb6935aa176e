using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Work;

namespace Holdfast.Modules.Tenancy.RollUps;

/// <summary>Statements about what tenants let those above see, and about when it is made anew.</summary>
internal sealed class FiguresDb(TenantSession session, ControlSession control) : IFiguresDue
{
    private static readonly TimeSpan Gather = TimeSpan.FromSeconds(2);

    private static Sql Columns => Sql.Constant("t.tenant_id, t.name, t.shared_figures, f.at, f.score, f.open_findings, f.devices, f.reporting, f.open_tickets, f.use, t.version");

    public void Mark(Change change) => change.Add($"""
        insert into figures_due (tenant_id, due_at) values ({change.Op.Tenant}, now() + {Gather})
        on conflict (tenant_id) do update set marks = figures_due.marks + 1
        """);

    /// <summary>Tenants of a database whose figures are to be made, the longest waiting first.</summary>
    public static async Task<IReadOnlyList<WorkItem>> Due(Database database, WorkQuery wanted, CancellationToken ct) => await database.Ask(
        $"select tenant_id from figures_due where due_at <= now() and tenant_id <> all({wanted.ExceptIds}) order by due_at limit {wanted.Limit}", row => new WorkItem(row.Id<TenantId>()), ct);

    /// <summary>How much has changed of the operation's tenant by now; null when nothing is to be done.</summary>
    public Task<long?> Marks(OpContext op, CancellationToken ct) => session.First($"select marks from figures_due where tenant_id = {op.Tenant}", row => (long?)row.Long(), ct);

    /// <summary>It is done, unless more has changed since; that waits again.</summary>
    public async Task Done(OpContext op, long marks, CancellationToken ct)
    {
        await using var change = session.Bookkeeping();
        change.Add($"delete from figures_due where tenant_id = {op.Tenant} and marks = {marks}");
        change.Add($"update figures_due set due_at = now() + {Gather} where tenant_id = {op.Tenant}");
        await change.Commit(ct);
    }

    /// <summary>What the operation's tenant shows to those above; null when nobody is above.</summary>
    public Task<TenantFigures?> OfOwn(OpContext op, CancellationToken ct) =>
        control.First($"select {Columns} from tenant t left join tenant_figures f on f.tenant_id = t.tenant_id where t.tenant_id = {op.Tenant} and t.parent_id is not null", Read, ct);

    /// <summary>What a tenant shows, at the operation's own or below it; whoever asks has made sure of that.</summary>
    public Task<TenantFigures?> Of(TenantId tenant, CancellationToken ct) => Of(control.AcrossTenants(), tenant, ct);

    /// <summary>The same inside a change of the control store.</summary>
    public static Task<TenantFigures?> Of(IReads across, TenantId tenant, CancellationToken ct) =>
        across.First($"select {Columns} from tenant t left join tenant_figures f on f.tenant_id = t.tenant_id where t.tenant_id = {tenant}", Read, ct);

    /// <summary>What the tenants below the operation's show, the newest first.</summary>
    public Task<List<TenantFigures>> Below(OpContext op, PageRequest page, CancellationToken ct) => control.AcrossTenants().Query(
        $"""
        with recursive {TenancyDb.Below(op.Tenant)}
        select {Columns} from tenant t left join tenant_figures f on f.tenant_id = t.tenant_id
         where t.tenant_id in (select tenant_id from below) and t.tenant_id <> {op.Tenant}{page.Below("t.tenant_id")}
         order by t.tenant_id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>Writes what the operation's tenant shows, and nothing else of it.</summary>
    public async Task Put(OpContext op, TenantFigures figures, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        Put(change, op.Tenant, figures);
        await change.Commit(ct);
    }

    /// <summary>The same in a change of the control store.</summary>
    public static void Put(Change change, TenantId tenant, TenantFigures figures)
    {
        var of = figures.Figures;
        string? use = figures.Use is null ? null : Json.Of(figures.Use).Text;
        change.Add($"""
            insert into tenant_figures (tenant_id, at, score, open_findings, devices, reporting, open_tickets, use)
            select {tenant}, {figures.At}, {of.Score}, {of.OpenFindings}, {of.Devices}, {of.Reporting}, {of.OpenTickets}, {use}
            on conflict (tenant_id) do update set at = excluded.at, score = excluded.score, open_findings = excluded.open_findings, devices = excluded.devices,
               reporting = excluded.reporting, open_tickets = excluded.open_tickets, use = excluded.use
            """);
    }

    /// <summary>What a tenant shows from now on: what it does not is gone with it.</summary>
    public static void Share(Change change, TenantId tenant, TenantFigures figures)
    {
        string[] shared = [.. figures.Shared.Select(f => EnumText.Of(f))];
        change.Add($"update tenant set shared_figures = {shared} where tenant_id = {tenant}");
        if (figures.At is not null)
        {
            Put(change, tenant, figures);
        }
    }

    private static TenantFigures Read(Row row) => new(
        row.Id<TenantId>(),
        row.Text(),
        [.. row.Get<string[]>().Select(EnumText.Parse<FigureKind>)],
        row.TimeOrNull(),
        new Figures { Score = row.OrNull<int>(), OpenFindings = row.OrNull<long>(), Devices = row.OrNull<long>(), Reporting = row.OrNull<long>(), OpenTickets = row.OrNull<long>() },
        row.JsonOrNull<FigureOfUse[]>(),
        row.Long());
}
