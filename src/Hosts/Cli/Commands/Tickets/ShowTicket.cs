using System.CommandLine;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets show</c>.</summary>
internal static class ShowTicket
{
    public static Command Make(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        return ApiCommand.Make(shell, "show", """
            Show one ticket and what was said about it.

            With --json: {"ticket": …, "comments": …}, the answers of /api/tickets/ID and /api/tickets/ID/comments (the newest 50).

            Examples:
              holdfast tickets show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast tickets show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --json | jq .ticket.execution
            """, [id], async (call, ct) =>
        {
            var api = call.Api;
            var ticket = await api.Get($"api/tickets/{call.Get(id)}", ct);
            var comments = await api.Get($"api/tickets/{call.Get(id)}/comments", ct);
            call.Report.Show(
                [("ticket", ticket), ("comments", comments)],
                answers =>
                [
                    .. TicketBlocks.Of(answers[0]),
                    .. answers[1].List("items").Reverse().SelectMany(comment => new Block[]
                    {
                        new Heading($"{comment.Text("author.name")}, {comment.At("createdAt")}"),
                        new Paragraph(comment.Text("text")),
                    }),
                ]);
        });
    }
}
