using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Commands.Roles;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast sso</c>: identity providers by which the tenant's people sign in, and whether they have to.</summary>
internal static class SingleSignOnCommands
{
    private const string Providers = "api/identity-providers";
    private const string Rules = "api/sign-in-rules";

    // What an answer has and a request takes.
    private static readonly string[] Settings =
        ["name", "issuer", "clientId", "preset", "isPublic", "scopes", "groupsClaim", "mappings", "defaultRole", "createsUsers", "trustsSecondFactor", "status"];

    public static Command Make(Shell shell) => new("sso", "Let people sign in by your identity provider (OpenID Connect), and ask them to.")
    {
        List(shell), Show(shell), Add(shell), Map(shell), Turn(shell, "enable", "Let people sign in by a provider.", "ENABLED"),
        Turn(shell, "disable", "Let nobody sign in by a provider; the sessions that it opened end.", "DISABLED"), Test(shell), Remove(shell), Require(shell),
    };

    private static Command List(Shell shell) => ApiCommand.Make(shell, "list", """
        List the tenant's identity providers, the oldest first.

        Example:
          holdfast sso list
        """, [], async (call, ct) => call.Report.ShowPage(
        await call.Api.Get(Providers, ct),
        "No identity providers.",
        ("Name", p => p.Text("name")),
        ("Product", p => p.Text("preset")),
        ("Issuer", p => p.Text("issuer")),
        ("Status", p => p.Text("status")),
        ("Id", p => p.Text("id"))));

