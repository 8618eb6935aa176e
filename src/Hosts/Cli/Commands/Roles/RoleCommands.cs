using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary><c>holdfast roles</c>: what roles there are, and the tenant's own.</summary>
internal static class RoleCommands
{
    private const string Path = "api/roles";

    public static Command Make(Shell shell) => new("roles", "See roles, and make, change and delete your own.") { List(shell), Show(shell), Create(shell), Update(shell), Delete(shell) };

    private static Command List(Shell shell) => ApiCommand.Make(shell, "list", """
        List the roles that can be given: those that every tenant has, then your own.

        Examples:
          holdfast roles list
          holdfast roles list --json | jq -r '.items[] | select(.isStock | not) | .name'
        """, [], async (call, ct) => call.Report.Show(await call.Api.Get(Path, ct), roles =>
        [
            Report.GridOf(
                roles.List("items"),
                "No roles.",
                [("Name", r => r.Text("name")), ("Inherits from", r => Joined(r, "parents")), ("Gives", r => $"{r.List("permissions").Count()} permissions"), ("Meaning", r => r.Text("meaning")), ("Id", r => r.Text("id"))]),
        ]));

    private static Command Show(Shell shell)
    {
        var role = new Argument<string>("ROLE") { Description = "The role, by its id or name." };
        return ApiCommand.Make(shell, "show", """
            Show one role: what it gives by itself, what it inherits from, and all that it gives.

            Examples:
              holdfast roles show MANAGER
              holdfast roles show "Night shift"
            """, [role], async (call, ct) =>
        {
            var id = await RoleNames.Find(call, call.Get(role), ct);
            using var all = JsonDocument.Parse(await call.Api.Get(Path, ct));
            // Stock roles have no address of their own; for what is no role the server says so.
            var stock = all.RootElement.GetProperty("items").EnumerateArray().FirstOrDefault(r => r.Text("id") == id && r.GetProperty("isStock").GetBoolean());
            call.Report.Show(stock.ValueKind == JsonValueKind.Object ? stock.GetRawText() : await call.Api.Get($"{Path}/{Uri.EscapeDataString(id)}", ct), Facts);
        });
    }

    private static Command Create(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "For people; unique in the tenant." };
        var (permissions, parents, meaning) = Settings();
        return ApiCommand.Make(shell, "create", """
            Make a role of your own. Nobody has it until it is given: 'holdfast role-assignments create'.

            Examples:
              holdfast roles create "Night shift" 'tickets:*' fleet:read --meaning "Who is there at night"
              holdfast roles create "Lead" analytics:export --inherits MEMBER --inherits "Night shift"
            """, [name, permissions, parents, meaning], async (call, ct) => call.Report.Show(
            await call.Api.Post(Path, await Request(call, call.Get(name), permissions, parents, meaning, ct), ct), Facts));
    }

    private static Command Update(Shell shell)
    {
        var role = new Argument<string>("ROLE") { Description = "The role, by its id or name." };
        var name = Inputs.Text("--name", "Another name; it keeps the one that it has otherwise.");
        var (permissions, parents, meaning) = Settings();
        return ApiCommand.Make(shell, "update", """
            Change what a role of your own gives, to all who have it. What is named replaces all that was there before.

            One can only give what one has oneself wherever somebody has the role. 'holdfast access preview' shows beforehand who gains and who loses what.

            Examples:
              holdfast roles update "Night shift" 'tickets:*' fleet:write --inherits USER
              holdfast roles update "Night shift" --name "Late shift" 'tickets:*'
            """, [role, permissions, parents, meaning, name], async (call, ct) =>
        {
            var id = await RoleNames.Find(call, call.Get(role), ct);
            using var known = JsonDocument.Parse(await call.Api.Get($"{Path}/{Uri.EscapeDataString(id)}", ct));
            var request = await Request(call, call.Get(name) ?? known.RootElement.Text("name"), permissions, parents, meaning, ct);
            request["meaning"] ??= known.RootElement.Text("meaning");
            call.Report.Show(await call.Api.Put($"{Path}/{id}", request, ct), Facts);
        });
    }

    private static Command Delete(Shell shell)
    {
        var role = new Argument<string>("ROLE") { Description = "The role, by its id or name." };
        return ApiCommand.Make(shell, "delete", """
            Delete a role of your own that nobody has and no other role inherits from.

            Example:
              holdfast roles delete "Night shift"
            """, [role], async (call, ct) =>
        {
            var id = await RoleNames.Find(call, call.Get(role), ct);
            await call.Api.Delete($"{Path}/{Uri.EscapeDataString(id)}", ct);
            call.Report.Show(new JsonObject { ["deleted"] = id }, new Paragraph(new Cell("The role is deleted.", Tone.Good)));
        });
    }

    /// <summary>What a role is made of on the command line.</summary>
    public static (Argument<string[]> Permissions, Option<string[]> Parents, Option<string?> Meaning) Settings() => (
        new Argument<string[]>("PERMISSION") { Description = "What it gives by itself: area:verb, area:* or *.", Arity = ArgumentArity.ZeroOrMore, DefaultValueFactory = _ => [] },
        new Option<string[]>("--inherits") { Description = "A role whose permissions it gives as well, by its id or name. May be repeated.", HelpName = "ROLE" },
        Inputs.Text("--meaning", "What it is for, for who gives it."));

    /// <summary>The role as the API takes it.</summary>
    public static async Task<JsonObject> Request(Call call, string? name, Argument<string[]> permissions, Option<string[]> parents, Option<string?> meaning, CancellationToken ct)
    {
        var request = new JsonObject { ["permissions"] = Texts(call.Get(permissions)), ["parents"] = Texts(await RoleNames.Find(call, call.Get(parents) ?? [], ct)) };
        if (name is not null)
        {
            request["name"] = name;
        }

        if (call.Get(meaning) is { } text)
        {
            request["meaning"] = text;
        }

        return request;
    }

    private static IEnumerable<Block> Facts(JsonElement role) =>
    [
        new Facts(
            ("Name", role.Text("name")),
            ("Id", role.Text("id")),
            ("Meaning", role.Text("meaning")),
            ("By itself", Joined(role, "given")),
            ("Inherits from", Joined(role, "parents")),
            ("All that it gives", Joined(role, "permissions")),
            ("Made", role.At("createdAt"))),
    ];

    private static string Joined(JsonElement role, string member) => string.Join(", ", role.List(member).Select(each => each.ToString()));

    private static JsonArray Texts(string[] texts) => [.. texts.Select(text => (JsonNode?)text)];
}
