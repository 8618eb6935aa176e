using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Commands.Roles;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Members;

/// <summary><c>holdfast domains</c>: names that are the tenant's on the internet, and what their people may do.</summary>
internal static class DomainCommands
{
    private const string Domains = "api/domains";

    public static Command Make(Shell shell) => new("domains", "Prove domains to be your tenant's, and let their people join.") { List(shell), Add(shell), Verify(shell), Join(shell), RequireSso(shell), Remove(shell) };

    private static Command List(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List the tenant's domains, and those that are to be, the newest first.

            Example:
              holdfast domains list
            """, page.All, async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Domains, ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No domains.",
            ("Domain", d => d.Text("name")),
            ("State", d => d.Text("state")),
            ("Looked at", d => d.At("checkedAt")),
            ("Id", d => d.Text("id"))));
    }

    private static Command Add(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "Such as example.com." };
        return ApiCommand.Make(shell, "add", """
            Add a domain. It is the tenant's once it says so itself, by the TXT record that is printed.

            Example:
              holdfast domains add example.com
            """, [name], async (call, ct) => call.Report.Show(await call.Api.Post(Domains, new JsonObject { ["name"] = call.Get(name) }, ct), Shown));
    }

    private static Command Verify(Shell shell)
    {
        var id = Inputs.Id("The domain, as the list shows it.");
        return ApiCommand.Make(shell, "verify", """
            Ask a domain whether it is the tenant's.

            Example:
              holdfast domains verify 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Post($"{Domains}/{call.Get(id)}/verify", new JsonObject(), ct), Shown));
    }

    private static Command Join(Shell shell)
    {
        var id = Inputs.Id("The domain, as the list shows it.");
        var role = Inputs.Text("--role", "The role with which its people may join, by its id or name; without it they may not.", "ROLE");
        return ApiCommand.Make(shell, "join-role", """
            Say whether people with an address at a domain may join by themselves, and as what.

            Examples:
              holdfast domains join-role 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --role USER
              holdfast domains join-role 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, role], async (call, ct) => call.Report.Show(
            await call.Api.Put($"{Domains}/{call.Get(id)}/access", new JsonObject { ["joinRole"] = call.Get(role) is { } named ? await RoleNames.Find(call, named, ct) : null }, ct),
            access => [new Facts(("Domain", access.Text("domainId")), ("Its people join as", access.Text("joinRole")))]));
    }

    private static Command RequireSso(Shell shell)
    {
        var id = Inputs.Id("The domain, as the list shows it.");
        var off = new Option<bool>("--off") { Description = "Not any more." };
        return ApiCommand.Make(shell, "require-sso", """
            Have people with an address at a domain sign in by an identity provider of your tenant's alone, or not any more.

            It ends the sessions that their passwords opened. Needs a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Examples:
              holdfast domains require-sso 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast domains require-sso 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --off
            """, [id, off], async (call, ct) =>
        {
            // What is not said of joining would be taken away.
            using var now = JsonDocument.Parse(await call.Api.Get($"{Domains}/{call.Get(id)}/access", ct));
            var role = now.RootElement.Text("joinRole");
            call.Report.Show(
                await call.Api.Put($"{Domains}/{call.Get(id)}/access", new JsonObject { ["joinRole"] = role.Length == 0 ? null : role, ["requiresSso"] = !call.Get(off) }, ct),
                access => [new Facts(("Domain", access.Text("domainId")), ("Sign in by the provider alone", access.Text("requiresSso")), ("Its people join as", access.Text("joinRole")))]);
        });
    }

    private static Command Remove(Shell shell)
    {
        var id = Inputs.Id("The domain, as the list shows it.");
        return ApiCommand.Make(shell, "remove", """
            Take a domain away from the tenant's. Whoever came in by it stays.

            Example:
              holdfast domains remove 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Domains}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["removed"] = call.Get(id) }, new Paragraph(new Cell("The domain is the tenant's no longer.", Tone.Good)));
        });
    }

    private static Block[] Shown(JsonElement domain) =>
        [new Facts(("Domain", domain.Text("name")), ("State", domain.Text("state")), ("TXT record", domain.Text("recordName")), ("Its text", domain.Text("recordText")), ("Id", domain.Text("id")))];
}
