using Holdfast.Modules.Integrations.Contracts.Ocsf;
using Holdfast.Modules.Tickets.Contracts;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>Something seen that a ticket is about. Its value is in the form that alerts have too, so that what is about the same is found.</summary>
internal sealed record TicketObservable(ObservableId Id, ObservableType Kind, string Value, TicketActor AddedBy, DateTimeOffset AddedAt)
{
    public const int MaxPerTicket = 100;

    /// <summary>The normal form of a value.</summary>
    public static Result<string> Normal(ObservableType kind, string? value, string field) =>
        NormalObservable.Of(kind, value) is { } one ? one.Value : TicketsProblems.BadObservable(kind, field);
}