    private static Command Show(Shell shell)
    {
        var id = Inputs.Id("The provider, as the list shows it.");
        return ApiCommand.Make(shell, "show", """
            Show a provider, and what has to be entered there.

            Example:
              holdfast sso show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"{Providers}/{call.Get(id)}", ct), Shown));
    }

    private static Command Add(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "For people." };
        var issuer = new Option<string>("--issuer") { Description = "Exactly as the provider writes it in its tokens.", HelpName = "URL", Required = true };
        var client = new Option<string>("--client-id") { Description = "What the provider calls this installation.", HelpName = "ID", Required = true };
        var preset = Inputs.Word("--product", "Which product it is", "ENTRA", "GOOGLE", "OKTA", "CUSTOM");
        var role = Inputs.Text("--role", "The role of everybody who signs in by it, by its id or name.", "ROLE");
        var creates = new Option<bool>("--creates-users") { Description = "Give accounts to people who have none and an address at a verified domain of yours." };
        var isPublic = new Option<bool>("--public") { Description = "The provider knows this installation without a secret." };
        return ApiCommand.Make(shell, "add", """
            Let people sign in by an identity provider. The client's secret is asked for, or read from standard input.

            Needs all that an administrator may do, and a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Example:
              holdfast sso add Entra --product entra --client-id 5d0c... --issuer https://login.microsoftonline.com/1a2b.../v2.0 --creates-users --role user
            """, [name, issuer, client, preset, role, creates, isPublic], async (call, ct) =>
        {
            var secret = call.Get(isPublic) ? null : shell.InIsTerminal ? shell.AskSecret("Client secret: ") : await shell.In.ReadLineAsync(ct);
            var body = new JsonObject
            {
                ["name"] = call.Get(name), ["issuer"] = call.Get(issuer), ["clientId"] = call.Get(client), ["clientSecret"] = secret, ["preset"] = call.Get(preset) ?? "CUSTOM",
                ["isPublic"] = call.Get(isPublic), ["createsUsers"] = call.Get(creates), ["defaultRole"] = call.Get(role) is { } named ? await RoleNames.Find(call, named, ct) : null,
            };
            call.Report.Show(await call.Api.Post(Providers, body, ct), Shown);
        });
    }

    private static Command Map(Shell shell)
    {
        var id = Inputs.Id("The provider, as the list shows it.");
        var group = new Argument<string>("GROUP") { Description = "As the provider names it in its tokens; of Entra, its id." };
        var role = Inputs.Text("--role", "The role that who is in it has on the whole tenant, by its id or name; without it the group has none.", "ROLE");
        return ApiCommand.Make(shell, "map", """
            Say which role a group of the provider's has on the whole tenant. Roles at parts of the tree are given in the console or by the API, and stay.

            Examples:
              holdfast sso map 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f analysts --role security-analyst
              holdfast sso map 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f analysts
            """, [id, group, role], async (call, ct) =>
        {
            var named = call.Get(role) is { } text ? await RoleNames.Find(call, text, ct) : null;
            call.Report.Show(await Change(call, call.Get(id), provider =>
            {
                var mappings = provider["mappings"]!.AsArray();
                foreach (var before in mappings.Where(m => (string?)m!["group"] == call.Get(group) && (string?)m["scope"]!["level"] == "TENANT").ToArray())
                {
                    mappings.Remove(before);
                }

                if (named is not null)
                {
                    mappings.Add(new JsonObject { ["group"] = call.Get(group), ["role"] = named });
                }
            }, ct), Shown);
        });
    }

    private static Command Turn(Shell shell, string verb, string what, string status)
    {
        var id = Inputs.Id("The provider, as the list shows it.");
        return ApiCommand.Make(shell, verb, $"""
            {what}

            Example:
              holdfast sso {verb} 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await Change(call, call.Get(id), provider => provider["status"] = status, ct), Shown));
    }

    private static Command Test(Shell shell)
    {
        var id = Inputs.Id("The provider, as the list shows it.");
        return ApiCommand.Make(shell, "test", """
            Ask a provider what can be asked without signing anybody in, and say step by step what is right and wrong.

            Example:
              holdfast sso test 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(
            await call.Api.Post($"{Providers}/{call.Get(id)}/test", new JsonObject(), ct),
            test => [.. test.GetProperty("steps").EnumerateArray().Select(s => new Paragraph(new Cell($"{s.Text("step")}: {s.Text("detail")}", ToneOf(s.GetProperty("ok")))))]));
    }

    private static Command Remove(Shell shell)
    {
        var id = Inputs.Id("The provider, as the list shows it.");
        return ApiCommand.Make(shell, "remove", """
            Remove a provider: the sessions that it opened end, and the roles that it gave are taken away. Accounts stay.

            Example:
              holdfast sso remove 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Providers}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["removed"] = call.Get(id) }, new Paragraph(new Cell("Nobody signs in by it any more.", Tone.Good)));
        });
    }

    private static Command Require(Shell shell)
    {
        var off = new Option<bool>("--off") { Description = "Ask nobody any more." };
        var except = new Option<Guid[]>("--except")
        {
            Description = "Who need not, by their ids: one administrator at least, with a password and a second factor. It takes the place of what was said before.", HelpName = "ID", AllowMultipleArgumentsPerToken = true,
        };
        return ApiCommand.Make(shell, "require", """
            Ask everybody to sign in by an identity provider. Passwords and passkeys of all others are worth nothing then, and their sessions end.

            Needs a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Examples:
              holdfast sso require --except 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast sso require --off
            """, [off, except], async (call, ct) =>
        {
            var present = JsonNode.Parse(await call.Api.Get(Rules, ct))!;
            var body = new JsonObject
            {
                ["requireSecondFactor"] = present["requireSecondFactor"]!.DeepClone(),
                ["singleSignOn"] = new JsonObject
                {
                    ["required"] = !call.Get(off),
                    ["exceptFor"] = call.Get(except) is { Length: > 0 } named ? new JsonArray([.. named.Select(n => (JsonNode)n.ToString())]) : present["singleSignOn"]!["exceptFor"]!.DeepClone(),
                },
            };
            call.Report.Show(
                await call.Api.Put(Rules, body, ct),
                rules => [new Facts(
                    ("Everybody signs in by a provider", rules.GetProperty("singleSignOn").GetProperty("required").GetBoolean() ? "yes" : "no"),
                    ("Except", string.Join(", ", rules.GetProperty("singleSignOn").GetProperty("exceptFor").EnumerateArray().Select(e => e.GetString()))))]);
        });
    }

    private static async Task<string> Change(Call call, Guid id, Action<JsonObject> change, CancellationToken ct)
    {
        var present = JsonNode.Parse(await call.Api.Get($"{Providers}/{id}", ct))!;
        var body = new JsonObject(Settings.Select(name => KeyValuePair.Create(name, present[name]?.DeepClone())));
        change(body);
        return await call.Api.Put($"{Providers}/{id}", body, ct);
    }

    private static Tone ToneOf(JsonElement ok) => ok.ValueKind switch { JsonValueKind.True => Tone.Good, JsonValueKind.False => Tone.Bad, _ => Tone.Plain };

    private static Block[] Shown(JsonElement provider) =>
    [
        new Facts(
            ("Name", provider.Text("name")),
            ("Product", provider.Text("preset")),
            ("Issuer", provider.Text("issuer")),
            ("Client", provider.Text("clientId")),
            ("Status", provider.Text("status")),
            ("Role of everybody", provider.Text("defaultRole")),
            ("Roles by groups", string.Join(", ", provider.GetProperty("mappings").EnumerateArray().Select(m => $"{m.Text("group")}: {m.Text("role")}"))),
            ("Redirect address", provider.Text("redirectUri")),
            ("After signing out", provider.Text("signedOutUri")),
            ("Back-channel logout", provider.Text("backChannelLogoutUri")),
            ("Id", provider.Text("id"))),
    ];
}
