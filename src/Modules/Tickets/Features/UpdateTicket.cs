using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>What to change; members that are left out stay as they are.</summary>
/// <param name="Subject">1 to 200 characters in one line.</param>
/// <param name="Description">Up to 10,000 characters.</param>
/// <param name="Stage">Where people are with it; CLOSED closes it.</param>
/// <param name="Severity">How urgent it is.</param>
/// <param name="AssigneeId">Who takes care of it.</param>
/// <param name="Action">What to do about it; only while nothing was executed or handed on.</param>
internal sealed record UpdateTicketRequest(
    string? Subject = null,
    string? Description = null,
    TicketStage? Stage = null,
    TicketSeverity? Severity = null,
    UserId? AssigneeId = null,
    TicketActionRequest? Action = null) : IRequest
{
    public Problem? Check() => this == new UpdateTicketRequest()
        ? TicketsProblems.NothingToChange
        : TicketText.Line(Subject, "subject", TicketText.MaxSubject) ?? TicketText.Lines(Description, "description", 0, TicketText.MaxDescription);
}

/// <summary>Changes a ticket's words, severity, stage, assignee or action.</summary>
internal sealed class UpdateTicket(TicketsDb db, ActionChoice actions, IUsers users) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPut("/tickets/{id}", Update);
        routes.MapPatch("/tickets/{id}", Update).WithName("tickets.patch_ticket");
    }

    private static Task<Answer<TicketView>> Update(TicketId id, UpdateTicketRequest request, IfMatch match, UpdateTicket feature, OpContext op, CancellationToken ct) =>
        feature.Handle(op, id, request, match, ct).ToHttp(TicketView.From);

    public async Task<Result<Ticket>> Handle(OpContext op, TicketId id, UpdateTicketRequest request, IfMatch match, CancellationToken ct)
    {
        var action = await actions.Of(op, request.Action, ct);
        var stranger = request.AssigneeId is { } assignee && !await users.Has(op, assignee, ct) ? TicketsProblems.UnknownAssignee : null;
        await using var change = db.Change();
        if ((await match.Take(TicketsDb.ForUpdate(change, id, ct), TicketsProblems.NotFound)).Fails(out var before, out var problem))
        {
            return problem;
        }

        if ((action.Problem ?? stranger) is { } refused)
        {
            return refused;
        }

        var edited = before.Edit(new TicketEdit(request.Subject, request.Description, request.Stage, request.Severity, request.AssigneeId, action.Value));
        if (!edited.Succeeded)
        {
            return edited.Problem;
        }

        var after = edited.Value;
        TicketsDb.Update(change, after);
        change.OnViolation("ticket_open_finding_key", TicketsProblems.OtherOpen);
        change.Publish(new TicketUpdated(id, after.Number, after.Subject, after.Severity, after.Stage, after.AssigneeId), after.Place);
        if (after.Stage == TicketStage.Closed && before.Stage != TicketStage.Closed)
        {
            change.Publish(new TicketClosed(id, after.Number, after.Subject, after.Execution), after.Place);
        }

        change.Audit(TicketView.Fact(before, after));
        return await change.Commit(after, ct);
    }
}
