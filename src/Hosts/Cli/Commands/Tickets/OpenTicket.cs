using System.CommandLine;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets open</c>.</summary>
internal static class OpenTicket
{
    public static Command Make(Shell shell)
    {
        var subject = new Argument<string>("SUBJECT") { Description = "What it is about, in one line of at most 200 characters." };
        var severity = Inputs.Word("--severity", "How urgent it is; MEDIUM when left out", "LOW", "MEDIUM", "HIGH", "CRITICAL");
        var description = Inputs.Text("--description", "More about it.");
        var device = Inputs.Id("--device", "The device that it is about.");
        var action = new ActionOptions();
        return ApiCommand.Make(shell, "open", """
            Open a ticket.

            Examples:
              holdfast tickets open "Disk of web-3 fills up" --severity high
              holdfast tickets open "Mark the outage" --integration ID --action grafana.annotate --parameters '{"text":"outage"}'
              id=$(holdfast tickets open "Look at web-3" --json | jq -r .id)
            """, [subject, severity, description, device, .. action.All], async (call, ct) =>
        {
            var request = new JsonObject
            {
                ["subject"] = call.Get(subject),
                ["description"] = call.Get(description) ?? "",
                ["severity"] = call.Get(severity) ?? "MEDIUM",
            };
            if (call.Get(device) is { } about)
            {
                request["deviceId"] = about;
            }

            if (action.Read(call) is { } chosen)
            {
                request["action"] = chosen;
            }

            call.Report.Show(await call.Api.Post("api/tickets", request, ct), TicketBlocks.Of);
        });
    }
}
