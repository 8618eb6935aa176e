using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Integrations;

/// <summary><c>holdfast alerts</c>: what products say is wrong.</summary>
internal static class AlertCommands
{
    public static Command Make(Shell shell) => new("alerts", "See what products say is wrong, acknowledge and close it.")
    {
        List(shell), Show(shell), Move(shell, "acknowledge", "Say that somebody has looked at an alert.", "ACKNOWLEDGED"),
        Move(shell, "close", "Say that nothing is left to do about an alert. The product is told nothing.", "CLOSED"), Move(shell, "reopen", "Take that back.", "NEW"),
    };

    private static Command List(Shell shell)
    {
        var state = Inputs.Word("--state", "Where people are with it", "NEW", "ACKNOWLEDGED", "CLOSED");
        var severity = Inputs.Word("--severity", "How bad it is", "UNKNOWN", "INFORMATIONAL", "LOW", "MEDIUM", "HIGH", "CRITICAL", "FATAL");
        var integration = Inputs.Id("--integration", "Only what came through this integration.");
        var device = Inputs.Id("--device", "Only what is about this device.");
        var observable = Inputs.Text("--observable", "Only what has this address, host, hash or name.", "VALUE");
        var search = Inputs.Text("--search", "What the title or the key contains.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List alerts, the newest first.

            Examples:
              holdfast alerts list --state new --severity critical
              holdfast alerts list --observable 198.51.100.7 --json | jq -r '.items[].title'
            """, [state, severity, integration, device, observable, search, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of(
                    "api/alerts", ("state", call.Get(state)), ("severity", call.Get(severity)), ("integrationId", call.Get(integration)), ("deviceId", call.Get(device)),
                    ("observable", call.Get(observable)), ("search", call.Get(search)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))),
                ct),
            "No alerts.",
            ("Severity", a => a.Word("severity")),
            ("State", a => a.Word("state")),
            ("Holds", a => a.Text("isActive") == "True" ? "yes" : "no"),
            ("Title", a => a.Text("title")),
            ("Product", a => a.Text("connector")),
            ("Happened", a => a.At("happenedAt")),
            ("Id", a => a.Text("id"))));
    }

    private static Command Show(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "show", """
            Show one alert, with the product's own document and the alerts that have an observable in common with it.

            Example:
              holdfast alerts show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"api/alerts/{call.Get(id)}", ct), found =>
        [
            new Facts(
                ("Title", found.Text("alert.title")),
                ("Severity", found.Word("alert.severity")),
                ("State", found.Word("alert.state")),
                ("Holds", found.Text("alert.isActive") == "True" ? "yes" : "no"),
                ("Product", found.Text("alert.connector")),
                ("Says", found.Text("alert.record.desc")),
                ("Source", found.Text("alert.record.srcEndpoint.ip")),
                ("Device", found.Text("alert.record.device.name")),
                ("Observables", found.Text("alert.record.observables")),
                ("Happened", found.At("alert.happenedAt")),
                ("Begun", $"{found.Text("alert.occurrences")} times"),
                ("Key", found.Text("alert.key")),
                ("Document", found.Text("data"))),
            .. found.GetProperty("related").EnumerateArray().Select(each => new Paragraph(new Cell($"Related: {each.Text("title")} ({each.Text("connector")}, {each.Text("id")})", Tone.Plain))),
        ]));
    }

    private static Command Move(Shell shell, string verb, string meaning, string state)
    {
        var id = Id();
        return ApiCommand.Make(shell, verb, $"""
            {meaning}

            Example:
              holdfast alerts {verb} 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(
            await call.Api.Put($"api/alerts/{call.Get(id)}", new JsonObject { ["state"] = state }, ct),
            alert => [new Facts(("Title", alert.Text("title")), ("State", alert.Word("state")), ("Id", alert.Text("id")))]));
    }

    private static Argument<Guid> Id() => Inputs.Id("The alert, as the list shows it.");
}
