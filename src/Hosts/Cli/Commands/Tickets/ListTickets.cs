using System.CommandLine;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets list</c>.</summary>
internal static class ListTickets
{
    public static Command Make(Shell shell)
    {
        var execution = Inputs.Word("--execution", "What became of the action", "PENDING", "EXECUTED", "FAILED", "DERIVED");
        var stage = Inputs.Word("--stage", "Where people are with it", "NEW", "IN_PROGRESS", "CLOSED");
        var severity = Inputs.Word("--severity", "How urgent it is", "LOW", "MEDIUM", "HIGH", "CRITICAL");
        var device = Inputs.Id("--device", "Only tickets about this device.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List tickets, the newest first.

            Examples:
              holdfast tickets list --execution pending --severity high
              holdfast tickets list --stage in-progress
              holdfast tickets list --json | jq -r '.items[].subject'
            """, [execution, stage, severity, device, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of(
                    "api/tickets",
                    ("execution", call.Get(execution)),
                    ("stage", call.Get(stage)),
                    ("severity", call.Get(severity)),
                    ("deviceId", call.Get(device)),
                    ("limit", call.Get(page.Limit)),
                    ("cursor", call.Get(page.Cursor))),
                ct),
            "No tickets.",
            ("No", t => t.Text("number")),
            ("Severity", t => t.Word("severity")),
            ("Execution", t => t.Word("execution")),
            ("Stage", t => t.Word("stage")),
            ("Subject", t => t.Text("subject")),
            ("Device", t => t.Text("deviceName")),
            ("Opened", t => t.At("createdAt")),
            ("Id", t => t.Text("id"))));
    }
}
