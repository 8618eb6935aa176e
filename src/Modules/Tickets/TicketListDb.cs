using System.Globalization;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>How many tickets are open, by severity and by stage, and how many of them wait for an approval or are late.</summary>
internal sealed record TicketCounts(int Critical, int High, int Medium, int Low, int New, int InProgress, int AwaitingApproval, int Overdue);

/// <summary>A ticket that has something in common with another.</summary>
/// <param name="Ticket">Which.</param>
/// <param name="Shared">How many observables both have.</param>
internal sealed record SimilarTicket(Ticket Ticket, int Shared);

/// <summary>The module's statements about many tickets.</summary>
internal sealed class TicketListDb(TenantSession session)
{
    /// <summary>A page of the tickets that a filter leaves; one more than asked, to see whether there are others.</summary>
    public async Task<List<Ticket>> Tickets(OpContext op, TicketFilter filter, TicketSort sort, PageRequest page, DateTimeOffset now, CancellationToken ct)
    {
        Sql after = Sql.Empty;
        if (page.After is { } id)
        {
            if (await Place(op, id, ct) is not { } last)
            {
                return [];
            }

            after = sort switch
            {
                TicketSort.Oldest => $" and id > {id}",
                TicketSort.Severity => $" and (severity_rank, id) < ({last.Severity}, {id})",
                TicketSort.Priority => $" and (priority_rank, id) < ({last.Priority}, {id})",
                TicketSort.Due => $" and (clock_at, id) > ({last.ClockAt}, {id})",
                _ => $" and id < {id}",
            };
        }

        var order = sort switch
        {
            TicketSort.Oldest => Sql.Constant("id"),
            TicketSort.Severity => Sql.Constant("severity_rank desc, id desc"),
            TicketSort.Priority => Sql.Constant("priority_rank desc, id desc"),
            TicketSort.Due => Sql.Constant("clock_at, id"),
            _ => Sql.Constant("id desc"),
        };
        var only = Only(op.Tenant, filter, await Said(op.Tenant, filter.Text, ct), now);
        return await session.Query(
            Sql.OneOff($"""
                select {TicketsDb.Columns} from ticket
                 where tenant_id = {op.Tenant}{only}{TicketsDb.Within(op)}{after}
                 order by {order} limit {page.Limit + 1}
                """),
            TicketsDb.Read,
            ct);
    }

    /// <summary>The ids of the tickets that a filter leaves, oldest first; at most so many.</summary>
    public async Task<List<TicketId>> Ids(OpContext op, TicketFilter filter, int limit, DateTimeOffset now, CancellationToken ct)
    {
        var only = Only(op.Tenant, filter, await Said(op.Tenant, filter.Text, ct), now);
        return await session.Query(Sql.OneOff($"select id from ticket where tenant_id = {op.Tenant}{only}{TicketsDb.Within(op)} order by id limit {limit}"), row => row.Id<TicketId>(), ct);
    }

    /// <summary>What is open within reach.</summary>
    public async Task<TicketCounts> OpenCounts(OpContext op, DateTimeOffset now, CancellationToken ct) => (await session.First(
        $"""
        select count(*) filter (where severity = 'CRITICAL')::int, count(*) filter (where severity = 'HIGH')::int, count(*) filter (where severity = 'MEDIUM')::int,
               count(*) filter (where severity = 'LOW')::int, count(*) filter (where stage = 'NEW')::int, count(*) filter (where stage = 'IN_PROGRESS')::int,
               count(*) filter (where run_state = 'AWAITING_APPROVAL')::int, count(*) filter (where clock_at <= {now})::int
          from ticket where tenant_id = {op.Tenant} and stage <> 'CLOSED'{TicketsDb.Within(op)}
        """,
        row => new TicketCounts(row.Int(), row.Int(), row.Int(), row.Int(), row.Int(), row.Int(), row.Int(), row.Int()),
        ct))!;

    public Task<Ticket?> OldestOpen(OpContext op, CancellationToken ct) => session.First(
        $"select {TicketsDb.Columns} from ticket where tenant_id = {op.Tenant} and stage <> 'CLOSED'{TicketsDb.Within(op)} order by id limit 1", TicketsDb.Read, ct);

    /// <summary>Open tickets, the most severe first and of those the oldest.</summary>
    public Task<List<Ticket>> MostUrgent(OpContext op, int limit, CancellationToken ct) => session.Query(
        $"""
        select {TicketsDb.Columns} from ticket
         where tenant_id = {op.Tenant} and stage <> 'CLOSED'{TicketsDb.Within(op)}
         order by severity_rank desc, id limit {limit}
        """,
        TicketsDb.Read,
        ct);

    /// <summary>Tickets with observables that this one has too, those with the most first, and of those the newest.</summary>
    public Task<List<SimilarTicket>> Similar(OpContext op, TicketId id, int limit, CancellationToken ct) => session.Query(
        $"""
        select {TicketsDb.Columns},
               (select count(*)::int from ticket_observable o join ticket_observable mine using (tenant_id, kind, value)
                 where o.tenant_id = {op.Tenant} and o.ticket_id = ticket.id and mine.ticket_id = {id}) shared
          from ticket
         where tenant_id = {op.Tenant} and id <> {id}{TicketsDb.Within(op)}
           and id in (select o.ticket_id from ticket_observable o join ticket_observable mine using (tenant_id, kind, value)
                       where o.tenant_id = {op.Tenant} and mine.ticket_id = {id})
         order by shared desc, id desc limit {limit}
        """,
        row => new SimilarTicket(TicketsDb.Read(row), row.Int()),
        ct);

