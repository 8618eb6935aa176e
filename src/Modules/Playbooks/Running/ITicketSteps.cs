using System.Text.Json;
using Holdfast.Modules.Playbooks.Definitions;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Playbooks.Running;

/// <summary>
/// What steps do with tickets. All of it happens in the caller's change, whose operation acts for the publisher within their reach: it commits with the
/// step's outcome, or not at all.
/// </summary>
internal interface ITicketSteps
{
    /// <summary>Does it; answers what later steps may refer to.</summary>
    /// <param name="change">The caller's.</param>
    /// <param name="act">What.</param>
    /// <param name="fields">As the step's members say, their values found out.</param>
    /// <param name="place">Where the run hangs: a new ticket hangs there too.</param>
    /// <param name="ct">Cancels.</param>
    Task<Result<JsonElement>> Do(Change change, TicketAct act, JsonElement fields, ScopePath place, CancellationToken ct);
}
