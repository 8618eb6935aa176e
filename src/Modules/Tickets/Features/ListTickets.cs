using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>The tenant's tickets, newest first, narrowed by execution, stage, severity, device, whether they are open, and by number or text.</summary>
internal sealed class ListTickets(TicketsDb db) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Read);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets", (
                [Description("Only tickets with this TicketExecution.")] string? execution,
                [Description("Only tickets in this TicketStage.")] string? stage,
                [Description("Only tickets of this TicketSeverity.")] string? severity,
                DeviceId? deviceId,
                [Description("Only tickets that are not CLOSED, or with false only those that are.")] bool? open,
                [Description("A ticket's number (#12 or 12), or what its subject or description contains, whatever its case; 2 to 100 characters.")] string? search,
                PageQuery page,
                ListTickets feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(
                op,
                new TicketFilter(
                    EnumQuery.Parse<TicketExecution>(execution, "execution"),
                    EnumQuery.Parse<TicketStage>(stage, "stage"),
                    EnumQuery.Parse<TicketSeverity>(severity, "severity"),
                    deviceId,
                    open,
                    SearchQuery.Parse(search)),
                page.Request,
                ct).ToHttp(TicketView.From));

    public async Task<Result<Page<Ticket>>> Handle(OpContext op, TicketFilter filter, PageRequest page, CancellationToken ct) =>
        page.Cut(await db.Tickets(op, filter, page, ct), t => t.Id.Value);
}
