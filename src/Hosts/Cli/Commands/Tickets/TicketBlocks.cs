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
            ("Closed", ticket.Text("closingReason") is { Length: > 0 } reason ? $"{reason} at {ticket.At("resolvedAt")}" : ""),
            ("Resolution", ticket.Text("resolution")),
            ("Priority", ticket.Word("priority")),
            ("Assignee", ticket.Text("assigneeId")),
            ("Tags", string.Join(' ', ticket.List("tags").Select(tag => tag.GetString()))),
            ("Due", ticket.At("dueAt")),
            ("Acknowledge by", ticket.Text("acknowledgedAt").Length > 0 ? "" : ticket.At("acknowledgeBy")),
            ("Resolve by", ticket.At("resolveBy")),
            ("Overdue", ticket.Text("overdue") == "True" ? new Cell($"yes, escalated to {ticket.Text("escalation")}", Tone.Bad) : ""),
            ("Part of", ticket.Text("parentId")),
            ("Duplicate of", ticket.Text("duplicateOfId")),
            ("Put into", ticket.Text("mergedIntoId")),
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
