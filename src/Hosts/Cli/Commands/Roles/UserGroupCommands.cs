using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary><c>holdfast groups</c>: people who have roles together.</summary>
internal static class UserGroupCommands
{
    private const string Path = "api/user-groups";

    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Columns =
    [
        ("Name", g => g.Text("name")),
        ("Members", g => g.Text("members")),
        ("Meaning", g => g.Text("meaning")),
        ("Made", g => g.At("createdAt")),
        ("Id", g => g.Text("id")),
    ];

    public static Command Make(Shell shell) => new("groups", "See, make and change user groups: who is in one has its roles.")
    {
        List(shell), Members(shell), Create(shell), Rename(shell), Delete(shell), Add(shell), Remove(shell),
    };

    private static Command List(Shell shell)
    {
        var user = Inputs.Id("--user", "Only groups that this person is in.");
        var search = Inputs.Text("--search", "Only groups whose name contains this.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List user groups, the newest first.

            Examples:
              holdfast groups list
              holdfast groups list --user 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [user, search, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Path, ("userId", call.Get(user)), ("search", call.Get(search)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No user groups.",
            Columns));
    }

    private static Command Members(Shell shell)
    {
        var id = Inputs.Id("The user group.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "members", """
            List who is in a user group.

            Example:
              holdfast groups members 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of($"{Path}/{call.Get(id)}/members", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "Nobody.",
            ("Name", m => m.Text("username")),
            ("Since", m => m.At("addedAt")),
            ("Id", m => m.Text("userId"))));
    }

    private static Command Create(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "For people; unique in the tenant." };
        var meaning = Inputs.Text("--meaning", "What the group is for.");
        return ApiCommand.Make(shell, "create", """
            Make a user group, with nobody in it. It is given roles with 'holdfast role-assignments create'.

            Example:
              holdfast groups create "Night shift" --meaning "Who is there at night"
            """, [name, meaning], async (call, ct) => call.Report.Show(
            await call.Api.Post(Path, new JsonObject { ["name"] = call.Get(name), ["meaning"] = call.Get(meaning) }, ct), made => [Report.GridOf([made], "", Columns)]));
    }

    private static Command Rename(Shell shell)
    {
        var id = Inputs.Id("The user group.");
        var name = new Argument<string>("NAME") { Description = "Its new name." };
        var meaning = Inputs.Text("--meaning", "What the group is for; it keeps what it has otherwise.");
        return ApiCommand.Make(shell, "rename", """
            Give a user group another name.

            Example:
              holdfast groups rename 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f "Late shift"
            """, [id, name, meaning], async (call, ct) =>
        {
            using var known = JsonDocument.Parse(await call.Api.Get($"{Path}/{call.Get(id)}", ct));
            var request = new JsonObject { ["name"] = call.Get(name), ["meaning"] = call.Get(meaning) ?? known.RootElement.Text("meaning") };
            call.Report.Show(await call.Api.Put($"{Path}/{call.Get(id)}", request, ct), made => [Report.GridOf([made], "", Columns)]);
        });
    }

    private static Command Delete(Shell shell)
    {
        var id = Inputs.Id("The user group.");
        return ApiCommand.Make(shell, "delete", """
            Delete a user group. Its members stay, without the roles that they had by it.

            Example:
              holdfast groups delete 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Path}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["deleted"] = call.Get(id) }, new Paragraph(new Cell("The user group is deleted.", Tone.Good)));
        });
    }

    private static Command Add(Shell shell)
    {
        var id = Inputs.Id("The user group.");
        var user = new Argument<Guid>("USER") { Description = "Who, by id." };
        return ApiCommand.Make(shell, "add", """
            Put somebody into a user group: they get its roles. It takes all that is in those.

            Example:
              holdfast groups add GROUP-ID USER-ID
            """, [id, user], async (call, ct) => call.Report.Show(
            await call.Api.Put($"{Path}/{call.Get(id)}/members/{call.Get(user)}", new JsonObject(), ct), made => [Report.GridOf([made], "", Columns)]));
    }

    private static Command Remove(Shell shell)
    {
        var id = Inputs.Id("The user group.");
        var user = new Argument<Guid>("USER") { Description = "Who, by id." };
        return ApiCommand.Make(shell, "remove", """
            Take somebody out of a user group, and its roles with that.

            Example:
              holdfast groups remove GROUP-ID USER-ID
            """, [id, user], async (call, ct) =>
        {
            await call.Api.Delete($"{Path}/{call.Get(id)}/members/{call.Get(user)}", ct);
            call.Report.Show(new JsonObject { ["removed"] = call.Get(user) }, new Paragraph(new Cell("No longer in the group.", Tone.Good)));
        });
    }
}
