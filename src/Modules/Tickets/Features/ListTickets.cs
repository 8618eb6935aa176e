using System.ComponentModel;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>The tenant's tickets, newest first, narrowed by execution, stage, severity and device.</summary>
internal sealed class ListTickets(TicketsDb db) : IFeature
{
    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapGet("/tickets", (
                [Description("Only tickets with this TicketExecution.")] string? execution,
                [Description("Only tickets in this TicketStage.")] string? stage,
                [Description("Only tickets of this TicketSeverity.")] string? severity,
                DeviceId? deviceId,
                PageQuery page,
                ListTickets feature,
                OpContext op,
                CancellationToken ct) =>
            feature.Handle(op, execution, stage, severity, deviceId, page.Request, ct).ToHttp(TicketView.From))
        .Requires(TicketsPermissions.Read);

    public async Task<Result<Page<Ticket>>> Handle(
        OpContext op, string? execution, string? stage, string? severity, DeviceId? device, PageRequest page, CancellationToken ct)
    {
        var filter = new TicketFilter(Read<TicketExecution>(execution), Read<TicketStage>(stage), Read<TicketSeverity>(severity), device);
        var problem = Check(execution, filter.Execution, "execution") ?? Check(stage, filter.Stage, "stage") ?? Check(severity, filter.Severity, "severity");
        return problem is not null ? problem : page.Cut(await db.Tickets(op, filter, page, ct), t => t.Id.Value);
    }

    private static T? Read<T>(string? text) where T : struct, Enum => EnumText.TryParse<T>(text, out var member) ? member : null;

    private static Problem? Check<T>(string? text, T? read, string parameter) where T : struct, Enum => text is null || read is not null
        ? null
        : RequestProblems.BadParameter(parameter, $"{parameter} is one of {string.Join(", ", Enum.GetValues<T>().Select(m => EnumText.Of(m)))}.");
}
