using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets comment</c>.</summary>
internal static class CommentTicket
{
    public static Command Make(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var text = new Argument<string>("TEXT") { Description = "What you have to say, at most 4,000 characters." };
        return ApiCommand.Make(shell, "comment", """
            Say something about a ticket.

            Example:
              holdfast tickets comment 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f "The owner confirms: it was a test."
            """, [id, text], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/tickets/{call.Get(id)}/comments", new JsonObject { ["text"] = call.Get(text) }, ct),
            comment => [new Paragraph(new Cell($"Commented as {comment.Text("author.name")} at {comment.At("createdAt")}.", Tone.Good))]));
    }
}
