using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Keys;

/// <summary><c>holdfast keys</c>: keys of the tenant's own programs.</summary>
internal static class KeyCommands
{
    private const string Path = "api/admin/api-keys";

    public static Command Make(Shell shell) => new("keys", "See, make, rotate and revoke keys of your own programs.")
    {
        List(shell), Show(shell), CreateKey.Make(shell), Rotate(shell), Revoke(shell), Usage(shell), ReportLeak(shell),
    };

    /// <summary>The one time that a key's text is shown.</summary>
    public static IEnumerable<Block> WithText(JsonElement key) =>
    [
        new Facts(("Key", key.Text("key")), ("Id", key.Text("id")), ("Name", key.Text("name")), ("The one before is good until", key.At("replacedUntil"))),
        new Paragraph(new Cell("Keep the key now: it is not shown again.", Tone.Warning)),
    ];

    private static Command List(Shell shell)
    {
        var revoked = new Option<bool>("--revoked") { Description = "Those that were revoked as well." };
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List keys, the newest first.

            Examples:
              holdfast keys list
              holdfast keys list --revoked --json | jq -r '.items[] | select(.revokedFor == "LEAKED") | .prefix'
            """, [revoked, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Path, ("revoked", call.Get(revoked) ? "true" : null), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No keys.",
            ("Name", k => k.Text("name")),
            ("Key", k => $"{k.Text("prefix")}…"),
            ("Mode", k => k.Text("mode")),
            ("Permissions", k => Joined(k, "permissions")),
            ("At", k => At(k)),
            ("Ends", k => k.Text("revokedAt") is { Length: > 0 } ? "revoked" : k.At("expiresAt")),
            ("Last used", k => k.At("lastUsedAt")),
            ("Id", k => k.Text("id"))));
    }

    private static Command Show(Shell shell)
    {
        var id = Inputs.Id("The key.");
        return ApiCommand.Make(shell, "show", """
            Show one key: what it may do, where and until when, and when it was last used. Its text is not kept.

            Example:
              holdfast keys show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"{Path}/{call.Get(id)}", ct), key =>
        [
            new Facts(
                ("Name", key.Text("name")),
                ("Id", key.Text("id")),
                ("Key", $"{key.Text("prefix")}…"),
                ("Mode", key.Text("mode")),
                ("Permissions", Joined(key, "permissions")),
                ("At", At(key)),
                ("From", Joined(key, "networks")),
                ("Requests a minute", key.Text("ratePerMinute")),
                ("Ends", key.At("expiresAt")),
                ("Made", key.At("createdAt")),
                ("The one before is good until", key.At("replacedUntil")),
                ("Revoked", key.At("revokedAt")),
                ("Revoked for", key.Word("revokedFor")),
                ("Last used", key.At("lastUsedAt")),
                ("Last used from", key.Text("lastUsedFrom"))),
        ]));
    }

    private static Command Rotate(Shell shell)
    {
        var id = Inputs.Id("The key.");
        var grace = Inputs.Number("--grace", "For how many seconds the text before is good as well, 0 to 604800 (7 days); 0 when not said.", 0, 604_800);
        return ApiCommand.Make(shell, "rotate", """
            Give a key another text, and print it this once. The id stays, and what the key may do.

            Needs a sign-in of the last minutes: 'holdfast login' first where it is refused.

            Examples:
              holdfast keys rotate 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast keys rotate 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --grace 3600 --json | jq -r .key
            """, [id, grace], async (call, ct) => call.Report.Show(
            await call.Api.Post($"{Path}/{call.Get(id)}/rotate", new JsonObject { ["graceSeconds"] = call.Get(grace) ?? 0 }, ct), WithText));
    }

    private static Command Revoke(Shell shell)
    {
        var id = Inputs.Id("The key.");
        return ApiCommand.Make(shell, "revoke", """
            Take a key away: within a second it is good for nothing. That cannot be undone.

            Example:
              holdfast keys revoke 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Path}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["revoked"] = call.Get(id) }, new Paragraph(new Cell("The key is revoked.", Tone.Good)));
        });
    }

    private static Command Usage(Shell shell)
    {
        var id = Inputs.Id("The key.");
        var days = Inputs.Number("--days", "How many days, today included, 1 to 90; 30 when not said.", 1, 90);
        return ApiCommand.Make(shell, "usage", """
            Show what was asked with a key, by day (in UTC) and operation.

            Examples:
              holdfast keys usage 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --days 7
              holdfast keys usage 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --json | jq '[.items[].requests] | add'
            """, [id, days], async (call, ct) => call.Report.Show(
            await call.Api.Get(Query.Of($"{Path}/{call.Get(id)}/usage", ("days", call.Get(days)?.ToString(CultureInfo.InvariantCulture))), ct),
            usage =>
            [
                new Facts(("Since", usage.Text("from")), ("Last used", usage.At("lastUsedAt")), ("Last used from", usage.Text("lastUsedFrom"))),
                Report.GridOf(
                    usage.List("items"),
                    "Nothing was asked with it.",
                    [("Day", u => u.Text("day")), ("Operation", u => u.Text("operation")), ("Requests", u => u.Text("requests")), ("Refused", u => u.Text("refusals"))]),
            ]));
    }

    private static Command ReportLeak(Shell shell)
    {
        var fromInput = new Option<bool>("--stdin") { Description = "Read the key from the first line of standard input." };
        return ApiCommand.Make(shell, "report-leak", """
            Say that a key has leaked: whoever has it may, without signing in. If there is such a key it is revoked, and its tenant is told.

            The answer is the same whether there is such a key or not.

            Examples:
              holdfast keys report-leak
              grep -oE 'sk_(live|test)_[0-9A-Za-z]{36}' leaked.log | holdfast keys report-leak --stdin
            """, [fromInput], async (call, ct) =>
        {
            var key = call.Get(fromInput) ? await shell.In.ReadLineAsync(ct) : shell.InIsTerminal ? shell.AskSecret("Key: ") : throw CliProblems.NoTerminal;
            await call.Transport.Send(HttpMethod.Post, $"{Path}/report-leak", new JsonObject { ["key"] = key?.Trim() ?? "" }, null, ct);
            call.Report.Show(new JsonObject { ["reported"] = true }, new Paragraph(new Cell("Reported. If there is such a key, it is revoked.", Tone.Good)));
        });
    }

    private static string Joined(JsonElement key, string member) => string.Join(", ", key.List(member).Select(each => each.ToString()));

    private static string At(JsonElement key) => key.Text("scope.level") is { Length: > 0 } level ? $"{level} {key.Text("scope.id")}" : "";
}
