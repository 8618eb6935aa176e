using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Domain.Rules;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>What became of a signal.</summary>
internal enum SignalOutcome
{
    /// <summary>A ticket was opened.</summary>
    Opened,

    /// <summary>It joined an open ticket.</summary>
    Joined,

    /// <summary>Nothing was to be done.</summary>
    Suppressed,
}

/// <summary>What became of a signal by which rule.</summary>
internal sealed record SignalRow(SignalSource Source, Guid Signal, TicketRuleId Rule, SignalOutcome Outcome, TicketId? Ticket, string Key, int Occurrences, DateTimeOffset At);

/// <summary>How often a rule decided since a moment.</summary>
internal sealed record RuleCount(TicketRuleId Rule, int Opened, int Joined, int Suppressed);

/// <summary>The module's statements about rules and what became of signals by them.</summary>
internal sealed class RulesDb(TenantSession session)
{
    private static Sql Columns => Sql.Constant(
        "id, position, name, is_enabled, source, organization_id, group_id, match, outcome, opening, reason, until, failing, created_by, created_at, version");

    public Change Change() => session.Change();

    /// <summary>Those within reach, in their order.</summary>
    public Task<List<TicketRule>> Rules(OpContext op, CancellationToken ct) =>
        session.Query($"select {Columns} from ticket_rule where tenant_id = {op.Tenant}{Within(op)} order by position, id", Read, ct);

    public Task<TicketRule?> Rule(OpContext op, TicketRuleId id, CancellationToken ct) =>
        session.First($"select {Columns} from ticket_rule where tenant_id = {op.Tenant} and id = {id}{Within(op)}", Read, ct);

    /// <summary>All of the tenant's, in their order, for one who decides.</summary>
    public static Task<List<TicketRule>> All(Change change, CancellationToken ct) =>
        change.Query($"select {Columns} from ticket_rule where tenant_id = {change.Op.Tenant} order by position, id", Read, ct);

    public static Task<TicketRule?> ForUpdate(Change change, TicketRuleId id, CancellationToken ct) =>
        change.First($"select {Columns} from ticket_rule where tenant_id = {change.Op.Tenant} and id = {id}{Within(change.Op)} for update", Read, ct);

    /// <summary>How often each decided since a moment.</summary>
    public Task<List<RuleCount>> Counts(OpContext op, DateTimeOffset since, CancellationToken ct) => session.Query(
        $"""
        select rule_id, count(*) filter (where outcome = 'OPENED')::int, count(*) filter (where outcome = 'JOINED')::int, count(*) filter (where outcome = 'SUPPRESSED')::int
          from ticket_signal where tenant_id = {op.Tenant} and at >= {since} group by rule_id
        """,
        row => new RuleCount(row.Id<TicketRuleId>(), row.Int(), row.Int(), row.Int()),
        ct);

    /// <summary>Whoever orders rules, or has signals become tickets, does so one after the other in a tenant.</summary>
    public static Task Lock(Change change, CancellationToken ct) =>
        change.Execute($"select pg_advisory_xact_lock(hashtextextended('ticket-rules ' || {change.Op.Tenant}::text, 0))", ct);

    public static void Insert(Change change, TicketRule r) => change.Add($"""
        insert into ticket_rule (tenant_id, {Columns})
        values ({change.Op.Tenant}, {r.Id}, {r.Position}, {r.Name}, {r.IsEnabled}, {r.Source}, {r.Place.Organization}, {r.Place.Group}, {Json.Of(r.Match)}, {r.Outcome}, {Json.Of(r.Opening)},
                {r.Reason}, {r.Until}, {r.Failing}, {Json.Of(r.CreatedBy)}, {r.CreatedAt}, {r.Version})
        """);

    public static void Update(Change change, TicketRule r) => change.Add($"""
        update ticket_rule
           set position = {r.Position}, name = {r.Name}, is_enabled = {r.IsEnabled}, source = {r.Source}, organization_id = {r.Place.Organization}, group_id = {r.Place.Group},
               match = {Json.Of(r.Match)}, outcome = {r.Outcome}, opening = {Json.Of(r.Opening)}, reason = {r.Reason}, until = {r.Until}, failing = {r.Failing}, version = {r.Version}
         where tenant_id = {change.Op.Tenant} and id = {r.Id}
        """);

    public static void Delete(Change change, TicketRuleId id) => change.Add($"delete from ticket_rule where tenant_id = {change.Op.Tenant} and id = {id}");

    /// <summary>Says why a rule was passed over; it stands there until somebody changes the rule.</summary>
    public static void Fails(Change change, TicketRuleId id, string why) =>
        change.Add($"update ticket_rule set failing = {why} where tenant_id = {change.Op.Tenant} and id = {id} and failing is distinct from {why}");

    /// <summary>Somebody who is gone takes care of nothing by a rule.</summary>
    public static void Forget(Change change, UserId user, string why) => change.Add($"""
        update ticket_rule set opening = opening - 'assigneeId', failing = {why}, version = version + 1
         where tenant_id = {change.Op.Tenant} and opening ->> 'assigneeId' = {user.ToString()}
        """);

