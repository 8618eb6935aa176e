using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>Who follows a ticket.</summary>
internal sealed record Watcher(UserId UserId, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public const int MaxPerTicket = 50;
}

/// <summary>The module's statements about what belongs to tickets: observables, links and watchers.</summary>
internal sealed class PartsDb(TenantSession session)
{
    public Task<List<TicketObservable>> Observables(OpContext op, TicketId ticket, CancellationToken ct) => Observables(session, op, ticket, ct);

    public static Task<List<TicketObservable>> Observables(IReads reads, OpContext op, TicketId ticket, CancellationToken ct) => reads.Query(
        $"select id, kind, value, added_by, added_at from ticket_observable where tenant_id = {op.Tenant} and ticket_id = {ticket} order by id",
        row => new TicketObservable(row.Id<ObservableId>(), Kind(row.Text()), row.Text(), row.Json<TicketActor>(), row.Time()),
        ct);

    // A server of the version before still writes the words of before.
    private static ObservableType Kind(string word) =>
        ObservableWords.TryParse(word, out var type) ? type : throw new InvalidOperationException($"'{word}' is no kind of observable.");

    public static void Insert(Change change, TicketId ticket, TicketObservable o) => change.Add($"""
        insert into ticket_observable (tenant_id, id, ticket_id, kind, value, added_by, added_at)
        values ({change.Op.Tenant}, {o.Id}, {ticket}, {o.Kind}, {o.Value}, {Json.Of(o.AddedBy)}, {o.AddedAt})
        """);

    public static void Delete(Change change, ObservableId id) => change.Add($"delete from ticket_observable where tenant_id = {change.Op.Tenant} and id = {id}");

    public Task<List<TicketLink>> Links(OpContext op, TicketId ticket, CancellationToken ct) => Links(session, op, ticket, ct);

    public static Task<List<TicketLink>> Links(IReads reads, OpContext op, TicketId ticket, CancellationToken ct) => reads.Query(
        $"select id, kind, target, added_by, added_at from ticket_link where tenant_id = {op.Tenant} and ticket_id = {ticket} order by id",
        row => new TicketLink(row.Id<TicketLinkId>(), row.Enum<TicketLinkKind>(), row.Text(), row.Json<TicketActor>(), row.Time()),
        ct);

    public static void Insert(Change change, TicketId ticket, TicketLink l) => change.Add($"""
        insert into ticket_link (tenant_id, id, ticket_id, kind, target, added_by, added_at)
        values ({change.Op.Tenant}, {l.Id}, {ticket}, {l.Kind}, {l.Target}, {Json.Of(l.AddedBy)}, {l.AddedAt})
        """);

    public static void Delete(Change change, TicketLinkId id) => change.Add($"delete from ticket_link where tenant_id = {change.Op.Tenant} and id = {id}");

    public Task<List<Watcher>> Watchers(OpContext op, TicketId ticket, CancellationToken ct) => Watchers(session, op, ticket, ct);

    public static Task<List<Watcher>> Watchers(IReads reads, OpContext op, TicketId ticket, CancellationToken ct) => reads.Query(
        $"select user_id, added_by, added_at from ticket_watcher where tenant_id = {op.Tenant} and ticket_id = {ticket} order by added_at, user_id",
        row => new Watcher(row.Id<UserId>(), row.Json<TicketActor>(), row.Time()),
        ct);

    public static void Insert(Change change, TicketId ticket, Watcher w) => change.Add($"""
        insert into ticket_watcher (tenant_id, ticket_id, user_id, added_by, added_at)
        values ({change.Op.Tenant}, {ticket}, {w.UserId}, {Json.Of(w.AddedBy)}, {w.AddedAt})
        """);

    public static void Delete(Change change, TicketId ticket, UserId user) =>
        change.Add($"delete from ticket_watcher where tenant_id = {change.Op.Tenant} and ticket_id = {ticket} and user_id = {user}");
}
