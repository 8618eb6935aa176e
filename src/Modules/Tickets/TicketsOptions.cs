using System.ComponentModel.DataAnnotations;

namespace Holdfast.Modules.Tickets;

/// <summary>How executions are watched.</summary>
internal sealed class TicketsOptions
{
    /// <summary>
    /// How long an execution may be under way before it is taken for lost with its process. Longer than <c>Holdfast:Integrations:CallTimeout</c>,
    /// or the start is refused: a slow product would be mistaken for a dead server.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "01:00:00")]
    public TimeSpan ExecutionLease { get; init; } = TimeSpan.FromMinutes(2);
}