    /// <summary>What became of a signal; null when nothing did yet.</summary>
    public static Task<SignalRow?> Signal(Change change, SignalSource source, Guid signal, CancellationToken ct) => change.First(
        $"select source, signal_id, rule_id, outcome, ticket_id, key, occurrences, at from ticket_signal where tenant_id = {change.Op.Tenant} and source = {source} and signal_id = {signal} for update",
        row => new SignalRow(row.Enum<SignalSource>(), row.Uuid(), row.Id<TicketRuleId>(), row.Enum<SignalOutcome>(), row.OrNull<Guid>() is { } t ? TicketId.From(t) : null, row.Text(), row.Int(), row.Time()),
        ct);

    public static void Save(Change change, SignalRow s) => change.Add($"""
        insert into ticket_signal (tenant_id, source, signal_id, rule_id, outcome, ticket_id, key, occurrences, at)
        values ({change.Op.Tenant}, {s.Source}, {s.Signal}, {s.Rule}, {s.Outcome}, {s.Ticket}, {s.Key}, {s.Occurrences}, {s.At})
        on conflict (tenant_id, source, signal_id) do update
           set rule_id = excluded.rule_id, outcome = excluded.outcome, ticket_id = excluded.ticket_id, key = excluded.key, occurrences = excluded.occurrences, at = excluded.at
        """);

    /// <summary>What became of old signals is not kept for ever: a few go whenever something is written, but not what leads to an open ticket.</summary>
    public static void Prune(Change change, DateTimeOffset before) => change.Add($"""
        delete from ticket_signal where tenant_id = {change.Op.Tenant} and (source, signal_id) in (
            select s.source, s.signal_id from ticket_signal s
             where s.tenant_id = {change.Op.Tenant} and s.at < {before}
               and not exists (select from ticket t where t.tenant_id = {change.Op.Tenant} and t.id = s.ticket_id and t.stage <> 'CLOSED')
             order by s.at limit 20)
        """);

    /// <summary>Open tickets that a signal may belong to, the newest first, at most so many: they share an observable, the device, or what is the same.</summary>
    public static async Task<List<(TicketId Id, JoinableTicket Ticket)>> Joinable(Change change, TicketSignal signal, int limit, CancellationToken ct)
    {
        var (values, key) = (signal.Observables.Select(o => o.Value).ToArray(), signal.Key);
        var found = await change.Query(
            $"""
            select id, organization_id, group_id, device_id, greatest(created_at, coalesce((select max(at) from ticket_signal s where s.tenant_id = {change.Op.Tenant} and s.ticket_id = ticket.id), created_at))
              from ticket
             where tenant_id = {change.Op.Tenant} and stage <> 'CLOSED' and merged_into is null
               and id in (select ticket_id from ticket_observable where tenant_id = {change.Op.Tenant} and value = any({values})
                          union select ticket_id from ticket_signal where tenant_id = {change.Op.Tenant} and key = {key} and at >= {signal.At - TimeSpan.FromDays(30)}
                          union select id from ticket where tenant_id = {change.Op.Tenant} and device_id = {signal.Device} and stage <> 'CLOSED')
             order by id desc limit {limit}
            """,
            row => (Id: row.Id<TicketId>(), Organization: row.OrNull<Guid>(), Group: row.OrNull<Guid>(), Device: row.OrNull<Guid>(), LastAt: row.Time()),
            ct);
        var ids = found.Select(f => f.Id.Value).ToArray();
        var seen = (await change.Query(
            $"select ticket_id, kind, value from ticket_observable where tenant_id = {change.Op.Tenant} and ticket_id = any({ids}) and value = any({values})",
            row => (Ticket: row.Id<TicketId>(), Kind: row.Text(), Value: row.Text()),
            ct)).ToLookup(s => s.Ticket, s => ObservableWords.TryParse(s.Kind, out var type) ? new Observable(type, s.Value) : null);
        var keys = (await change.Query(
            $"select ticket_id, rule_id from ticket_signal where tenant_id = {change.Op.Tenant} and ticket_id = any({ids}) and key = {key}",
            row => (Ticket: row.Id<TicketId>(), Rule: row.Id<TicketRuleId>()),
            ct)).ToLookup(s => s.Ticket, s => (s.Rule, key));
        return [.. found.Select(f => (f.Id, new JoinableTicket(
            new ScopePath(f.Organization, f.Group, f.Device), f.Device, f.LastAt, seen[f.Id].OfType<Observable>().ToHashSet(), keys[f.Id].ToHashSet())))];
    }

    private static Sql Within(OpContext op) => op.Reach.Narrow("organization_id", "group_id", null);

    private static TicketRule Read(Row row) => new(
        row.Id<TicketRuleId>(), row.Int(), row.Text(), row.Bool(), row.Enum<SignalSource>(), new ScopePath(row.OrNull<Guid>(), row.OrNull<Guid>(), null), row.Json<RuleMatch>(), row.Enum<RuleOutcome>(),
        row.Json<RuleOpening>(), row.TextOrNull(), row.TimeOrNull(), row.TextOrNull(), row.Json<TicketActor>(), row.Time(), row.Long());
}
