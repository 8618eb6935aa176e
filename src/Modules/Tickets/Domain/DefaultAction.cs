using System.Text.Json;
using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Data;

namespace Holdfast.Modules.Tickets.Domain;

/// <summary>What a ticket does when nobody has said: it is noted where the operators look.</summary>
internal static class DefaultAction
{
    public const ActionPurpose Purpose = ActionPurpose.Note;
    private const int MaxText = 4000;
    private const int MaxTag = 100;

    /// <summary>The note. Parts of it come from devices' logs, so it is cut and cleaned to what the action takes.</summary>
    public static TicketAction For(Ticket ticket, IntegrationAction note)
    {
        var severity = EnumText.Of(ticket.Severity);
        var where = ticket.DeviceName is { } device ? $" on {device}" : "";
        var text = TicketText.OneLine($"[{severity}] #{ticket.Number} {ticket.Subject}{where}: {ticket.Description}", MaxText);
        var tags = new[] { "holdfast", ticket.Rule, severity, ticket.DeviceName }
            .Select(tag => TicketText.OneLine(tag ?? "", MaxTag)).Where(tag => tag.Length > 0).Distinct();
        return new TicketAction(note.Integration.Id, note.Integration.Connector, note.Action.Key, JsonSerializer.SerializeToElement(new { text, time = ticket.CreatedAt, tags }));
    }
}
