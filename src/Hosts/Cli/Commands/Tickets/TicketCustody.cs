using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets custody|hand-on|accept|hand-back</c>.</summary>
internal static class TicketCustody
{
    public static Command MakeList(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "custody", """
            List to whom a ticket was handed, the last first.

            Example:
              holdfast tickets custody 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of($"api/tickets/{call.Get(id)}/custody", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "It was handed to nobody.",
            ("To", h => h.Text("to")),
            ("State", h => h.Text("state")),
            ("By", h => h.Text("handedBy.name")),
            ("Handed", h => h.At("handedAt")),
            ("Due", h => h.At("dueAt")),
            ("Ended", h => h.At("endedAt")),
            ("Answer", h => h.Text("answer"))));
    }

    public static Command MakeHandOn(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var to = new Option<string>("--to") { Description = "A person, a team or a system.", HelpName = "WHO", Required = true };
        var note = Inputs.Text("--note", "What they should know.");
        var owner = Inputs.Id("--owner", "Who of the tenant answers for it there.");
        var due = Inputs.Time("--due", "When they are to be done.");
        return ApiCommand.Make(shell, "hand-on", """
            Hand a ticket on, to the first or from one to the next.

            Example:
              holdfast tickets hand-on 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --to "network team" --due 2026-12-24T12:00:00Z
            """, [id, to, note, owner, due], async (call, ct) =>
        {
            var request = new JsonObject { ["to"] = call.Get(to) };
            TicketInputs.Set(request, "note", call.Get(note));
            TicketInputs.Set(request, "ownerId", call.Get(owner));
            TicketInputs.Set(request, "dueAt", call.Get(due));
            call.Report.Show(await call.Api.Post($"api/tickets/{call.Get(id)}/custody", request, ct), TicketBlocks.Of);
        });
    }

    public static Command MakeAccept(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        return ApiCommand.Make(shell, "accept", """
            Say that whom a ticket was handed to has it.

            Example:
              holdfast tickets accept 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/tickets/{call.Get(id)}/custody/accept", new JsonObject(), ct),
            h => [new Paragraph(new Cell($"{h.Text("to")} has it since {h.At("acceptedAt")}.", Tone.Good))]));
    }

    public static Command MakeHandBack(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var answer = Inputs.Text("--answer", "What is said with it.");
        return ApiCommand.Make(shell, "hand-back", """
            Give a ticket back from whom it was handed to; it can be executed or handed on again.

            Example:
              holdfast tickets hand-back 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --answer "The line is fine."
            """, [id, answer], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/tickets/{call.Get(id)}/custody/return", new JsonObject { ["answer"] = call.Get(answer) }, ct), TicketBlocks.Of));
    }
}
