using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets timeline|observe|similar|merge|unmerge</c>.</summary>
internal static class TicketHistory
{
    public static Command MakeTimeline(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "timeline", """
            List all that has happened to a ticket, the newest first.

            Example:
              holdfast tickets timeline 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of($"api/tickets/{call.Get(id)}/timeline", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "Nothing has happened.",
            ("When", e => e.At("at")),
            ("Who", e => e.Text("actor.name")),
            ("What", e => e.Word("kind")),
            ("Of it", e => string.Join("; ", Said(e).Where(text => text.Length > 0)))));
    }

    public static Command MakeObserve(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var what = new Argument<string>("KIND:VALUE") { Description = "What was seen: IP_ADDRESS, MAC_ADDRESS, HOSTNAME, DOMAIN_NAME, URL_STRING, HASH, USER_NAME or EMAIL_ADDRESS, a colon, and the value." };
        return ApiCommand.Make(shell, "observe", """
            Add something seen to a ticket.

            Example:
              holdfast tickets observe 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f IP_ADDRESS:203.0.113.9
            """, [id, what], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/tickets/{call.Get(id)}/observables", (JsonObject)TicketInputs.Observable(call.Get(what)), ct),
            o => [new Paragraph(new Cell($"Added {o.Text("kind")} {o.Text("value")}.", Tone.Good))]));
    }

    public static Command MakeSimilar(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        return ApiCommand.Make(shell, "similar", """
            List tickets with observables that this one has too.

            Example:
              holdfast tickets similar 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get($"api/tickets/{call.Get(id)}/similar", ct),
            "No ticket has an observable of this one.",
            ("Shared", s => s.Text("shared")),
            ("No", s => s.Text("ticket.number")),
            ("Stage", s => s.Word("ticket.stage")),
            ("Subject", s => s.Text("ticket.subject")),
            ("Id", s => s.Text("ticket.id"))));
    }

    public static Command MakeMerge(Shell shell)
    {
        var id = Inputs.Id("The ticket that is put into the other, and closed.");
        var into = new Option<Guid>("--into") { Description = "The ticket that goes on.", HelpName = "ID", Required = true };
        return ApiCommand.Make(shell, "merge", """
            Put a ticket into another: its comments, attachments, observables, links and watchers go there.

            Example:
              holdfast tickets merge 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --into 0198c5a2-1111-7f00-8000-1a2b3c4d5e6f
            """, [id, into], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/tickets/{call.Get(id)}/merge", new JsonObject { ["intoId"] = call.Get(into).ToString() }, ct), TicketBlocks.Of));
    }

    public static Command MakeUnmerge(Shell shell)
    {
        var id = Inputs.Id("The ticket that was put into another.");
        return ApiCommand.Make(shell, "unmerge", """
            Undo a merge: the ticket is as it was.

            Example:
              holdfast tickets unmerge 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Post($"api/tickets/{call.Get(id)}/merge/undo", new JsonObject(), ct), TicketBlocks.Of));
    }

    private static IEnumerable<string> Said(System.Text.Json.JsonElement entry)
    {
        if (entry.TryGetProperty("detail", out var detail) && detail.TryGetProperty("changes", out _))
        {
            foreach (var change in detail.List("changes"))
            {
                yield return $"{change.Text("field")}: {change.Text("from")} -> {change.Text("to")}";
            }
        }

        yield return entry.Text("detail.kind");
        yield return entry.Text("detail.value");
        yield return entry.Text("detail.note");
        yield return entry.Text("text");
    }
}
