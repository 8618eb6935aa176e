using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast sessions</c>.</summary>
internal static class SessionCommands
{
    public static Command Make(Shell shell) => new("sessions", "See where you are signed in, and sign out there.") { List(shell), End(shell) };

    private static Command List(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List your sessions, the newest first.

            Example:
              holdfast sessions list
            """, page.All, async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/auth/sessions", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No sessions.",
            ("Signed in", s => s.At("createdAt")),
            ("Last used", s => s.At("lastUsedAt")),
            ("Ends", s => s.At("endsAt")),
            ("Address", s => s.Text("address")),
            ("With", s => s.Text("userAgent")),
            ("This one", s => s.GetProperty("current").GetBoolean() ? "yes" : ""),
            ("Id", s => s.Text("id"))));
    }

    private static Command End(Shell shell)
    {
        var id = new Argument<Guid?>("ID") { Description = "The session, as the list shows it.", Arity = ArgumentArity.ZeroOrOne };
        var others = new Option<bool>("--others") { Description = "All but the one that asks." };
        return ApiCommand.Make(shell, "end", """
            End one of your sessions, or all others.

            Examples:
              holdfast sessions end 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast sessions end --others
            """, [id, others], async (call, ct) =>
        {
            var one = call.Input.GetValue(id);
            if (one is null != call.Get(others))
            {
                throw CliProblems.Together("Name a session, or say --others.");
            }

            await call.Api.Delete(one is null ? "api/auth/sessions" : $"api/auth/sessions/{one}", ct);
            call.Report.Show(new JsonObject { ["ended"] = one?.ToString() ?? "others" }, new Paragraph(new Cell(one is null ? "Your other sessions have ended." : "The session has ended.", Tone.Good)));
        });
    }
}
