using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Commands.Roles;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Members;

/// <summary><c>holdfast members</c>: who is in the tenant, who was invited, and where one is a guest.</summary>
internal static class MemberCommands
{
    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Invited =
    [
        ("Address", i => i.Text("email")),
        ("Role", i => i.Text("role")),
        ("At", i => $"{i.Text("scope.level")} {i.Text("scope.id")}"),
        ("State", i => i.Text("state")),
        ("By", i => i.Text("invitedByName")),
        ("Good until", i => i.At("expiresAt")),
        ("Id", i => i.Text("id")),
    ];

    public static Command Make(Shell shell) => new("members", "See who is in your tenant, invite people, and accept invitations.")
    {
        List(shell), Invite(shell), Invitations(shell), Resend(shell), Revoke(shell), Remove(shell), Join(shell), Memberships(shell), Leave(shell),
    };

    private static Command List(Shell shell)
    {
        var search = Inputs.Text("--search", "Only people whose name or address contains this.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List who can act in your tenant: its own people, and guests whose account another tenant keeps.

            Example:
              holdfast members list
            """, [search, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/members", ("search", call.Get(search)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "Nobody.",
            ("Name", m => m.Text("name")),
            ("Address", m => m.Text("email")),
            ("Guest of", m => m.Text("homeName")),
            ("Status", m => m.Text("status")),
            ("Roles", m => string.Join(", ", m.GetProperty("roles").EnumerateArray().Select(r => r.Text("role").ToString()).Distinct())),
            ("Id", m => m.Text("userId"))));
    }

    private static Command Invite(Shell shell)
    {
        var email = new Argument<string>("EMAIL") { Description = "To whom: only who reads the mail there can accept." };
        var role = Inputs.Text("--role", "The role that they will have, by its id or name; MEMBER otherwise.", "ROLE");
        var place = new PlaceOptions();
        var days = Inputs.Number("--days", "How long it is good, 1 to 30; 7 otherwise.", 1, 30);
        return ApiCommand.Make(shell, "invite", """
            Invite somebody by mail, who has an account already or makes one by accepting. Where the server sends no mail, 'holdfast mails show' has the link.

            Examples:
              holdfast members invite ben@example.com --role MANAGER
              holdfast members invite ben@example.com --role MEMBER --organization ORGANIZATION-ID --days 2
            """, [email, role, .. place.All, days], async (call, ct) => call.Report.Show(
            await call.Api.Post(
                "api/invitations",
                new JsonObject
                {
                    ["email"] = call.Get(email), ["role"] = await RoleNames.Find(call, call.Get(role) ?? "MEMBER", ct), ["scope"] = await place.Scope(call, ct), ["expiresInDays"] = call.Get(days) ?? 7,
                },
                ct),
            made => [Report.GridOf([made], "", Invited), new Facts(("Mail", made.Text("mailId")))]));
    }

    private static Command Invitations(Shell shell)
    {
        var state = Inputs.Word("--state", "Only those of which this has become", "PENDING", "ACCEPTED", "REVOKED", "EXPIRED");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "invitations", """
            List who was invited, the newest first.

            Example:
              holdfast members invitations --state pending
            """, [state, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/invitations", ("state", call.Get(state)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct), "Nobody was invited.", Invited));
    }

    private static Command Resend(Shell shell)
    {
        var id = Inputs.Id("The invitation, as the list shows it.");
        return ApiCommand.Make(shell, "resend", """
            Send an invitation again; what was sent before is worth nothing then.

            Example:
              holdfast members resend 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/invitations/{call.Get(id)}/resend", new JsonObject(), ct), made => [Report.GridOf([made], "", Invited)]));
    }

    private static Command Revoke(Shell shell)
    {
        var id = Inputs.Id("The invitation, as the list shows it.");
        return ApiCommand.Make(shell, "revoke", """
            Take an invitation back.

            Example:
              holdfast members revoke 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"api/invitations/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["revoked"] = call.Get(id) }, new Paragraph(new Cell("The invitation is worth nothing any more.", Tone.Good)));
        });
    }

    private static Command Remove(Shell shell)
    {
        var id = Inputs.Id("The guest, as the list shows them.");
        return ApiCommand.Make(shell, "remove", """
            Let a guest go, with all that they had in your tenant.

            Example:
              holdfast members remove 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"api/members/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["removed"] = call.Get(id) }, new Paragraph(new Cell("They are a guest no longer.", Tone.Good)));
        });
    }

    private static Command Join(Shell shell) => ApiCommand.Make(shell, "join", """
        Accept an invitation with the account that you are signed in with. What stands in the mail after the # is read from standard input, so that it is in no history of commands.

        Example:
          holdfast members join < invitation.txt
        """, [], async (call, ct) =>
    {
        var token = (await shell.In.ReadLineAsync(ct))?.Trim() ?? "";
        call.Report.Show(
            await call.Api.Post("api/auth/memberships", new JsonObject { ["token"] = token[(token.LastIndexOf('#') + 1)..] }, ct),
            joined => [new Facts(("Tenant", joined.Text("tenant.name")), ("Named by", joined.Text("tenant.slug")))]);
    });

    private static Command Memberships(Shell shell) => ApiCommand.Make(shell, "of-me", """
        List the tenants in which you are a guest: act there with --in TENANT, or HOLDFAST_TENANT.

        Example:
          holdfast members of-me
        """, [], async (call, ct) => call.Report.ShowPage(
        await call.Api.Get("api/auth/memberships", ct),
        "None.",
        ("Tenant", m => m.Text("tenant.name")),
        ("Named by", m => m.Text("tenant.slug")),
        ("Since", m => m.At("joinedAt")),
        ("Id", m => m.Text("tenant.id"))));

    private static Command Leave(Shell shell)
    {
        var id = Inputs.Id("The tenant in which you are a guest.");
        return ApiCommand.Make(shell, "leave", """
            Be a guest in a tenant no longer.

            Example:
              holdfast members leave 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"api/auth/memberships/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["left"] = call.Get(id) }, new Paragraph(new Cell("You are a guest there no longer.", Tone.Good)));
        });
    }
}
