using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast scim</c>: what the tenant's identity provider needs to keep its people and user groups.</summary>
internal static class ScimCommands
{
    private const string Path = "api/provisioning-tokens";

    public static Command Make(Shell shell) => new("scim", "Let your identity provider keep your people and user groups (SCIM 2.0).")
    {
        new Command("tokens", "See, make and revoke tokens of your identity provider.") { List(shell), Create(shell), Revoke(shell) },
    };

    private static Command List(Shell shell)
    {
        var revoked = new Option<bool>("--revoked") { Description = "Those that were revoked as well." };
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List tokens of identity providers, the newest first.

            Example:
              holdfast scim tokens list
            """, [revoked, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Path, ("revoked", call.Get(revoked) ? "true" : null), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No tokens.",
            ("Name", t => t.Text("name")),
            ("Token", t => $"{t.Text("prefix")}…"),
            ("Ends", t => t.Text("revokedAt") is { Length: > 0 } ? "revoked" : t.At("expiresAt")),
            ("Last used", t => t.At("lastUsedAt")),
            ("From", t => t.Text("lastUsedFrom")),
            ("Id", t => t.Text("id"))));
    }

    private static Command Create(Shell shell)
    {
        var name = new Argument<string>("NAME") { Description = "For people: which identity provider uses it." };
        var until = Inputs.Time("--until", "Until when, within a year; it does not end by itself otherwise.");
        var rate = Inputs.Number("--rate", "How many requests a minute, 1 to 1000000; only the tenant's limit holds otherwise.", 1, 1_000_000);
        return ApiCommand.Make(shell, "create", """
            Make a token for your identity provider, and print it this once, with the address to enter there.

            It takes every permission on the whole tenant: whoever has the token chooses who is in the groups that it makes. Needs a sign-in of the last minutes:
            'holdfast login' first where it is refused.

            Examples:
              holdfast scim tokens create Entra
              holdfast scim tokens create Okta --until 2027-06-30 --json | jq -r .token
            """, [name, until, rate], async (call, ct) =>
        {
            var request = new JsonObject { ["name"] = call.Get(name) };
            if (call.Get(until) is { } end)
            {
                request["expiresAt"] = end;
            }

            if (call.Get(rate) is { } perMinute)
            {
                request["ratePerMinute"] = perMinute;
            }

            call.Report.Show(await call.Api.Post(Path, request, ct), WithText);
        });
    }

    private static Command Revoke(Shell shell)
    {
        var id = Inputs.Id("The token.");
        return ApiCommand.Make(shell, "revoke", """
            Take a token away: within a second it is good for nothing. The people and groups that it made stay.

            Example:
              holdfast scim tokens revoke 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Path}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["revoked"] = call.Get(id) }, new Paragraph(new Cell("The token is revoked.", Tone.Good)));
        });
    }

    private static IEnumerable<Block> WithText(JsonElement token) =>
    [
        new Facts(("Token", token.Text("token")), ("Id", token.Text("id")), ("Name", token.Text("name")), ("Ends", token.At("expiresAt"))),
        new Paragraph(new Cell("Keep the token now: it is not shown again. At the identity provider, enter this server's address with /scim/v2 behind it.", Tone.Warning)),
    ];
}
