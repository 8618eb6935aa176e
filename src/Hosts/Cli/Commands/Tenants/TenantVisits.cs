using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tenants;

/// <summary>Acting in tenants below the own one, and who from above acts in it.</summary>
internal static class TenantVisits
{
    public static Command Enter(Shell shell)
    {
        var tenant = new Argument<string>("TENANT") { Description = "The tenant's id or slug." };
        return ApiCommand.Make(shell, "enter", """
            Switch to a tenant below your own: for some hours you may act in it with --in TENANT, or HOLDFAST_TENANT. Its log says so, and it can end this.

            Examples:
              holdfast tenants enter north-ltd-1a2b3c4d
              holdfast tickets list --in north-ltd-1a2b3c4d
            """, [tenant], async (call, ct) => Show(call, await call.Api.Post("api/auth/switch", new JsonObject { ["tenant"] = call.Get(tenant) }, ct)));
    }

    public static Command Leave(Shell shell) => ApiCommand.Make(shell, "leave", """
        Switch back to your own tenant: you act in none below it any more.

        Example:
          holdfast tenants leave
        """, [], async (call, ct) => Show(call, await call.Api.Post("api/auth/switch", new JsonObject(), ct)));

    public static Command Allow(Shell shell)
    {
        var id = Inputs.Id("Your tenant.");
        var access = new Argument<string>("ACCESS") { Description = "FULL: what they may do in their own tenant. READ: see it. NONE: they may not act in it." };
        access.AcceptOnlyFromAmong("FULL", "READ", "NONE");
        return ApiCommand.Make(shell, "allow", """
            Say how much people of the tenants above yours may do in it. When it is less than before, whoever acts in it is out within a second.

            Example:
              holdfast tenants allow 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f READ
            """, [id, access], async (call, ct) => call.Report.Show(
            await call.Api.Put($"api/tenants/{call.Get(id)}/provider-access", new JsonObject { ["access"] = call.Get(access) }, ct),
            tenant => [new Facts(("Tenant", tenant.Text("name")), ("Those above may", tenant.Text("providerAccess")))]));
    }

    public static Command List(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "visits", """
            List who of the tenants above acts, or has acted, in yours, the newest first.

            Example:
              holdfast tenants visits
            """, [.. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/visits", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "Nobody.",
            ("Who", v => v.Text("userName")),
            ("Address", v => v.Text("userEmail")),
            ("From", v => v.Text("homeName")),
            ("May", v => v.Text("access")),
            ("Since", v => v.At("openedAt")),
            ("Until", v => v.At("endsAt")),
            ("Ended", v => v.At("endedAt")),
            ("Id", v => v.Text("id"))));
    }

    public static Command End(Shell shell)
    {
        var id = Inputs.Id("The visit, as 'holdfast tenants visits' shows it.");
        return ApiCommand.Make(shell, "end-visit", """
            End a visit in your tenant: who it is is out within a second. To keep people from above out, allow them less.

            Example:
              holdfast tenants end-visit 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"api/visits/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["ended"] = call.Get(id) }, new Paragraph(new Cell("The visit has ended.", Tone.Good)));
        });
    }

    private static void Show(Call call, string answer) => call.Report.Show(answer, there =>
    [
        new Facts(
            ("Tenant", $"{there.Text("tenant.name")} ({there.Text("tenant.slug")})"),
            ("You may", there.Text("access") is { Length: > 0 } access ? access : "what your roles say"),
            ("Until", there.At("endsAt"))),
    ]);
}
