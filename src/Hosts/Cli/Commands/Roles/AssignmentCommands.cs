using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Roles;

/// <summary><c>holdfast role-assignments</c>: who has which role where.</summary>
internal static class AssignmentCommands
{
    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Columns =
    [
        ("Role", a => a.Text("role")),
        ("Principal", a => $"{a.Text("principalKind")} {a.Text("principalId")}"),
        ("At", a => $"{a.Text("scope.level")} {a.Text("scope.id")}"),
        ("Until", a => a.At("expiresAt")),
        ("Since", a => a.At("createdAt")),
        ("Id", a => a.Text("id")),
    ];

    public static Command Make(Shell shell) => new("role-assignments", "See who has which role where, give roles and take them away.") { List(shell), Create(shell), Extend(shell), Delete(shell) };

    private static Command List(Shell shell)
    {
        var principal = Inputs.Id("--principal", "Only those of this person, user group or key.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List assignments of roles, the newest first.

            Examples:
              holdfast role-assignments list
              holdfast role-assignments list --principal 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [principal, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/role-assignments", ("principalId", call.Get(principal)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No assignments.",
            Columns));
    }

    private static Command Create(Shell shell)
    {
        var role = new Argument<string>("ROLE") { Description = "Which role, by its id or name, such as MANAGER." };
        var assignee = new AssigneeOptions();
        var place = new PlaceOptions();
        var until = Inputs.Time("--until", "Until when; it does not end by itself otherwise.");
        return ApiCommand.Make(shell, "create", """
            Give a person, a user group or a key a role at an organization, a group or a device; or on the whole tenant when none is named.

            One can only give what one has there oneself.

            Examples:
              holdfast role-assignments create MANAGER --user USER-ID --group GROUP-ID
              holdfast role-assignments create "Night shift" --user-group USER-GROUP-ID
              holdfast role-assignments create AUDITOR --user USER-ID --until 2026-12-31
            """, [role, assignee.User, assignee.UserGroup, assignee.Key, .. place.All, until], async (call, ct) =>
        {
            var (kind, id) = assignee.Named(call);
            var request = new JsonObject
            {
                ["principalKind"] = kind, ["principalId"] = id, ["scope"] = await place.Scope(call, ct), ["role"] = await RoleNames.Find(call, call.Get(role), ct),
            };
            if (call.Get(until) is { } end)
            {
                request["expiresAt"] = end;
            }

            call.Report.Show(await call.Api.Post("api/role-assignments", request, ct), made => [Report.GridOf([made], "", Columns)]);
        });
    }

    private static Command Extend(Shell shell)
    {
        var id = Inputs.Id("The assignment, as the list shows it.");
        var until = Inputs.Time("--until", "Until when; it does not end by itself otherwise.");
        return ApiCommand.Make(shell, "extend", """
            Let an assignment end at another time, or not by itself any more.

            Examples:
              holdfast role-assignments extend 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --until 2026-12-31
              holdfast role-assignments extend 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, until], async (call, ct) => call.Report.Show(
            await call.Api.Put($"api/role-assignments/{call.Get(id)}", new JsonObject { ["expiresAt"] = call.Get(until) }, ct), made => [Report.GridOf([made], "", Columns)]));
    }

    private static Command Delete(Shell shell)
    {
        var id = Inputs.Id("The assignment, as the list shows it.");
        return ApiCommand.Make(shell, "delete", """
            Take a role away that was given at a place.

            Example:
              holdfast role-assignments delete 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"api/role-assignments/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["deleted"] = call.Get(id) }, new Paragraph(new Cell("The role is taken away.", Tone.Good)));
        });
    }
}
