using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access;

/// <summary>Statements about visits.</summary>
internal sealed class VisitDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant(
        "v.tenant_id, v.id, v.home_id, v.home_name, v.user_id, v.user_name, v.user_email, v.session_id, v.access, v.opened_at, v.ends_at, v.ended_at, v.by_platform");

    /// <summary>A change in the control store that sees the visitor's tenant and the visited one.</summary>
    public Change ChangeAcross(OpContext op) => control.For(op).AcrossTenants().Change();

    public static void Insert(Change across, Visit visit) => across.Add($"""
        insert into visit (tenant_id, id, home_id, home_name, user_id, user_name, user_email, session_id, access, opened_at, ends_at, by_platform)
        values ({visit.Tenant}, {visit.Id}, {visit.Home}, {visit.HomeName}, {visit.User}, {visit.UserName}, {visit.UserEmail}, {visit.Session}, {visit.Access},
                {visit.OpenedAt}, {visit.EndsAt}, {visit.IsByPlatform})
        """);

    /// <summary>The open visits of a session, in whichever tenants.</summary>
    public Task<List<Visit>> OpenOf(TenantId home, Guid session, DateTimeOffset now, CancellationToken ct) => OpenOf(control.AcrossTenants(), home, session, now, ct);

    public static Task<List<Visit>> OpenOf(IReads across, TenantId home, Guid session, DateTimeOffset now, CancellationToken ct) => across.Query(
        $"""
        select {Columns} from visit v
         where v.tenant_id is not null and v.home_id = {home} and v.session_id = {session} and v.ended_at is null and v.ends_at > {now}
        """,
        Read,
        ct);

    /// <summary>The visits in the operation's tenant, newest first. One whose session has ended has ended with it.</summary>
    public Task<List<Visit>> In(OpContext op, PageRequest page, CancellationToken ct) => control.AcrossTenants().Query(
        $"""
        select v.tenant_id, v.id, v.home_id, v.home_name, v.user_id, v.user_name, v.user_email, v.session_id, v.access, v.opened_at, v.ends_at, coalesce(v.ended_at, s.ended_at), v.by_platform
          from visit v left join login_session s on s.tenant_id = v.home_id and s.id = v.session_id
         where v.tenant_id = {op.Tenant}{page.Below("v.id")} order by v.id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>One visit in the change's tenant.</summary>
    public static Task<Visit?> ForUpdate(Change across, VisitId id, CancellationToken ct) =>
        across.First($"select {Columns} from visit v where v.tenant_id = {across.Op.Tenant} and v.id = {id} for update", Read, ct);

    public static void End(Change across, Visit visit, DateTimeOffset now) =>
        across.Add($"update visit set ended_at = {now} where tenant_id = {visit.Tenant} and id = {visit.Id}");

    /// <summary>The open visits in some tenants of people from others.</summary>
    public static Task<List<Visit>> OpenIn(Change across, Guid[] tenants, DateTimeOffset now, CancellationToken ct) => across.Query(
        $"""
        select {Columns} from visit v
         where v.tenant_id = any({tenants}) and v.home_id <> all({tenants}) and v.ended_at is null and v.ends_at > {now} order by v.id for update
        """,
        Read,
        ct);

    /// <summary>Takes away what ended long ago.</summary>
    public async Task Prune(DateTimeOffset before, CancellationToken ct)
    {
        await using var change = control.AcrossTenants().Bookkeeping();
        change.Add($"delete from visit where tenant_id is not null and ends_at < {before}");
        await change.Commit(ct);
    }

    private static Visit Read(Row row) => new(
        row.Id<TenantId>(), row.Id<VisitId>(), row.Id<TenantId>(), row.Text(), row.Uuid(), row.Text(), row.Text(), row.Uuid(), row.Enum<ProviderAccess>(),
        row.Time(), row.Time(), row.TimeOrNull(), row.Bool());
}
