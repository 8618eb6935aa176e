using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What a ticket does in which outside product.</summary>
/// <param name="IntegrationId">Through which integration.</param>
/// <param name="Connector">The integration's connector.</param>
/// <param name="Action">The connector's key for what is done.</param>
/// <param name="Parameters">As the action describes them.</param>
internal sealed record TicketAction(IntegrationId IntegrationId, string Connector, string Action, JsonElement Parameters)
{
    public bool IsSameAs(TicketAction? other) =>
        other is not null && IntegrationId == other.IntegrationId && Action == other.Action && JsonElement.DeepEquals(Parameters, other.Parameters);
}
