using Holdfast.Modules.Actions.Contracts;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>Why an execution failed.</summary>
/// <param name="Code">Stable.</param>
/// <param name="Detail">For a person.</param>
internal sealed record TicketFailure(string Code, string Detail)
{
    public const string UnknownCode = "ticket.outcome_unknown";

    /// <summary>A run's failure in the words that tickets have always had.</summary>
    public static TicketFailure? Of(ActionFailure? failure) =>
        failure is null ? null : new(failure.Code == ActionFailure.UnknownCode ? UnknownCode : failure.Code, failure.Detail);
}
