using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Assignments;

/// <summary><c>holdfast assignments</c>: who has which role where.</summary>
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

    public static Command Make(Shell shell) => new("assignments", "See who has which role where, give roles and take them away.") { List(shell), Create(shell), Delete(shell) };

    private static Command List(Shell shell)
    {
        var principal = Inputs.Id("--principal", "Only those of this user.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List assignments of roles, the newest first.

            Examples:
              holdfast assignments list
              holdfast assignments list --principal 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [principal, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/assignments", ("principalId", call.Get(principal)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No assignments.",
            Columns));
    }

    private static Command Create(Shell shell)
    {
        var user = new Argument<Guid>("USER") { Description = "Who gets the role, by id." };
        var role = new Argument<string>("ROLE") { Description = "Which role, such as MANAGER." };
        var organization = Inputs.Id("--organization", "At this organization, and below it.");
        var group = Inputs.Id("--group", "At this group, and below it.");
        var device = Inputs.Id("--device", "At this device.");
        var until = Inputs.Time("--until", "Until when; it does not end by itself otherwise.");
        return ApiCommand.Make(shell, "create", """
            Give somebody a role at an organization, a group or a device; or on the whole tenant when none is named.

            One can only give what one has there oneself.

            Examples:
              holdfast assignments create USER-ID MANAGER --group GROUP-ID
              holdfast assignments create USER-ID AUDITOR --until 2026-12-31
            """, [user, role, organization, group, device, until], async (call, ct) =>
        {
            (string Level, Guid? Id)[] named = [.. new[] { ("ORGANIZATION", call.Get(organization)), ("GROUP", call.Get(group)), ("DEVICE", call.Get(device)) }.Where(n => n.Item2 is not null)];
            if (named.Length > 1)
            {
                throw CliProblems.Together("Name one of --organization, --group and --device.");
            }

            var (level, node) = named.Length == 1 ? (named[0].Level, named[0].Id!.Value) : ("TENANT", await Tenant(call, ct));
            var request = new JsonObject { ["userId"] = call.Get(user), ["role"] = call.Get(role).ToUpperInvariant(), ["scope"] = new JsonObject { ["level"] = level, ["id"] = node } };
            if (call.Get(until) is { } end)
            {
                request["expiresAt"] = end;
            }

            call.Report.Show(await call.Api.Post("api/assignments", request, ct), made => [Report.GridOf([made], "", Columns)]);
        });
    }

    private static Command Delete(Shell shell)
    {
        var id = Inputs.Id("The assignment, as the list shows it.");
        return ApiCommand.Make(shell, "delete", """
            Take a role away that was given at a place.

            A user's role on the whole tenant that does not end by itself is changed with the user instead.

            Example:
              holdfast assignments delete 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"api/assignments/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["deleted"] = call.Get(id) }, new Paragraph(new Cell("The role is taken away.", Tone.Good)));
        });
    }

    private static async Task<Guid> Tenant(Call call, CancellationToken ct)
    {
        using var me = JsonDocument.Parse(await call.Api.Get("api/auth/me", ct));
        return me.RootElement.GetProperty("tenant").GetProperty("id").GetGuid();
    }
}
