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
        var organization = Inputs.Id("--organization", "The organization that it is about, where it is about no device or group.");
        var group = Inputs.Id("--group", "The group that it is about, where it is about no device.");
        var priority = Inputs.Word("--priority", "In which order it is to be worked on; as the severity says when left out", "LOW", "NORMAL", "HIGH", "URGENT");
        var assignee = Inputs.Id("--assignee", "Who takes care of it.");
        var due = Inputs.Time("--due", "When it is to be done.");
        var parent = Inputs.Id("--parent", "The ticket that it is a part of.");
        var tags = TicketInputs.Many("--tag", "A word to find it by; may be given several times.", "TAG");
        var observables = TicketInputs.Many("--observable", "Something seen, as KIND:value; may be given several times.", "KIND:VALUE");
        var action = new ActionOptions();
        return ApiCommand.Make(shell, "open", """
            Open a ticket.

            Examples:
              holdfast tickets open "Disk of web-3 fills up" --severity high
              holdfast tickets open "Guessing of passwords" --severity high --tag ssh --observable IP_ADDRESS:203.0.113.9
              holdfast tickets open "Mark the outage" --integration ID --action grafana.annotate --parameters '{"text":"outage"}'
              id=$(holdfast tickets open "Look at web-3" --json | jq -r .id)
            """, [subject, severity, description, device, organization, group, priority, assignee, due, parent, tags, observables, .. action.All], async (call, ct) =>
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

            TicketInputs.Set(request, "organizationId", call.Get(organization));
            TicketInputs.Set(request, "groupId", call.Get(group));
            TicketInputs.Set(request, "priority", call.Get(priority));
            TicketInputs.Set(request, "assigneeId", call.Get(assignee));
            TicketInputs.Set(request, "dueAt", call.Get(due));
            TicketInputs.Set(request, "parentId", call.Get(parent));
            TicketInputs.Set(request, "tags", call.Get(tags));
            if (call.Get(observables) is { Length: > 0 } seen)
            {
                request["observables"] = new JsonArray([.. seen.Select(TicketInputs.Observable)]);
            }

            if (action.Read(call) is { } chosen)
            {
                request["action"] = chosen;
            }

            call.Report.Show(await call.Api.Post("api/tickets", request, ct), TicketBlocks.Of);
        });
    }
}
