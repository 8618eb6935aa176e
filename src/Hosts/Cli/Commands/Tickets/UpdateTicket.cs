using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets update|close|assign|watch</c>.</summary>
internal static class UpdateTicket
{
    public static Command Make(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var subject = Inputs.Text("--subject", "What it is about, in one line.");
        var description = Inputs.Text("--description", "More about it.");
        var stage = Inputs.Word("--stage", "Where people are with it", "IN_PROGRESS", "CLOSED");
        var severity = Inputs.Word("--severity", "How bad it is", "LOW", "MEDIUM", "HIGH", "CRITICAL");
        var priority = Inputs.Word("--priority", "In which order it is to be worked on", "LOW", "NORMAL", "HIGH", "URGENT");
        var due = Inputs.Time("--due", "When it is to be done.");
        var parent = Inputs.Id("--parent", "The ticket that it is a part of.");
        var duplicate = Inputs.Id("--duplicate-of", "The ticket that is about the same.");
        var tags = TicketInputs.Many("--tag", "All the words to find it by; may be given several times.", "TAG");
        var clear = TicketInputs.Many("--clear", "What to take away: ASSIGNEE, DUE, PARENT, DUPLICATE_OF; may be given several times.", "WORD");
        return ApiCommand.Make(shell, "update", """
            Change a ticket. What is not named stays as it is.

            Examples:
              holdfast tickets update 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --priority urgent --tag vpn --tag branch
              holdfast tickets update 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --stage in-progress --due 2026-12-24T12:00:00Z
              holdfast tickets update 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --clear DUE
            """, [id, subject, description, stage, severity, priority, due, parent, duplicate, tags, clear], async (call, ct) =>
        {
            var request = new JsonObject();
            TicketInputs.Set(request, "subject", call.Get(subject));
            TicketInputs.Set(request, "description", call.Get(description));
            TicketInputs.Set(request, "stage", call.Get(stage));
            TicketInputs.Set(request, "severity", call.Get(severity));
            TicketInputs.Set(request, "priority", call.Get(priority));
            TicketInputs.Set(request, "dueAt", call.Get(due));
            TicketInputs.Set(request, "parentId", call.Get(parent));
            TicketInputs.Set(request, "duplicateOfId", call.Get(duplicate));
            TicketInputs.Set(request, "tags", call.Get(tags));
            TicketInputs.Set(request, "clear", call.Get(clear)?.Select(word => word.ToUpperInvariant().Replace('-', '_')).ToArray());
            call.Report.Show(await call.Api.Put($"api/tickets/{call.Get(id)}", request, ct), TicketBlocks.Of);
        });
    }

    public static Command MakeClose(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var reason = Inputs.Word("--reason", "Why nothing is left to do; RESOLVED when left out", "RESOLVED", "FALSE_POSITIVE", "DUPLICATE", "WONT_DO");
        var resolution = Inputs.Text("--resolution", "What was done, in words.");
        return ApiCommand.Make(shell, "close", """
            Close a ticket.

            Example:
              holdfast tickets close 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --reason false-positive --resolution "It was a test."
            """, [id, reason, resolution], async (call, ct) =>
        {
            var request = new JsonObject { ["stage"] = "CLOSED" };
            TicketInputs.Set(request, "closingReason", call.Get(reason));
            TicketInputs.Set(request, "resolution", call.Get(resolution));
            call.Report.Show(await call.Api.Put($"api/tickets/{call.Get(id)}", request, ct), TicketBlocks.Of);
        });
    }

    public static Command MakeAssign(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var to = Inputs.Id("--to", "Who takes care of it; nobody when left out.");
        return ApiCommand.Make(shell, "assign", """
            Say who takes care of a ticket.

            Examples:
              holdfast tickets assign 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --to 0198c5a2-1111-7f00-8000-1a2b3c4d5e6f
              holdfast tickets assign 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, to], async (call, ct) => call.Report.Show(
            await call.Api.Put(
                $"api/tickets/{call.Get(id)}",
                call.Get(to) is { } user ? new JsonObject { ["assigneeId"] = user.ToString() } : new JsonObject { ["clear"] = new JsonArray("ASSIGNEE") },
                ct),
            TicketBlocks.Of));
    }

    public static Command MakeWatch(Shell shell)
    {
        var id = Inputs.Id("The ticket.");
        var user = Inputs.Id("--user", "Who follows it; you when left out.");
        var stop = new Option<bool>("--stop") { Description = "Follow it no more." };
        return ApiCommand.Make(shell, "watch", """
            Follow a ticket, or have somebody follow it.

            Examples:
              holdfast tickets watch 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast tickets watch 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --stop
            """, [id, user, stop], async (call, ct) =>
        {
            var who = call.Get(user)?.ToString() ?? await Me(call, ct);
            if (call.Get(stop))
            {
                await call.Api.Delete($"api/tickets/{call.Get(id)}/watchers/{who}", ct);
                call.Report.Show(new JsonObject { ["removed"] = who }, new Paragraph(new Cell("It is followed no more.", Tone.Good)));
                return;
            }

            call.Report.Show(
                await call.Api.Post($"api/tickets/{call.Get(id)}/watchers", new JsonObject { ["userId"] = who }, ct),
                watcher => [new Paragraph(new Cell($"Followed since {watcher.At("addedAt")}.", Tone.Good))]);
        });
    }

    private static async Task<string> Me(Call call, CancellationToken ct)
    {
        using var me = System.Text.Json.JsonDocument.Parse(await call.Api.Get("api/auth/me", ct));
        return me.RootElement.Text("user.id");
    }
}
