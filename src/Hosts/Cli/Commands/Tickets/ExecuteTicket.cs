using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets execute</c>.</summary>
internal static class ExecuteTicket
{
    public static Command Make(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var action = new ActionOptions();
        var deriveTo = Inputs.Text("--derive-to", "Hand the ticket to this person, team or system instead of executing anything.", "WHO");
        var note = Inputs.Text("--note", "What they should know; with --derive-to.");
        return ApiCommand.Make(shell, "execute", """
            Execute a ticket's action in the outside product, or hand the ticket on.

            Without options the ticket's own action is executed, or else the default one; where no integration can do it, the ticket is handed to a person.
            The outcome is EXECUTED (exit code 0), DERIVED (0) or FAILED (11; it may be tried again).

            Examples:
              holdfast tickets execute 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast tickets execute ID --integration ID --action grafana.annotate --parameters @annotation.json
              holdfast tickets execute ID --derive-to "network team" --note "Needs a change of the firewall."
            """, [id, .. action.All, deriveTo, note], async (call, ct) =>
        {
            var request = new JsonObject();
            if (action.Read(call) is { } chosen)
            {
                request["action"] = chosen;
            }

            if (call.Get(deriveTo) is { } to)
            {
                request["derive"] = new JsonObject { ["to"] = to, ["note"] = call.Get(note) };
            }
            else if (call.Get(note) is not null)
            {
                throw CliProblems.Together("--note goes with --derive-to.");
            }

            var answer = await call.Api.Post($"api/tickets/{call.Get(id)}/execute", request, ct);
            call.Report.Show(answer, TicketBlocks.Of);
            using var ticket = JsonDocument.Parse(answer);
            return ticket.RootElement.Text("execution") == "FAILED" ? ExitCodes.ActionFailed : ExitCodes.Ok;
        });
    }
}
