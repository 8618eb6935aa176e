using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets;

/// <summary>One ticket put into another.</summary>
internal sealed record Merge(TicketMergeId Id, TicketId Source, TicketId Target, MergeBefore Before, TicketActor MergedBy, DateTimeOffset MergedAt);

/// <summary>
/// The module's statements about merges. What belongs to the one ticket goes to the other with the merge's id on top of those that brought it where it
/// is; what the other has already stays. Undoing takes back what has the merge on top.
/// </summary>
internal static class MergeDb
{
    public static void Insert(Change change, Merge merge)
    {
        change.Add($"""
            insert into ticket_merge (tenant_id, id, source_id, target_id, before, merged_by, merged_at)
            values ({change.Op.Tenant}, {merge.Id}, {merge.Source}, {merge.Target}, {Json.Of(merge.Before)}, {Json.Of(merge.MergedBy)}, {merge.MergedAt})
            """);
        change.Add($"""
            update ticket_comment set ticket_id = {merge.Target}, merges = merges || {merge.Id}
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Source}
            """);
        change.Add($"""
            update ticket_observable o set ticket_id = {merge.Target}, merges = merges || {merge.Id}
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Source} and not exists (
                 select from ticket_observable t where t.tenant_id = {change.Op.Tenant} and t.ticket_id = {merge.Target} and t.kind = o.kind and t.value = o.value)
            """);
        change.Add($"""
            update ticket_link l set ticket_id = {merge.Target}, merges = merges || {merge.Id}
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Source} and not exists (
                 select from ticket_link t where t.tenant_id = {change.Op.Tenant} and t.ticket_id = {merge.Target} and t.kind = l.kind and t.target = l.target)
            """);
        change.Add($"""
            update ticket_watcher w set ticket_id = {merge.Target}, merges = merges || {merge.Id}
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Source} and not exists (
                 select from ticket_watcher t where t.tenant_id = {change.Op.Tenant} and t.ticket_id = {merge.Target} and t.user_id = w.user_id)
            """);
        change.Add($"""
            update ticket_attachment set ticket_id = {merge.Target}, merges = merges || {merge.Id}
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Source}
            """);
        TicketsDb.Index(change, merge.Target);
    }

    /// <summary>The merge that put a ticket where it is now.</summary>
    public static Task<Merge?> Of(Change change, TicketId source, CancellationToken ct) => change.First(
        $"""
        select id, source_id, target_id, before, merged_by, merged_at from ticket_merge
         where tenant_id = {change.Op.Tenant} and source_id = {source} and undone_at is null for update
        """,
        row => new Merge(row.Id<TicketMergeId>(), row.Id<TicketId>(), row.Id<TicketId>(), row.Json<MergeBefore>(), row.Json<TicketActor>(), row.Time()),
        ct);

    /// <summary>Whether another ticket was put into this one, and still is.</summary>
    public static async Task<bool> HasTaken(Change change, TicketId target, CancellationToken ct) => await change.First(
        $"select exists (select from ticket_merge where tenant_id = {change.Op.Tenant} and target_id = {target} and undone_at is null)", row => row.Bool(), ct);

    public static void Undo(Change change, Merge merge, TicketActor by, DateTimeOffset now)
    {
        change.Add($"""
            update ticket_merge set undone_by = {Json.Of(by)}, undone_at = {now} where tenant_id = {change.Op.Tenant} and id = {merge.Id}
            """);
        change.Add($"""
            update ticket_comment set ticket_id = {merge.Source}, merges = trim_array(merges, 1)
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Target} and merges[cardinality(merges)] = {merge.Id}
            """);
        change.Add($"""
            update ticket_observable set ticket_id = {merge.Source}, merges = trim_array(merges, 1)
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Target} and merges[cardinality(merges)] = {merge.Id}
            """);
        change.Add($"""
            update ticket_link set ticket_id = {merge.Source}, merges = trim_array(merges, 1)
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Target} and merges[cardinality(merges)] = {merge.Id}
            """);
        change.Add($"""
            update ticket_watcher set ticket_id = {merge.Source}, merges = trim_array(merges, 1)
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Target} and merges[cardinality(merges)] = {merge.Id}
            """);
        change.Add($"""
            update ticket_attachment set ticket_id = {merge.Source}, merges = trim_array(merges, 1)
             where tenant_id = {change.Op.Tenant} and ticket_id = {merge.Target} and merges[cardinality(merges)] = {merge.Id}
            """);
        TicketsDb.Index(change, merge.Source);
    }
}
