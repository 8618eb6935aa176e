using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="TimeZone">By its IANA name, such as Europe/Madrid.</param>
/// <param name="Hours">When people work: at most 28 spans that do not overlap.</param>
/// <param name="Holidays">Days on which nobody works: at most 400.</param>
/// <param name="Targets">The clocks: at most one for each severity.</param>
internal sealed record SetSlaRequest(
    string TimeZone, IReadOnlyList<WorkingHours?> Hours, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<SlaTarget?> Targets) : IRequest
{
    public Problem? Check() => SlaTerms.Check(TimeZone, Hours, Holidays, Targets);

    /// <summary>The same for the domain.</summary>
    internal SlaTerms Terms => new(
        TimeZone,
        [.. Hours.Select(h => h!).OrderBy(h => h.Day).ThenBy(h => h.From, StringComparer.Ordinal)],
        [.. Holidays.Distinct().Order()],
        [.. Targets.Select(t => t!).OrderByDescending(t => t.Severity)]);
}

/// <summary>Sets what the tenant's tickets are held to. It holds for tickets that are opened, made worse or opened again from then on.</summary>
internal sealed class SetSla(SlaDb db, TicketBook book) : IFeature
{
    public static Admission Admission { get; } = Admission.Requires(TicketsPermissions.Admin);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPut("/tickets/sla", (SetSlaRequest request, IfMatch match, SetSla feature, OpContext op, CancellationToken ct) => feature.Handle(op, request, match, ct).ToHttp());

    public async Task<Result<SlaView>> Handle(OpContext op, SetSlaRequest request, IfMatch match, CancellationToken ct)
    {
        await using var change = db.Change();
        var before = await SlaDb.TermsForUpdate(change, ct);
        if (match.Check(before?.Version ?? 0) is { } stale)
        {
            return stale;
        }

        var after = new OwnTerms(request.Terms, (before?.Version ?? 0) + 1);
        SlaDb.Save(change, after);
        var view = SlaView.From(after.Terms, after.Version);
        change.Audit(new AuditFact("ticket-sla", op.Tenant.Value, "SLA", AuditFact.Show(SlaView.From(before?.Terms ?? book.Usual(op.Tenant), before?.Version ?? 0)), AuditFact.Show(view)));
        return await change.Commit(view, ct);
    }
}
