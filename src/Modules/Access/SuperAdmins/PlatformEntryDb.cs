using System.Net;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Access.SuperAdmins;

/// <summary>An entry of the platform's own log.</summary>
/// <param name="Id">Which; entries are in the order of their ids.</param>
/// <param name="At">When it was begun.</param>
/// <param name="User">Who; null for the operator.</param>
/// <param name="UserName">What they are called.</param>
/// <param name="UserEmail">Their address; null for the operator.</param>
/// <param name="Home">Their own tenant; null for the operator.</param>
/// <param name="In">In which tenant they acted: their own, or one that they visited.</param>
/// <param name="Operation">What, as <c>module.feature</c>.</param>
/// <param name="Subject">What it was about; null where that is said by nothing but the tenants' own logs.</param>
/// <param name="Session">In which log-in session.</param>
/// <param name="Address">From where.</param>
/// <param name="RequestId">Ties it to the entries of the tenants' logs.</param>
/// <param name="EndedAt">When it ended; null while it goes on, or when the process ended first.</param>
/// <param name="Error">The code of the problem that stood in the way; null when it was done.</param>
internal sealed record PlatformEntry(
    Guid Id, DateTimeOffset At, Guid? User, string UserName, string? UserEmail, TenantId? Home, TenantId In, string Operation, Guid? Subject, Guid? Session, IPAddress? Address,
    string RequestId, DateTimeOffset? EndedAt, string? Error);

/// <summary>Statements about the platform's own log. Its rows are of no tenant.</summary>
internal sealed class PlatformEntryDb(ControlSession control)
{
    private static Sql Columns => Sql.Constant("id, at, user_id, user_name, user_email, home_id, in_id, operation, subject, session_id, address, request_id, ended_at, error");

    public async Task Insert(PlatformEntry entry, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        Insert(change, entry);
        await change.Commit(ct);
    }

    public static void Insert(Change change, PlatformEntry entry) => change.Add($"""
        insert into platform_entry ({Columns})
        values ({entry.Id}, {entry.At}, {entry.User}, {entry.UserName}, {entry.UserEmail}, {entry.Home}, {entry.In}, {entry.Operation}, {entry.Subject}, {entry.Session},
                {entry.Address}, {entry.RequestId}, {entry.EndedAt}, {entry.Error})
        """);

    public async Task End(Guid entry, string? error, DateTimeOffset now, CancellationToken ct)
    {
        await using var change = control.Bookkeeping();
        change.Add($"update platform_entry set ended_at = {now}, error = {error} where id = {entry} and ended_at is null");
        await change.Commit(ct);
    }

    public Task<List<PlatformEntry>> Page(PageRequest page, CancellationToken ct) => control.Query(
        $"select {Columns} from platform_entry where true{page.Below("id")} order by id desc limit {page.Limit + 1}",
        row => new PlatformEntry(
            row.Uuid(), row.Time(), row.OrNull<Guid>(), row.Text(), row.TextOrNull(), row.IdOrNull<TenantId>(), row.Id<TenantId>(), row.Text(), row.OrNull<Guid>(), row.OrNull<Guid>(),
            row.Group(1, r => r.Get<IPAddress>()), row.Text(), row.TimeOrNull(), row.TextOrNull()),
        ct);
}
