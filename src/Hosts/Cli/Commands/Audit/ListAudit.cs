using System.CommandLine;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary><c>holdfast audit list</c>.</summary>
internal static class ListAudit
{
    public static Command Make(Shell shell)
    {
        var category = Inputs.Word(
            "--category", "Of this category", "AUTHENTICATION", "AUTHORIZATION", "DATA_ACCESS", "DATA_MODIFICATION", "SYSTEM_CONFIG", "USER_MANAGEMENT", "API_ACCESS", "AGENT", "COMPLIANCE");
        var severity = Inputs.Word("--severity", "Of this severity", "INFO", "WARNING", "CRITICAL");
        var outcome = Inputs.Word("--outcome", "With this outcome", "SUCCESS", "FAILURE", "DENIED", "INTENT");
        var action = Inputs.Text("--action", "This operation, such as tickets.execute_ticket.", "NAME");
        var actor = Inputs.Id("--actor", "By this user, sensor or agent.");
        var resourceType = Inputs.Text("--resource-type", "On a thing of this type, such as ticket.", "TYPE");
        var resource = Inputs.Id("--resource", "On this thing.");
        var from = Inputs.Time("--from", "Not before.");
        var to = Inputs.Time("--to", "Before.");
        var text = Inputs.Text("--text", "With this text in operation, actor or thing.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            Search the audit log, the newest entry first. What is given must hold together.

            Examples:
              holdfast audit list --outcome denied --from 2026-01-01
              holdfast audit list --resource-type ticket --resource 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast audit list --action tickets.execute_ticket --json | jq -r '.items[].id'
            """, [category, severity, outcome, action, actor, resourceType, resource, from, to, text, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of(
                    "api/audit",
                    ("category", call.Get(category)),
                    ("severity", call.Get(severity)),
                    ("outcome", call.Get(outcome)),
                    ("action", call.Get(action)),
                    ("actorId", call.Get(actor)),
                    ("resourceType", call.Get(resourceType)),
                    ("resourceId", call.Get(resource)),
                    ("from", call.Get(from)),
                    ("to", call.Get(to)),
                    ("q", call.Get(text)),
                    ("limit", call.Get(page.Limit)),
                    ("cursor", call.Get(page.Cursor))),
                ct),
            "No entries.",
            ("Place", e => e.Text("sequence")),
            ("At", e => e.At("at")),
            ("Action", e => e.Text("action")),
            ("Actor", e => e.Text("actor.name")),
            ("On", e => $"{e.Text("resource.type")} {e.Text("resource.name")}".TrimEnd()),
            ("Outcome", e => e.Word("outcome")),
            ("Error", e => e.Text("error")),
            ("Id", e => e.Text("id"))));
    }
}
