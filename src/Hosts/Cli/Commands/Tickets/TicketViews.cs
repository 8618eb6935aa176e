using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tickets;

/// <summary><c>holdfast tickets views</c>.</summary>
internal static class TicketViews
{
    private const string Path = "api/tickets/views";

    public static Command Make(Shell shell) => new("views", "See, keep, use and remove filters of tickets.") { List(shell), Open(shell), Keep(shell), Remove(shell) };

    private static Command List(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List the filters that you keep, and those of others for all of the tenant.

            Example:
              holdfast tickets views list
            """, [.. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Path, ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No filter is kept.",
            ("Name", v => v.Text("name")),
            ("For all", v => v.Text("isShared") == "True" ? "yes" : ""),
            ("Filter", v => string.Join(' ', Wanted(v).Select(w => $"{w.Name}={w.Value}"))),
            ("Id", v => v.Text("id"))));
    }

    private static Command Open(Shell shell)
    {
        var id = Inputs.Id("The filter, as the list shows it.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "open", """
            List the tickets that a kept filter leaves.

            Example:
              holdfast tickets views open 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, .. page.All], async (call, ct) =>
        {
            var view = await Find(call, call.Get(id), ct);
            call.Report.ShowPage(
                await call.Api.Get(Query.Of("api/tickets", [.. Wanted(view), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))]), ct), "No tickets.", ListTickets.Columns);
        });
    }

    private static Command Keep(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "What it is called." };
        var filter = new Argument<string>("FILTER") { Description = "What narrows the list, as a JSON object with the parameters of GET /api/tickets, or @FILE to read it from a file." };
        var shared = new Option<bool>("--shared") { Description = "For all of the tenant." };
        var sort = Inputs.Word("--sort", "In which order", "NEWEST", "OLDEST", "SEVERITY", "PRIORITY", "DUE");
        return ApiCommand.Make(shell, "keep", """
            Keep a filter of tickets.

            Example:
              holdfast tickets views keep "Late and open" '{"open":true,"overdue":true}' --sort due
            """, [name, filter, shared, sort], async (call, ct) =>
        {
            var request = new JsonObject { ["name"] = call.Get(name), ["isShared"] = call.Get(shared), ["query"] = JsonText.Read("FILTER", call.Get(filter)!) };
            TicketInputs.Set(request, "sort", call.Get(sort));
            call.Report.Show(await call.Api.Post(Path, request, ct), view => [new Facts(("Kept", view.Text("name")), ("Id", view.Text("id")))]);
        });
    }

    private static Command Remove(Shell shell)
    {
        var id = Inputs.Id("The filter, as the list shows it.");
        return ApiCommand.Make(shell, "remove", """
            Remove a filter that you keep.

            Example:
              holdfast tickets views remove 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Path}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["removed"] = $"{call.Get(id)}" }, new Paragraph(new Cell("The filter is removed.", Tone.Good)));
        });
    }

    private static IEnumerable<(string Name, object? Value)> Wanted(JsonElement view) =>
        view.GetProperty("query").EnumerateObject().Where(p => p.Value.ValueKind != JsonValueKind.Null)
            .Select(p => (p.Name, (object?)(p.Value.ValueKind == JsonValueKind.String ? p.Value.GetString() : p.Value.GetRawText())))
            .Concat(view.Text("sort") is { Length: > 0 } sort ? [("sort", sort)] : []);

    private static async Task<JsonElement> Find(Call call, Guid id, CancellationToken ct)
    {
        string? cursor = null;
        do
        {
            using var page = JsonDocument.Parse(await call.Api.Get(Query.Of(Path, ("limit", 200), ("cursor", cursor)), ct));
            if (page.RootElement.List("items").FirstOrDefault(v => v.Text("id") == $"{id}") is { ValueKind: JsonValueKind.Object } view)
            {
                return view.Clone();
            }

            cursor = page.RootElement.Text("nextCursor") is { Length: > 0 } next ? next : null;
        }
        while (cursor is not null);
        throw CliProblems.Together($"No filter that you see has the id {id}.");
    }
}
