using Holdfast.Modules.Access.Contracts;
using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Modules.Tickets.Domain;

namespace Holdfast.Modules.Tickets.Features;

/// <summary>Something seen that a ticket is about.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Value">In its normal form.</param>
/// <param name="AddedBy">Who added it.</param>
/// <param name="AddedAt">When.</param>
internal sealed record ObservableView(ObservableId Id, ObservableType Kind, string Value, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public static ObservableView From(TicketObservable o) => new(o.Id, o.Kind, o.Value, o.AddedBy, o.AddedAt);
}

/// <summary>Another thing that a ticket has to do with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">What kind of thing.</param>
/// <param name="Target">Its id or address.</param>
/// <param name="AddedBy">Who added it.</param>
/// <param name="AddedAt">When.</param>
internal sealed record TicketLinkView(TicketLinkId Id, TicketLinkKind Kind, string Target, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public static TicketLinkView From(TicketLink l) => new(l.Id, l.Kind, l.Target, l.AddedBy, l.AddedAt);
}

/// <summary>Who follows a ticket.</summary>
/// <param name="UserId">Which person.</param>
/// <param name="AddedBy">Who had them follow it.</param>
/// <param name="AddedAt">Since when.</param>
internal sealed record WatcherView(UserId UserId, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public static WatcherView From(Watcher w) => new(w.UserId, w.AddedBy, w.AddedAt);
}

/// <summary>One line of a ticket's timeline.</summary>
/// <param name="Id">Its id; they come in the order of time.</param>
/// <param name="Kind">What has happened.</param>
/// <param name="Actor">Who did it.</param>
/// <param name="At">When.</param>
/// <param name="Detail">What else there is to say, by its kind.</param>
/// <param name="Text">The comment, where it is about one.</param>
internal sealed record TicketEntryView(TicketEntryId Id, TicketEntryKind Kind, TicketActor Actor, DateTimeOffset At, TicketEntryDetail Detail, string? Text)
{
    public static TicketEntryView From(TicketEntry e) => new(e.Id, e.Kind, e.Actor, e.At, e.Detail, e.Text);
}
