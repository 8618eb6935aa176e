using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Modules.Tickets.Features;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets;

/// <summary>Adds to a ticket what belongs to it, and takes it away: within bounds, each once, with an entry in its timeline. The caller's change holds the ticket's lock.</summary>
internal sealed class TicketParts(TicketBook book, TimeProvider time)
{
    /// <summary>Adds something seen; a conflict when it is there already.</summary>
    public async Task<Result<TicketObservable>> Add(Change change, Ticket ticket, ObservableType kind, string value, CancellationToken ct)
    {
        if (ticket.MergedInto is not null)
        {
            return TicketsProblems.Merged;
        }

        var there = await PartsDb.Observables(change, change.Op, ticket.Id, ct);
        if (there.Exists(o => o.Kind == kind && o.Value == value))
        {
            return TicketsProblems.HasObservable;
        }

        if (there.Count >= TicketObservable.MaxPerTicket)
        {
            return TicketsProblems.TooManyParts;
        }

        var observable = Seed(change, ticket.Id, kind, value);
        Tell(change, ticket, null, ObservableView.From(observable));
        return observable;
    }

    /// <summary>Adds something seen to a ticket that is being opened: whoever opens it says so.</summary>
    public TicketObservable Seed(Change change, TicketId ticket, ObservableType kind, string value)
    {
        var observable = new TicketObservable(Id.New<ObservableId>(time), kind, value, TicketActor.Of(change.Op.Principal), time.GetUtcNow());
        PartsDb.Insert(change, ticket, observable);
        book.Note(change, ticket, TicketEntryKind.ObservableAdded, Of(observable));
        return observable;
    }

    public void Remove(Change change, Ticket ticket, TicketObservable observable)
    {
        PartsDb.Delete(change, observable.Id);
        book.Note(change, ticket.Id, TicketEntryKind.ObservableRemoved, Of(observable));
        Tell(change, ticket, ObservableView.From(observable), null);
    }

    /// <summary>Adds a link; a conflict when it is there already.</summary>
    public async Task<Result<TicketLink>> Add(Change change, Ticket ticket, TicketLinkKind kind, string target, CancellationToken ct)
    {
        if (ticket.MergedInto is not null)
        {
            return TicketsProblems.Merged;
        }

        var there = await PartsDb.Links(change, change.Op, ticket.Id, ct);
        if (there.Exists(l => l.Kind == kind && l.Target == target))
        {
            return TicketsProblems.HasLink;
        }

        if (there.Count >= TicketLink.MaxPerTicket)
        {
            return TicketsProblems.TooManyParts;
        }

        var link = Seed(change, ticket.Id, kind, target);
        Tell(change, ticket, null, TicketLinkView.From(link));
        return link;
    }

    /// <summary>Adds a link to a ticket that is being opened: whoever opens it says so.</summary>
    public TicketLink Seed(Change change, TicketId ticket, TicketLinkKind kind, string target)
    {
        var link = new TicketLink(Id.New<TicketLinkId>(time), kind, target, TicketActor.Of(change.Op.Principal), time.GetUtcNow());
        PartsDb.Insert(change, ticket, link);
        book.Note(change, ticket, TicketEntryKind.LinkAdded, Of(link));
        return link;
    }

    public void Remove(Change change, Ticket ticket, TicketLink link)
    {
        PartsDb.Delete(change, link.Id);
        book.Note(change, ticket.Id, TicketEntryKind.LinkRemoved, Of(link));
        Tell(change, ticket, TicketLinkView.From(link), null);
    }

    /// <summary>Has somebody follow a ticket; as it is when they do already.</summary>
    public async Task<Result<Watcher>> Watch(Change change, Ticket ticket, UserId user, CancellationToken ct)
    {
        if (ticket.MergedInto is not null)
        {
            return TicketsProblems.Merged;
        }

        var there = await PartsDb.Watchers(change, change.Op, ticket.Id, ct);
        if (there.Find(w => w.UserId == user) is { } already)
        {
            return already;
        }

        if (there.Count >= Watcher.MaxPerTicket)
        {
            return TicketsProblems.TooManyWatchers;
        }

        var watcher = new Watcher(user, TicketActor.Of(change.Op.Principal), time.GetUtcNow());
        PartsDb.Insert(change, ticket.Id, watcher);
        book.Note(change, ticket.Id, TicketEntryKind.WatcherAdded, new TicketEntryDetail { UserId = user });
        Tell(change, ticket, null, WatcherView.From(watcher));
        return watcher;
    }

    /// <summary>Has somebody follow a ticket that is being opened: whoever opens it says so.</summary>
    public void SeedWatcher(Change change, TicketId ticket, UserId user)
    {
        PartsDb.Insert(change, ticket, new Watcher(user, TicketActor.Of(change.Op.Principal), time.GetUtcNow()));
        book.Note(change, ticket, TicketEntryKind.WatcherAdded, new TicketEntryDetail { UserId = user });
    }

    public void Unwatch(Change change, Ticket ticket, Watcher watcher)
    {
        PartsDb.Delete(change, ticket.Id, watcher.UserId);
        book.Note(change, ticket.Id, TicketEntryKind.WatcherRemoved, new TicketEntryDetail { UserId = watcher.UserId });
        Tell(change, ticket, WatcherView.From(watcher), null);
    }

    private static void Tell<T>(Change change, Ticket ticket, T? before, T? after) where T : class
    {
        TicketBook.Tell(change, ticket);
        change.Audit(TicketView.Fact(null, ticket) with
        {
            Before = before is null ? null : AuditFact.Show(before),
            After = after is null ? null : AuditFact.Show(after),
        });
    }

    private static TicketEntryDetail Of(TicketObservable observable) => new() { Kind = EnumText.Of(observable.Kind), Value = observable.Value };

    private static TicketEntryDetail Of(TicketLink link) => new() { Kind = EnumText.Of(link.Kind), Value = link.Target };
}
