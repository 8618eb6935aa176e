using System.CommandLine;
using System.Text.Json;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets list</c>.</summary>
internal static class ListTickets
{
    /// <summary>How lists show a ticket.</summary>
    public static (string Header, Func<JsonElement, Cell> Cell)[] Columns { get; } =
    [
        ("No", t => t.Text("number")),
        ("Severity", t => t.Word("severity")),
        ("Execution", t => t.Word("execution")),
        ("Stage", t => t.Word("stage")),
        ("Subject", t => t.Text("subject")),
        ("Device", t => t.Text("deviceName")),
        ("Opened", t => t.At("createdAt")),
        ("Id", t => t.Text("id")),
    ];

    public static Command Make(Shell shell)
    {
        var execution = Inputs.Word("--execution", "What became of the action", "PENDING", "EXECUTED", "FAILED", "DERIVED");
        var stage = Inputs.Word("--stage", "Where people are with it", "NEW", "IN_PROGRESS", "CLOSED");
        var severity = Inputs.Word("--severity", "How urgent it is", "LOW", "MEDIUM", "HIGH", "CRITICAL");
        var priority = Inputs.Word("--priority", "In which order it is to be worked on", "LOW", "NORMAL", "HIGH", "URGENT");
        var device = Inputs.Id("--device", "Only tickets about this device.");
        var assignee = Inputs.Id("--assignee", "Only tickets that this person takes care of.");
        var watcher = Inputs.Id("--watcher", "Only tickets that this person follows.");
        var tag = Inputs.Text("--tag", "Only tickets with this tag.", "TAG");
        var observable = Inputs.Text("--observable", "Only tickets with this observable: a value, or KIND:value.", "VALUE");
        var text = Inputs.Text("--text", "Words of subject, description or comments: \"a phrase\", -without, this or that; or #12.");
        var overdue = new Option<bool>("--overdue") { Description = "Only tickets with a clock that has run out." };
        var open = new Option<bool>("--open") { Description = "Only tickets that are not closed." };
        var sort = Inputs.Word("--sort", "In which order", "NEWEST", "OLDEST", "SEVERITY", "PRIORITY", "DUE");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List tickets, the newest first or in another order.

            Examples:
              holdfast tickets list --execution pending --severity high
              holdfast tickets list --stage in-progress
              holdfast tickets list --open --overdue --sort due
              holdfast tickets list --observable 203.0.113.9
              holdfast tickets list --json | jq -r '.items[].subject'
            """, [execution, stage, severity, priority, device, assignee, watcher, tag, observable, text, overdue, open, sort, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of(
                    "api/tickets",
                    ("execution", call.Get(execution)),
                    ("stage", call.Get(stage)),
                    ("severity", call.Get(severity)),
                    ("priority", call.Get(priority)),
                    ("deviceId", call.Get(device)),
                    ("assigneeId", call.Get(assignee)),
                    ("watcherId", call.Get(watcher)),
                    ("tag", call.Get(tag)),
                    ("observable", call.Get(observable)),
                    ("text", call.Get(text)),
                    ("overdue", call.Get(overdue) ? "true" : null),
                    ("open", call.Get(open) ? "true" : null),
                    ("sort", call.Get(sort)),
                    ("limit", call.Get(page.Limit)),
                    ("cursor", call.Get(page.Cursor))),
                ct),
            "No tickets.",
            Columns));
    }
}