    private Task<SortPlace?> Place(OpContext op, Guid id, CancellationToken ct) => session.First(
        $"select severity_rank::int, priority_rank::int, clock_at from ticket where tenant_id = {op.Tenant} and id = {id}{TicketsDb.Within(op)}",
        row => new SortPlace(row.Int(), row.Int(), row.Time()),
        ct);

    private static Sql Only(TenantId tenant, TicketFilter filter, Sql said, DateTimeOffset now)
    {
        Sql execution = filter.Execution is { } e ? $" and execution = {e}" : Sql.Empty;
        Sql stage = filter.Stage is { } s ? $" and stage = {s}" : Sql.Empty;
        Sql severity = filter.Severity is { } v ? $" and severity_rank = {(int)v + 1}" : Sql.Empty;
        Sql priority = filter.Priority is { } p ? $" and priority_rank = {(int)p + 1}" : Sql.Empty;
        Sql device = filter.Device is { } d ? $" and device_id = {d}" : Sql.Empty;
        Sql assignee = filter.Assignee is { } a ? $" and assignee_id = {a}" : Sql.Empty;
        Sql parent = filter.Parent is { } of ? $" and parent_id = {of}" : Sql.Empty;
        Sql tag = filter.Tag is { } word ? $"{Term(tenant, $"#{word}")} and tags @> {new[] { word }}" : Sql.Empty;
        Sql watcher = filter.Watcher is { } w ? $" and id in (select ticket_id from ticket_watcher where tenant_id = {tenant} and user_id = {w})" : Sql.Empty;
        Sql overdue = filter.Overdue switch { true => $" and clock_at <= {now}", false => $" and clock_at > {now}", null => Sql.Empty };
        var open = filter.Open switch { true => Sql.Constant(" and stage <> 'CLOSED'"), false => Sql.Constant(" and stage = 'CLOSED'"), null => Sql.Empty };
        var assigned = filter.Assigned switch { true => Sql.Constant(" and assignee_id is not null"), false => Sql.Constant(" and assignee_id is null"), null => Sql.Empty };
        return $"{execution}{stage}{severity}{priority}{device}{assignee}{assigned}{parent}{tag}{watcher}{overdue}{open}{Seen(tenant, filter.Observable)}{Found(filter.Search)}{said}";
    }

    private static Sql Seen(TenantId tenant, ObservableFilter? observable)
    {
        if (observable is null)
        {
            return Sql.Empty;
        }

        Sql kind = observable.Kind is { } k ? $" and kind = any({ObservableWords.Of(k)})" : Sql.Empty;
        return $" and id in (select ticket_id from ticket_observable where tenant_id = {tenant} and value = any({observable.Values}){kind})";
    }

    // A number alone, with or without its mark, is the ticket's.
    private static Sql Found(SearchText? search) => search is null ? Sql.Empty
        : Number(search) is { } number ? $" and number = {number}"
        : search.In("subject, description");

    // A ticket that has the terms is looked at more closely: whether its own text matches, or that of one of its comments.
    private async Task<Sql> Said(TenantId tenant, SearchText? text, CancellationToken ct)
    {
        if (text is null)
        {
            return Sql.Empty;
        }

        if (text.Text.StartsWith('#') && Number(text) is { } number)
        {
            return $" and number = {number}";
        }

        var wanted = TextWords.Of(text.Text);
        var beginning = wanted.Beginning is { } begun ? (await Terms([begun], ct)).FirstOrDefault() : null;
        var known = await Terms(wanted.Words, ct);
        Sql candidates = Sql.Empty;
        if (wanted.Any && known.Count > 0)
        {
            candidates = $" and id in (select ticket_id from ticket_term where tenant_id = {tenant} and term = any({known.ToArray()}))";
        }

        foreach (var term in wanted.Any ? [] : known)
        {
            candidates = $"{candidates}{Term(tenant, term)}";
        }

        Sql query = $"websearch_to_tsquery('simple', {text.Text})";
        if (beginning is not null)
        {
            query = $"(websearch_to_tsquery('simple', {wanted.Rest}) && to_tsquery('simple', quote_literal({beginning}) || ':*'))";
            candidates = $"{candidates} and id in (select ticket_id from ticket_term where tenant_id = {tenant} and term >= {beginning} and term < {beginning} || chr(1114111))";
        }

        return $"""
            {candidates} and (words @@ {query} or coalesce((
                 select true from ticket_comment c where c.tenant_id = {tenant} and c.ticket_id = ticket.id and c.words @@ {query} limit 1), false))
            """;
    }

    // What words are kept as; of a word of several parts, the longest.
    private async Task<List<string>> Terms(IReadOnlyList<string> words, CancellationToken ct)
    {
        var terms = words.Count == 0 ? [] : await session.Query(
            $"select (select term from unnest(tsvector_to_array(to_tsvector('simple', word))) term order by length(term) desc, term limit 1) from unnest({words.ToArray()}) word",
            row => row.TextOrNull(),
            ct);
        return [.. terms.OfType<string>().Distinct(StringComparer.Ordinal)];
    }

    private static Sql Term(TenantId tenant, string term) => $" and id in (select ticket_id from ticket_term where tenant_id = {tenant} and term = {term})";

    private static long? Number(SearchText search) =>
        long.TryParse(search.Text.StartsWith('#') ? search.Text[1..] : search.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record SortPlace(int Severity, int Priority, DateTimeOffset ClockAt);
}
