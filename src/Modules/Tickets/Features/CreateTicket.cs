using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Tenancy.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Routing;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="Subject">1 to 200 characters in one line.</param>
/// <param name="Description">Up to 10,000 characters.</param>
/// <param name="Severity">How bad it is.</param>
/// <param name="DeviceId">The device that it is about.</param>
/// <param name="Action">What to do about it; can be said later.</param>
/// <param name="OrganizationId">The organization that it is about, where it is about no device or group.</param>
/// <param name="GroupId">The group that it is about, where it is about no device.</param>
/// <param name="Priority">In which order it is to be worked on; as the severity says when left out.</param>
/// <param name="Tags">Words to find it by: at most 20 of 1 to 50 letters, digits and - _ . : / each.</param>
/// <param name="AssigneeId">Who takes care of it.</param>
/// <param name="DueAt">When it is to be done.</param>
/// <param name="ParentId">The ticket that it is a part of.</param>
/// <param name="OccurredAt">When that which it is about happened; not in the future.</param>
/// <param name="DetectedAt">When that was noticed; not in the future.</param>
/// <param name="Observables">What was seen: at most 100.</param>
internal sealed record CreateTicketRequest(
    string Subject,
    string Description,
    TicketSeverity Severity,
    DeviceId? DeviceId = null,
    TicketActionRequest? Action = null,
    OrganizationId? OrganizationId = null,
    GroupId? GroupId = null,
    TicketPriority? Priority = null,
    IReadOnlyList<string?>? Tags = null,
    UserId? AssigneeId = null,
    DateTimeOffset? DueAt = null,
    TicketId? ParentId = null,
    DateTimeOffset? OccurredAt = null,
    DateTimeOffset? DetectedAt = null,
    IReadOnlyList<AddObservableRequest?>? Observables = null) : IRequest
{
    public Problem? Check() =>
        TicketText.Line(Subject, "subject", TicketText.MaxSubject)
        ?? TicketText.Lines(Description, "description", 0, TicketText.MaxDescription)
        ?? TicketTags.Check(Tags, "tags")
        ?? (new[] { OrganizationId is not null, GroupId is not null, DeviceId is not null }.Count(named => named) > 1 ? TicketsProblems.OnePlace : null)
        ?? (Observables?.Count > TicketObservable.MaxPerTicket ? TicketsProblems.TooManyParts : null)
        ?? Observables?.Select((o, i) => o is null ? TicketsProblems.BadObservable(default, $"observables[{i}]") : TicketObservable.Normal(o.Kind, o.Value, $"observables[{i}].value").Problem)
            .FirstOrDefault(problem => problem is not null);
}

/// <summary>Opens a ticket by hand.</summary>
internal sealed class CreateTicket(TicketsDb db, TicketBook book, TicketParts parts, ActionChoice actions, TicketPlaces places, IUsers users, TimeProvider time) : IFeature
{
    public static Admission Admission { get; } = Admission.Within(TicketsPermissions.Write);

    public static void Map(IEndpointRouteBuilder routes) => routes
        .MapPost("/tickets", (CreateTicketRequest request, CreateTicket feature, OpContext op, CancellationToken ct) =>
            feature.Handle(op, request, ct).ToCreated(TicketView.From, view => $"/api/tickets/{view.Id}"));

    public async Task<Result<Ticket>> Handle(OpContext op, CreateTicketRequest request, CancellationToken ct)
    {
        if ((await places.Of(op, request, ct)).Fails(out var where, out var misplaced))
        {
            return misplaced;
        }

        var action = await actions.Of(op, request.Action, ct);
        var now = time.GetUtcNow();
        if ((action.Problem ?? await Stranger(op, request, now, ct)) is { } refused)
        {
            return refused;
        }

        await using var change = db.Change();
        var id = Id.New<TicketId>(time);
        if (request.ParentId is { } parent && await TicketsDb.WayUp(change, parent, id, byParent: true, ct) is not true)
        {
            return TicketsProblems.UnknownTicket("parentId");
        }

        // Before the counter's row is locked: other tickets of the tenant wait for that.
        var terms = await book.Terms(change, ct);
        var ticket = book.Open(change, new Ticket(
            id,
            await TicketsDb.NextNumber(change, ct),
            request.Subject.Trim(),
            request.Description.Trim(),
            request.Severity,
            TicketSource.Manual,
            TicketActor.Of(op.Principal),
            now)
        {
            Device = where.Device?.Id,
            DeviceName = where.Device?.Name,
            Place = where.Place,
            Action = action.Value,
            Intent = action.Value is null ? 0 : 1,
            Priority = request.Priority ?? Ticket.UsualPriority(request.Severity),
            Tags = TicketTags.Clean(request.Tags ?? []),
            AssigneeId = request.AssigneeId,
            AcknowledgedAt = request.AssigneeId is null ? null : now,
            DueAt = request.DueAt,
            ParentId = request.ParentId,
            OccurredAt = request.OccurredAt,
            DetectedAt = request.DetectedAt,
        }, terms);
        foreach (var (kind, value) in (request.Observables ?? []).Select(o => (o!.Kind, TicketObservable.Normal(o.Kind, o.Value, "").Value)).Distinct())
        {
            parts.Seed(change, ticket.Id, kind, value);
        }

        return await change.Commit(ticket, ct);
    }

    private async Task<Problem?> Stranger(OpContext op, CreateTicketRequest request, DateTimeOffset now, CancellationToken ct) =>
        request.OccurredAt > now ? TicketsProblems.NoMoment("occurredAt")
        : request.DetectedAt > now ? TicketsProblems.NoMoment("detectedAt")
        : request.AssigneeId is { } assignee && !await users.Has(op, assignee, ct) ? TicketsProblems.UnknownAssignee
        : null;
}
