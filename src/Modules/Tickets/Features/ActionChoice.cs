using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Modules.Tickets.Domain;
using Holdfast.Platform.Kernel;

namespace Holdfast.Modules.Tickets.Features;

/// <param name="IntegrationId">Through which integration.</param>
/// <param name="Action">A key from GET /api/connectors.</param>
/// <param name="Parameters">An object, as the action describes its parameters.</param>
internal sealed record TicketActionRequest(IntegrationId IntegrationId, string Action, JsonElement Parameters);

/// <summary>From what a request names to an action that can be tried.</summary>
internal sealed class ActionChoice(IIntegrations integrations)
{
    /// <summary>The action of a request; null when it names none.</summary>
    public async Task<Result<TicketAction?>> Of(OpContext op, TicketActionRequest? request, CancellationToken ct)
    {
        if (request is null)
        {
            return (TicketAction?)null;
        }

        if (await integrations.Find(op, request.IntegrationId, ct) is not { } integration)
        {
            return TicketsProblems.UnknownIntegration;
        }

        return integrations.Check(integration.Connector, request.Action, request.Parameters, "action") is { } problem
            ? problem
            : new TicketAction(integration.Id, integration.Connector, request.Action, request.Parameters);
    }

    /// <summary>The ticket's action, or the default one; null when no integration is there to do it.</summary>
    public async Task<TicketAction?> Of(OpContext op, Ticket ticket, CancellationToken ct) => ticket.Action is { } chosen
        ? await integrations.Find(op, chosen.IntegrationId, ct) is null ? null : chosen
        : await integrations.FindFor(op, DefaultAction.Purpose, ct) is { } note ? DefaultAction.For(ticket, note) : null;
}
