using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Tenants;

/// <summary><c>holdfast tenants</c>: the own tenant and those below it.</summary>
internal static class TenantCommands
{
    private static readonly (string Header, Func<JsonElement, Cell> Cell)[] Columns =
    [
        ("Name", t => t.Text("name")),
        ("Slug", t => t.Text("slug")),
        ("State", t => new Cell(t.Text("state"), t.Text("state") == "ACTIVE" ? Tone.Good : Tone.Bad)),
        ("Why", t => t.Text("stateReason")),
        ("Since", t => t.At("createdAt")),
        ("Goes", t => t.At("deleteAt")),
        ("Id", t => t.Text("id")),
    ];

    public static Command Make(Shell shell) => new("tenants", "See your tenant and those below it; make, rename, move, suspend, resume and delete them, act in them, and set their plans, trials, flags and quotas.")
    {
        List(shell), Show(shell), Create(shell), Rename(shell), Move(shell), Suspend(shell), Resume(shell), Delete(shell), Deletions(shell),
        TenantVisits.Enter(shell), TenantVisits.Leave(shell), TenantVisits.Allow(shell), TenantVisits.List(shell), TenantVisits.End(shell),
        TenantFigures.Show(shell), TenantFigures.Share(shell),
        TenantPlacement.Show(shell), TenantPlacement.Place(shell), TenantPlacement.Cancel(shell),
        TenantQuotas.Show(shell), TenantQuotas.Set(shell),
        TenantPlans.List(shell), TenantPlans.Show(shell), TenantPlans.Set(shell), TenantPlans.SetFlags(shell),
        TenantPlans.Trial(shell), TenantPlans.Extend(shell), TenantPlans.End(shell), TenantUsage.Make(shell),
    };

    private static Command List(Shell shell)
    {
        var state = Inputs.Word("--state", "Only tenants in this state", "ACTIVE", "SUSPENDED", "DELETING", "REMOVING");
        var parent = Inputs.Id("--parent", "Only tenants directly below this one.");
        var search = Inputs.Text("--search", "Only tenants whose name or slug contains this; 2 to 100 characters.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List your tenant and those below it, the newest first.

            Examples:
              holdfast tenants list
              holdfast tenants list --state SUSPENDED
              holdfast tenants list --search north
            """, [state, parent, search, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of(
                    "api/tenants",
                    ("state", call.Get(state)),
                    ("parentId", call.Get(parent)),
                    ("search", call.Get(search)),
                    ("limit", call.Get(page.Limit)),
                    ("cursor", call.Get(page.Cursor))),
                ct),
            "No tenants.",
            Columns));
    }

    private static Command Show(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "show", """
            Show a tenant: your own, or one below it.

            Example:
              holdfast tenants show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => ShowOne(call, await call.Api.Get($"api/tenants/{call.Get(id)}", ct)));
    }

    private static Command Create(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Its name, 1 to 100 characters." };
        var kind = Inputs.Word("--kind", "Where it is to be from its first moment on", "SHARED", "SCHEMA", "DATABASE");
        var database = TenantPlacement.Database();
        var top = new Option<bool>("--top-level") { Description = "Below no other tenant: for people with the platform's own role." };
        return ApiCommand.Make(shell, "create", """
            Make a tenant below your own, such as a customer's. You act in it after 'holdfast tenants enter'.

            Examples:
              holdfast tenants create "North Ltd"
              holdfast tenants create "North Ltd" --kind DATABASE --database north
              holdfast tenants create "North Ltd" --top-level
            """, [name, kind, database, top], async (call, ct) => ShowOne(
            call,
            await call.Api.Post(
                "api/tenants",
                new JsonObject { ["name"] = call.Get(name), ["placement"] = call.Get(kind) is { } apart ? new JsonObject { ["kind"] = apart, ["database"] = call.Get(database) } : null, ["topLevel"] = call.Get(top) },
                ct)));
    }

    private static Command Rename(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var name = new Argument<string>("NAME") { Description = "Its new name, 1 to 100 characters." };
        return ApiCommand.Make(shell, "rename", """
            Give a tenant another name: your own, or one below it.

            Example:
              holdfast tenants rename 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f "North Ltd"
            """, [id, name], async (call, ct) => ShowOne(call, await call.Api.Put($"api/tenants/{call.Get(id)}", new JsonObject { ["name"] = call.Get(name) }, ct)));
    }

    private static Command Suspend(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var reason = Inputs.Text("--reason", "Why, for whoever looks at it; 1 to 500 characters.");
        return ApiCommand.Make(shell, "suspend", """
            Close a tenant below your own: its people, sensors and keys are refused everywhere within a second. What it has is kept.

            Example:
              holdfast tenants suspend 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --reason "Contract ended"
            """, [id, reason], async (call, ct) =>
        {
            var request = new JsonObject();
            if (call.Get(reason) is { } why)
            {
                request["reason"] = why;
            }

            ShowOne(call, await call.Api.Post($"api/tenants/{call.Get(id)}/suspend", request, ct));
        });
    }

    private static Command Resume(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "resume", """
            Open a suspended tenant below your own again.

            Example:
              holdfast tenants resume 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => ShowOne(call, await call.Api.Post($"api/tenants/{call.Get(id)}/resume", null, ct)));
    }

    private static Command Move(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        var parent = Inputs.Id("--below", "The tenant to stand below: your own, or one below it.");
        parent.Required = true;
        return ApiCommand.Make(shell, "move", """
            Move a tenant below your own, with all that stands below it, to another place there. Whoever acts in it from above is out.

            Example:
              holdfast tenants move 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --below 0198c5a2-7d7e-7f00-8000-6f5e4d3c2b1a
            """, [id, parent], async (call, ct) =>
            ShowOne(call, await call.Api.Post($"api/tenants/{call.Get(id)}/move", new JsonObject { ["parentId"] = call.Get(parent)!.Value.ToString() }, ct)));
    }

    private static Command Delete(Shell shell)
    {
        var id = Inputs.Id("The tenant, as the list shows it.");
        return ApiCommand.Make(shell, "delete", """
            Close a tenant below your own, to be removed for good when its time of grace is over: every row and secret. Until then 'holdfast tenants resume'
            brings it back.

            Example:
              holdfast tenants delete 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => ShowOne(call, await call.Api.Delete($"api/tenants/{call.Get(id)}", ct)));
    }

    private static Command Deletions(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "deletions", """
            List the tenants that were deleted from directly below your own. With --json each has the platform's signed statement.

            Example:
              holdfast tenants deletions --json
            """, [.. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/tenant-deletions", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No tenant was deleted.",
            ("Name", t => t.Text("name")),
            ("Slug", t => t.Text("slug")),
            ("Asked", t => t.At("askedAt")),
            ("Removed", t => t.At("removedAt")),
            ("Id", t => t.Text("id"))));
    }

    private static void ShowOne(Call call, string tenant) => call.Report.Show(tenant, one => [Report.GridOf([one], "", Columns)]);
}
