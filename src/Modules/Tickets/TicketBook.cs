using Holdfast.Modules.Actions.Contracts;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Flags;

namespace Holdfast.Modules.Tickets;

/// <summary>
/// Writes tickets down: the row with its clocks, the entries of the timeline, the events and the audit entry, all in one change. Whoever changes a
/// ticket does it here.
/// </summary>
internal sealed class TicketBook(IFlags flags, TimeProvider time)
{
    /// <summary>What tickets of the change's tenant are held to.</summary>
    public async Task<SlaTerms> Terms(Change change, CancellationToken ct) =>
        (await SlaDb.Terms(change, change.Op, ct))?.Terms ?? Usual(change.Op.Tenant);

    /// <summary>What tickets of a tenant are held to when it has said nothing.</summary>
    public SlaTerms Usual(TenantId tenant) => UsualSla.Of(flags.PlanKeyOf(tenant));

    /// <summary>Opens a ticket, with the clocks of its severity.</summary>
    /// <param name="change">The terms were read in it before the number was taken: others wait for that.</param>
    /// <param name="ticket">Without clocks.</param>
    /// <param name="terms">What it is held to.</param>
    public Ticket Open(Change change, Ticket ticket, SlaTerms terms)
    {
        var wound = ticket.Wind(terms, ticket.CreatedAt);
        TicketsDb.Insert(change, wound);
        Note(change, wound.Id, TicketEntryKind.Opened, new TicketEntryDetail());
        change.Publish(
            new TicketOpened(wound.Id, wound.Number, wound.Subject, wound.Severity, wound.Source, wound.Device, wound.Rule, wound.Finding), wound.Place);
        change.Audit(TicketView.Fact(null, wound));
        return wound;
    }

    /// <summary>A ticket that somebody has changed: its clocks run anew when it is worse, or open again.</summary>
    /// <param name="change">Holds the ticket's lock.</param>
    /// <param name="before">As it was.</param>
    /// <param name="after">As it is.</param>
    /// <param name="ct">Cancels.</param>
    public async Task<Ticket> Move(Change change, Ticket before, Ticket after, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        var reopened = after.Reopened > before.Reopened;
        if (after.Stage != TicketStage.Closed && (reopened || after.Severity != before.Severity))
        {
            after = after.Wind(await Terms(change, ct), after.Reopened == 0 ? after.CreatedAt : now);
        }

        TicketsDb.Update(change, after);
        change.OnViolation("ticket_open_finding_key", TicketsProblems.OtherOpen);
        var closed = after.Stage == TicketStage.Closed && before.Stage != TicketStage.Closed;
        var changes = TicketChanges.Between(before, after);
        if (changes.Count > 0)
        {
            var kind = closed ? TicketEntryKind.Closed : reopened ? TicketEntryKind.Reopened : TicketEntryKind.Changed;
            Note(change, after.Id, kind, new TicketEntryDetail { Changes = changes, Note = closed ? after.Resolution : null });
        }

        Tell(change, after);
        if (closed)
        {
            change.Publish(new TicketClosed(after.Id, after.Number, after.Subject, after.Execution), after.Place);
        }
        else if (reopened)
        {
            change.Publish(new TicketReopened(after.Id, after.Number, after.Subject, after.Reopened), after.Place);
        }

        change.Audit(TicketView.Fact(before, after));
        return after;
    }

    /// <summary>Writes down what is new about a ticket's run, and says so.</summary>
    /// <param name="change">Holds the ticket's lock; the run was read after it was taken.</param>
    /// <param name="before">The ticket as it was.</param>
    /// <param name="run">Its run as it is.</param>
    public Ticket Follow(Change change, Ticket before, ActionRunSummary run)
    {
        var after = before.Follow(run);
        if (ReferenceEquals(after, before))
        {
            return before;
        }

        TicketsDb.Update(change, after);
        if (after.RunState == before.RunState && after.Failure == before.Failure)
        {
            // It was read back, and nothing else has happened.
            Note(change, after.Id, TicketEntryKind.Execution, new TicketEntryDetail { Kind = EnumText.Of(run.Verification), Value = after.Action?.Action });
            Tell(change, after);
            return after;
        }

        Note(change, after.Id, TicketEntryKind.Execution, new TicketEntryDetail { Kind = EnumText.Of(run.State), Value = after.Action?.Action, Note = after.Failure?.Detail });
        switch (after.Execution)
        {
            case TicketExecution.Executed:
                var action = after.Action!;
                change.Publish(new TicketExecuted(after.Id, after.Number, after.Subject, action.Connector, action.Action, after.ExecutedAt!.Value), after.Place);
                break;
            case TicketExecution.Failed:
                change.Publish(new TicketFailed(after.Id, after.Number, after.Subject, after.Failure!.Code, after.Failure.Detail), after.Place);
                break;
            default:
                Tell(change, after);
                break;
        }

        return after;
    }

    /// <summary>Hands a ticket on: the ticket says to whom, and the chain of custody gets its next link.</summary>
    /// <param name="change">Holds the ticket's lock.</param>
    /// <param name="before">The ticket as it was.</param>
    /// <param name="after">Handed to somebody.</param>
    /// <param name="over">To whom, with its clock.</param>
    /// <param name="ct">Cancels.</param>
    public async Task HandOn(Change change, Ticket before, Ticket after, HandOver over, CancellationToken ct)
    {
        if (await CustodyDb.Held(change, before.Id, ct) is { } held)
        {
            CustodyDb.Update(change, held.End(CustodyState.PassedOn, over.HandedBy, null, over.HandedAt));
            // The next link stands in the way of nothing: of a ticket one is open at a time.
            await change.Flush(ct);
        }

        TicketsDb.Update(change, after);
        CustodyDb.Insert(change, over);
        Note(change, after.Id, TicketEntryKind.HandedOver, new TicketEntryDetail { Value = over.Recipient, Note = over.Note, UserId = over.OwnerId });
        change.Publish(new TicketDerived(after.Id, after.Number, after.Subject, over.Recipient, over.Note), after.Place);
        change.Audit(TicketView.Fact(before, after));
    }

    /// <summary>Says something about a ticket.</summary>
    public Comment Comment(Change change, Ticket ticket, string text)
    {
        var comment = new Comment(Id.New<CommentId>(time), ticket.Id, text.Trim(), TicketActor.Of(change.Op.Principal), time.GetUtcNow());
        TimelineDb.Insert(change, comment);
        change.OnViolation("ticket_comment_ticket_fkey", TicketsProblems.NotFound);
        Note(change, ticket.Id, TicketEntryKind.Commented, new TicketEntryDetail { CommentId = comment.Id });
        change.Publish(new TicketCommented(ticket.Id, ticket.Number, comment.Id), ticket.Place);
        change.Audit(TicketView.Fact(null, ticket) with { After = AuditFact.Show(CommentView.From(comment)) });
        return comment;
    }

    /// <summary>Adds an entry to a ticket's timeline.</summary>
    public void Note(Change change, TicketId ticket, TicketEntryKind kind, TicketEntryDetail detail) =>
        TimelineDb.Insert(change, new TicketEntry(Id.New<TicketEntryId>(time), ticket, kind, TicketActor.Of(change.Op.Principal), time.GetUtcNow(), detail));

    /// <summary>Says that something of a ticket is other than it was.</summary>
    public static void Tell(Change change, Ticket ticket) =>
        change.Publish(new TicketUpdated(ticket.Id, ticket.Number, ticket.Subject, ticket.Severity, ticket.Stage, ticket.AssigneeId), ticket.Place);
}
