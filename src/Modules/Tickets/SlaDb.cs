using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>A tenant's own terms.</summary>
internal sealed record OwnTerms(SlaTerms Terms, long Version) : IVersioned;

/// <summary>How tickets of a time fared.</summary>
internal sealed record PeriodRow(
    DateTimeOffset From, int Opened, int Closed, int EverClosed, int Reopened, int Missed, double? DetectSeconds, double? AcknowledgeSeconds, double? ResolveSeconds, int Executed, int Verified);

/// <summary>The module's statements about what tickets are held to, and how they fare.</summary>
internal sealed class SlaDb(TenantSession session)
{
    public Change Change() => session.Change();

    public Task<OwnTerms?> Terms(OpContext op, CancellationToken ct) => Terms(session, op, ct);

    public static Task<OwnTerms?> Terms(IReads reads, OpContext op, CancellationToken ct) =>
        reads.First($"select terms, version from ticket_sla where tenant_id = {op.Tenant}", row => new OwnTerms(row.Json<SlaTerms>(), row.Long()), ct);

    public static Task<OwnTerms?> TermsForUpdate(Change change, CancellationToken ct) => change.First(
        $"select terms, version from ticket_sla where tenant_id = {change.Op.Tenant} for update", row => new OwnTerms(row.Json<SlaTerms>(), row.Long()), ct);

    public static void Save(Change change, OwnTerms own) => change.Add($"""
        insert into ticket_sla (tenant_id, terms, version) values ({change.Op.Tenant}, {Json.Of(own.Terms)}, {own.Version})
        on conflict (tenant_id) do update set terms = excluded.terms, version = excluded.version
        """);

    public static void Forget(Change change) => change.Add($"delete from ticket_sla where tenant_id = {change.Op.Tenant}");

    /// <summary>By day, week or month of opening within reach: how many tickets, and the means of their times.</summary>
    public Task<List<PeriodRow>> Periods(OpContext op, DateTimeOffset from, DateTimeOffset to, string unit, CancellationToken ct) => session.Query(
        $"""
        select date_trunc({unit}, created_at, 'UTC') period, count(*)::int, count(*) filter (where stage = 'CLOSED')::int,
               count(*) filter (where stage = 'CLOSED' or reopened > 0)::int, count(*) filter (where reopened > 0)::int,
               count(*) filter (where cardinality(missed) > 0)::int,
               avg(extract(epoch from detected_at - occurred_at))::float8, avg(extract(epoch from acknowledged_at - created_at))::float8,
               avg(extract(epoch from resolved_at - created_at))::float8,
               count(*) filter (where execution = 'EXECUTED')::int, count(*) filter (where execution = 'EXECUTED' and verification = 'VERIFIED')::int
          from ticket
         where tenant_id = {op.Tenant} and created_at >= {from} and created_at < {to} and merged_into is null{TicketsDb.Within(op)}
         group by period order by period
        """,
        row => new PeriodRow(row.Time(), row.Int(), row.Int(), row.Int(), row.Int(), row.Int(), row.OrNull<double>(), row.OrNull<double>(), row.OrNull<double>(), row.Int(), row.Int()),
        ct);
}
