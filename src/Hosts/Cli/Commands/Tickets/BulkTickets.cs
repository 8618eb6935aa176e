using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets bulk</c>.</summary>
internal static class BulkTickets
{
    public static Command Make(Shell shell)
    {
        var ids = new Option<Guid[]?>("--id") { Description = "A ticket; may be given several times.", HelpName = "ID" };
        var text = Inputs.Text("--text", "Instead: all tickets with these words, at most 500.");
        var tag = Inputs.Text("--tag", "Instead: all tickets with this tag, at most 500.", "TAG");
        var stage = Inputs.Word("--stage", "Instead: all tickets in this stage, at most 500", "NEW", "IN_PROGRESS", "CLOSED");
        var toStage = Inputs.Word("--set-stage", "Where people are with them then", "IN_PROGRESS", "CLOSED");
        var priority = Inputs.Word("--set-priority", "In which order they are to be worked on then", "LOW", "NORMAL", "HIGH", "URGENT");
        var severity = Inputs.Word("--set-severity", "How bad they are then", "LOW", "MEDIUM", "HIGH", "CRITICAL");
        var assignee = Inputs.Id("--set-assignee", "Who takes care of them then.");
        var reason = Inputs.Word("--reason", "Why nothing is left to do; with --set-stage CLOSED", "RESOLVED", "FALSE_POSITIVE", "DUPLICATE", "WONT_DO");
        var add = TicketInputs.Many("--add-tag", "A tag to add; may be given several times.", "TAG");
        var remove = TicketInputs.Many("--remove-tag", "A tag to take away; may be given several times.", "TAG");
        var digest = Inputs.Text("--digest", "Do it, as the preview of this digest says. Without it, only the preview is made.", "DIGEST");
        return ApiCommand.Make(shell, "bulk", """
            Change many tickets at once: first a preview, then exactly that by its digest.

            Examples:
              holdfast tickets bulk --tag scanner --stage new --set-stage closed --reason false-positive
              holdfast tickets bulk --tag scanner --stage new --set-stage closed --reason false-positive --digest DIGEST
            """, [ids, text, tag, stage, toStage, priority, severity, assignee, reason, add, remove, digest], async (call, ct) =>
        {
            var change = new JsonObject();
            TicketInputs.Set(change, "stage", call.Get(toStage));
            TicketInputs.Set(change, "priority", call.Get(priority));
            TicketInputs.Set(change, "severity", call.Get(severity));
            TicketInputs.Set(change, "assigneeId", call.Get(assignee));
            TicketInputs.Set(change, "closingReason", call.Get(reason));
            TicketInputs.Set(change, "addTags", call.Get(add));
            TicketInputs.Set(change, "removeTags", call.Get(remove));
            var filter = new JsonObject();
            TicketInputs.Set(filter, "text", call.Get(text));
            TicketInputs.Set(filter, "tag", call.Get(tag));
            TicketInputs.Set(filter, "stage", call.Get(stage));
            var request = new JsonObject { ["change"] = change, ["preview"] = call.Get(digest) is null };
            if (call.Get(ids) is { Length: > 0 } some)
            {
                request["ids"] = new JsonArray([.. some.Select(id => (JsonNode)id.ToString())]);
            }

            if (filter.Count > 0)
            {
                request["filter"] = filter;
            }

            TicketInputs.Set(request, "digest", call.Get(digest));
            call.Report.Show(await call.Api.Post("api/tickets/bulk", request, ct), Blocks);
        });
    }

    private static IEnumerable<Block> Blocks(JsonElement answer)
    {
        yield return Report.GridOf(
            answer.List("items"),
            "No tickets.",
            [
                ("No", i => i.Text("number")),
                ("Subject", i => i.Text("subject")),
                ("Becomes", i => string.Join("; ", i.List("changes").Select(c => $"{c.Text("field")}: {c.Text("from")} -> {c.Text("to")}"))),
                ("Stays", i => i.Text("problem.code")),
            ]);
        yield return new Paragraph(answer.Text("applied") == "True" ? new Cell("Done.", Tone.Good) : $"Nothing was changed. To do it: --digest {answer.Text("digest")}");
    }
}
