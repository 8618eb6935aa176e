using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>A filter that somebody keeps.</summary>
internal sealed record SavedView(TicketViewId Id, Guid OwnerId, string Name, bool IsShared, TicketQuery Query, TicketSort? Sort, DateTimeOffset CreatedAt, long Version) : IVersioned
{
    public const int MaxPerPerson = 50;
}

/// <summary>The module's statements about kept filters.</summary>
internal sealed class ViewsDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant("id, owner_id, name, is_shared, query, sort, created_at, version");

    public Change Change() => session.Change();

    /// <summary>Somebody's own and those that all have, by id.</summary>
    public Task<List<SavedView>> Views(OpContext op, PageRequest page, CancellationToken ct) => session.Query(
        $"""
        select {Columns} from ticket_view
         where tenant_id = {op.Tenant} and (is_shared or owner_id = {op.Principal.Id}){page.Below("id")}
         order by id desc limit {page.Limit + 1}
        """,
        Read,
        ct);

    /// <summary>One that this person may change: their own.</summary>
    public static Task<SavedView?> OwnForUpdate(Change change, TicketViewId id, CancellationToken ct) => change.First(
        $"select {Columns} from ticket_view where tenant_id = {change.Op.Tenant} and id = {id} and owner_id = {change.Op.Principal.Id} for update", Read, ct);

    public static async Task<int> Count(Change change, CancellationToken ct) => await change.First(
        $"select count(*)::int from ticket_view where tenant_id = {change.Op.Tenant} and owner_id = {change.Op.Principal.Id}", row => row.Int(), ct);

    public static void Insert(Change change, SavedView v) => change.Add($"""
        insert into ticket_view (tenant_id, {Columns})
        values ({change.Op.Tenant}, {v.Id}, {v.OwnerId}, {v.Name}, {v.IsShared}, {Json.Of(v.Query)}, {v.Sort}, {v.CreatedAt}, {v.Version})
        """);

    public static void Update(Change change, SavedView v) => change.Add($"""
        update ticket_view set name = {v.Name}, is_shared = {v.IsShared}, query = {Json.Of(v.Query)}, sort = {v.Sort}, version = {v.Version}
         where tenant_id = {change.Op.Tenant} and id = {v.Id}
        """);

    public static void Delete(Change change, TicketViewId id) => change.Add($"delete from ticket_view where tenant_id = {change.Op.Tenant} and id = {id}");

    private static SavedView Read(Row row) => new(
        row.Id<TicketViewId>(), row.Uuid(), row.Text(), row.Bool(), row.Json<TicketQuery>(), row.EnumOrNull<TicketSort>(), row.Time(), row.Long());
}
