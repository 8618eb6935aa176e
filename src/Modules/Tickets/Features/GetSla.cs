using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>What a tenant's tickets are held to.</summary>
/// <param name="TimeZone">By its IANA name: whose wall clock the hours are of.</param>
/// <param name="Hours">When people work.</param>
/// <param name="Holidays">Days on which nobody works.</param>
/// <param name="Targets">The clocks by severity; a severity without one has none.</param>
/// <param name="IsUsual">True while the tenant has said nothing: these are the terms of its plan.</param>
/// <param name="Version">Grows with every change; the answer's ETag, for If-Match. 0 while it has said nothing.</param>
internal sealed record SlaView(
    string TimeZone, IReadOnlyList<WorkingHours> Hours, IReadOnlyList<DateOnly> Holidays, IReadOnlyList<SlaTarget> Targets, bool IsUsual, long Version) : IVersioned
{
    public static SlaView From(SlaTerms terms, long version) => new(terms.TimeZone, terms.Hours, terms.Holidays, terms.Targets, version == 0, version);
}

/// <summary>What the tenant's tickets are held to: its own terms, or those of its plan.</summary>
internal sealed class GetSla(SlaDb db, TicketBook book) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets/sla", (GetSla feature, OpContext op, CancellationToken ct) => feature.Handle(op, ct).ToHttp());

    public async Task<Result<SlaView>> Handle(OpContext op, CancellationToken ct) =>
        await db.Terms(op, ct) is { } own ? SlaView.From(own.Terms, own.Version) : SlaView.From(book.Usual(op.Tenant), 0);
}
