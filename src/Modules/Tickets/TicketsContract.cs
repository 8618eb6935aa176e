using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>What other modules do with tickets.</summary>
internal sealed class TicketsContract(TicketBook book, TicketParts parts, IFleet fleet, TimeProvider time) : ITickets
{
    public async Task<Result<TicketSummary>> Open(Change change, TicketDraft draft, CancellationToken ct)
    {
        var observables = new HashSet<(ObservableType Kind, string Value)>();
        foreach (var observable in draft.Observables.Take(TicketObservable.MaxPerTicket))
        {
            if (TicketObservable.Normal(observable.Kind, observable.Value, "observables").Fails(out var value, out var problem))
            {
                return problem;
            }

            observables.Add((observable.Kind, value));
        }

        var links = new HashSet<(TicketLinkKind Kind, string Target)>();
        foreach (var link in draft.Links.Take(TicketLink.MaxPerTicket))
        {
            if (TicketLink.Normal(link.Kind, link.Target, "links").Fails(out var target, out var problem))
            {
                return problem;
            }

            links.Add((link.Kind, target));
        }

        // Before the counter's row is locked: other tickets of the tenant wait for that.
        var terms = await book.Terms(change, ct);
        var device = draft.Device is { } id ? await fleet.HoldDevice(change, id, ct) : null;
        var now = time.GetUtcNow();
        var subject = TicketText.OneLine(draft.Subject, TicketText.MaxSubject);
        var ticket = book.Open(change, new Ticket(
            Id.New<TicketId>(time),
            await TicketsDb.NextNumber(change, ct),
            subject.Length > 0 ? subject : "(no subject)",
            TicketText.Clean(draft.Description, TicketText.MaxDescription),
            draft.Severity,
            TicketSource.Automation,
            TicketActor.Of(change.Op.Principal),
            now)
        {
            Priority = draft.Priority ?? Ticket.UsualPriority(draft.Severity),
            Device = device?.Id,
            DeviceName = device?.Name,
            Place = device?.Place ?? draft.Place with { Device = null },
            Tags = TicketTags.Fitting(draft.Tags),
            AssigneeId = draft.Assignee,
            AcknowledgedAt = draft.Assignee is null ? null : now,
            OccurredAt = draft.OccurredAt,
            DetectedAt = draft.DetectedAt ?? now,
        }, terms);
        foreach (var (kind, value) in observables)
        {
            parts.Seed(change, ticket.Id, kind, value);
        }

        foreach (var (kind, target) in links)
        {
            parts.Seed(change, ticket.Id, kind, target);
        }

        return Summary(ticket);
    }

    public async Task<TicketSummary?> Find(Change change, TicketId id, CancellationToken ct) =>
        await TicketsDb.ForUpdate(change, id, ct) is { } ticket ? Summary(ticket) : null;

    public async Task<TicketSummary?> FindOpen(Change change, ObservableDraft observable, CancellationToken ct) =>
        !TicketObservable.Normal(observable.Kind, observable.Value, "value").Fails(out var value, out _)
        && await TicketsDb.OpenWith(change, observable.Kind, value, ct) is { } ticket ? Summary(ticket) : null;

    public async Task<Problem?> AddObservable(Change change, TicketId id, ObservableDraft observable, CancellationToken ct) =>
        await TicketsDb.ForUpdate(change, id, ct) is not { } ticket ? TicketsProblems.NotFound
        : TicketObservable.Normal(observable.Kind, observable.Value, "value").Fails(out var value, out var problem) ? problem
        : (await parts.Add(change, ticket, observable.Kind, value, ct)).Problem is { } refused && refused != TicketsProblems.HasObservable ? refused
        : null;

    public async Task<Problem?> AddLink(Change change, TicketId id, LinkDraft link, CancellationToken ct) =>
        await TicketsDb.ForUpdate(change, id, ct) is not { } ticket ? TicketsProblems.NotFound
        : TicketLink.Normal(link.Kind, link.Target, "target").Fails(out var target, out var problem) ? problem
        : (await parts.Add(change, ticket, link.Kind, target, ct)).Problem is { } refused && refused != TicketsProblems.HasLink ? refused
        : null;

    public async Task<Problem?> Comment(Change change, TicketId id, string text, CancellationToken ct)
    {
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return TicketsProblems.NotFound;
        }

        var words = TicketText.Clean(text, TicketText.MaxComment);
        if (words.Length == 0)
        {
            return TicketsProblems.BadText("text", 1, TicketText.MaxComment);
        }

        book.Comment(change, ticket, words);
        return null;
    }

    public async Task<Problem?> Close(Change change, TicketId id, ClosingReason reason, string? resolution, CancellationToken ct)
    {
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        if (before.Stage == TicketStage.Closed)
        {
            return null;
        }

        var closed = before.Close(reason, resolution is null ? null : TicketText.Clean(resolution, TicketText.MaxResolution), time.GetUtcNow());
        if (!closed.Succeeded)
        {
            return closed.Problem;
        }

        await book.Move(change, before, closed.Value, ct);
        return null;
    }

    public async Task<Problem?> Update(Change change, TicketId id, TicketRevision revision, CancellationToken ct)
    {
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } before)
        {
            return TicketsProblems.NotFound;
        }

        // To be where it is already is no step, so that the same again does no harm.
        var edit = new TicketEdit(null, null, revision.Stage == before.Stage ? null : revision.Stage, revision.Severity, revision.Assignee, null)
        {
            Priority = revision.Priority,
            Tags = revision.Tags is null ? null : TicketTags.Fitting(revision.Tags),
        };
        var edited = before.Edit(edit, time.GetUtcNow());
        if (!edited.Succeeded)
        {
            return edited.Problem;
        }

        await book.Move(change, before, edited.Value, ct);
        return null;
    }

    public async Task<IReadOnlyList<UserId>?> People(Change change, TicketId id, CancellationToken ct)
    {
        if (await TicketsDb.ForUpdate(change, id, ct) is not { } ticket)
        {
            return null;
        }

        var people = (await PartsDb.Watchers(change, change.Op, id, ct)).Select(w => w.UserId).ToList();
        if (ticket.AssigneeId is { } assignee)
        {
            people.Add(assignee);
        }

        if (ticket.CreatedBy is { Kind: PrincipalKind.User, Id: { } opener })
        {
            people.Add(UserId.From(opener));
        }

        return [.. people.Distinct()];
    }

    private static TicketSummary Summary(Ticket t) => new(t.Id, t.Number, t.Subject, t.Severity, t.Stage, t.Execution, t.Place);
}
