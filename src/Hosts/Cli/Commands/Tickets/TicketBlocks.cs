using System.Text.Json;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary>A ticket for a person.</summary>
internal static class TicketBlocks
{
    public static IEnumerable<Block> Of(JsonElement ticket)
    {
        yield return new Facts(
            ("Ticket", $"#{ticket.Text("number")} {ticket.Text("subject")}"),
            ("Id", ticket.Text("id")),
            ("Severity", ticket.Word("severity")),
            ("Execution", ticket.Text("executing") == "True" ? new Cell("PENDING (being executed)", Tone.Warning) : ticket.Word("execution")),
            ("Stage", ticket.Word("stage")),
            ("Device", ticket.Text("deviceName")),
            ("Rule", ticket.Text("rule")),
            ("Finding", ticket.Text("findingId")),
            ("Action", ticket.Text("action.action") is { Length: > 0 } action ? $"{ticket.Text("action.connector")}: {action}" : ""),
            ("Parameters", ticket.Text("action.parameters")),
            ("Executed", ticket.At("executedAt")),
            ("Result", ticket.Text("result")),
            ("Failure", ticket.Text("failure.code") is { Length: > 0 } code ? new Cell($"{ticket.Text("failure.detail")} ({code})", Tone.Bad) : ""),
            ("Handed to", ticket.Text("derivedTo")),
            ("Note", ticket.Text("derivedNote")),
            ("Opened", $"{ticket.At("createdAt")} by {ticket.Text("createdBy.name")}"),
            ("Description", ticket.Text("description")));
    }
}
