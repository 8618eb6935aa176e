using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
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
/// <param name="Stage">Where people are with it: from NEW to IN_PROGRESS or CLOSED, from IN_PROGRESS to CLOSED, and from CLOSED to IN_PROGRESS.</param>
/// <param name="Severity">How bad it is; its clocks begin anew from when it was opened.</param>
/// <param name="AssigneeId">Who takes care of it.</param>
/// <param name="Action">What to do about it; only while nothing was executed or handed on.</param>
/// <param name="Priority">In which order it is to be worked on.</param>
/// <param name="Tags">All the words to find it by: at most 20.</param>
/// <param name="DueAt">When it is to be done.</param>
/// <param name="ParentId">The ticket that it is a part of; not in a circle.</param>
/// <param name="DuplicateOfId">The ticket that is about the same; not in a circle.</param>
/// <param name="ClosingReason">Why nothing is left to do, with the stage CLOSED; RESOLVED when left out.</param>
/// <param name="Resolution">What was done, with the stage CLOSED: up to 4,000 characters.</param>
/// <param name="Clear">What to take away.</param>
internal sealed record UpdateTicketRequest(
    string? Subject = null,
    string? Description = null,
    TicketStage? Stage = null,
    TicketSeverity? Severity = null,
    UserId? AssigneeId = null,
    TicketActionRequest? Action = null,
    TicketPriority? Priority = null,
    IReadOnlyList<string?>? Tags = null,
    DateTimeOffset? DueAt = null,
    TicketId? ParentId = null,
    TicketId? DuplicateOfId = null,
    ClosingReason? ClosingReason = null,
    string? Resolution = null,
    IReadOnlyList<TicketField>? Clear = null) : IRequest
{
    public Problem? Check() => this == new UpdateTicketRequest()
        ? TicketsProblems.NothingToChange
        : TicketText.Line(Subject, "subject", TicketText.MaxSubject)
            ?? TicketText.Lines(Description, "description", 0, TicketText.MaxDescription)
            ?? TicketText.Lines(Resolution, "resolution", 0, TicketText.MaxResolution)
            ?? TicketTags.Check(Tags, "tags");

    /// <summary>The same for the domain.</summary>
    public TicketEdit Edit(TicketAction? action) => new(Subject, Description, Stage, Severity, AssigneeId, action)
    {
        Priority = Priority,
        Tags = Tags is null ? null : TicketTags.Clean(Tags),
        DueAt = DueAt,
        ParentId = ParentId,
        DuplicateOf = DuplicateOfId,
        ClosingReason = ClosingReason,
        Resolution = Resolution,
        Clear = Clear ?? [],
    };
}

/// <summary>Changes a ticket: its words, severity, priority, stage, assignee, action, dates and what it belongs to.</summary>
internal sealed class UpdateTicket(TicketsDb db, TicketBook book, ActionChoice actions, IUsers users, TimeProvider time) : IFeature
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

        if ((action.Problem ?? stranger ?? await Astray(change, id, request, ct)) is { } refused)
        {
            return refused;
        }

        var edited = before.Edit(request.Edit(action.Value), time.GetUtcNow());
        return edited.Succeeded ? await change.Commit(await book.Move(change, before, edited.Value, ct), ct) : edited.Problem;
    }

    // Two that are each made the other's parent in the same moment are not seen here; whoever follows parents stops after 20.
    private static async Task<Problem?> Astray(Change change, TicketId id, UpdateTicketRequest request, CancellationToken ct) =>
        (request.ParentId is { } parent ? await Check(change, parent, id, byParent: true, "parentId", ct) : null)
        ?? (request.DuplicateOfId is { } other ? await Check(change, other, id, byParent: false, "duplicateOfId", ct) : null);

    private static async Task<Problem?> Check(Change change, TicketId other, TicketId id, bool byParent, string field, CancellationToken ct) =>
        await TicketsDb.WayUp(change, other, id, byParent, ct) switch
        {
            null => TicketsProblems.UnknownTicket(field),
            false => TicketsProblems.GoesInCircles(field),
            _ => null,
        };
}
