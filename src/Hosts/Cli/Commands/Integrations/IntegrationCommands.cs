using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Integrations;

/// <summary><c>holdfast integrations</c>: outside products, what is read through them, and what they post.</summary>
internal static class IntegrationCommands
{
    private const string Path = "api/integrations";

    public static Command Make(Shell shell) => new("integrations", "Use outside products: add them, test them, see what comes in.")
    {
        List(shell), Show(shell), Add(shell), Test(shell), Remove(shell), Feeds(shell), SetFeed(shell), Rejections(shell), Actions(shell), ReceiverCommands.Make(shell),
    };

    private static Command List(Shell shell)
    {
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List integrations with their health, the newest first.

            Example:
              holdfast integrations list
            """, page.All, async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of(Path, ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No integrations.",
            ("Name", i => i.Text("name")),
            ("Product", i => i.Text("connector")),
            ("Status", i => i.Word("status")),
            ("Failing feeds", i => i.Text("failingFeeds")),
            ("Last came in", i => i.At("lastSuccessAt")),
            ("Id", i => i.Text("id"))));
    }

    private static Command Show(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "show", """
            Show an integration.

            Example:
              holdfast integrations show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"{Path}/{call.Get(id)}", ct), Shown));
    }

    private static Command Add(Shell shell)
    {
        var connector = new Argument<string>("PRODUCT") { Description = "The connector's key, such as grafana or wazuh." };
        var name = new Argument<string>("NAME") { Description = "For people." };
        var settings = new Option<string>("--settings") { Description = "What the connector needs to know, as a JSON object, or @FILE.", HelpName = "JSON", Required = true };
        var organization = Inputs.Id("--organization", "The organization that it is for; the whole tenant when not said.");
        var group = Inputs.Id("--group", "The group that it is for, instead of an organization.");
        return ApiCommand.Make(shell, "add", """
            Begin to use an outside product. Its secrets are asked for as one JSON object, or read from standard input; they go to the vault and never come back.

            Nothing is read before 'holdfast integrations test' has passed.

            Example:
              echo '{"token":"glsa_…"}' | holdfast integrations add grafana "Main Grafana" --settings '{"url":"https://grafana.example.com"}'
            """, [connector, name, settings, organization, group], async (call, ct) =>
        {
            var secret = shell.InIsTerminal ? shell.AskSecret("Secrets (JSON): ") : await shell.In.ReadToEndAsync(ct);
            var body = new JsonObject
            {
                ["connector"] = call.Get(connector), ["name"] = call.Get(name), ["settings"] = JsonText.Read("--settings", call.Get(settings)!),
                ["secret"] = string.IsNullOrWhiteSpace(secret) ? null : JsonText.Read("the secret", secret.TrimStart('@')),
                ["organizationId"] = call.Get(organization), ["groupId"] = call.Get(group),
            };
            call.Report.Show(await call.Api.Post(Path, body, ct), Shown);
        });
    }

    private static Command Test(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "test", """
            Prove that an integration's settings and secrets work. When they do, what it has is read from now on.

            Exit code 11 says that they do not.

            Example:
              holdfast integrations test 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            var answer = await call.Api.Post($"{Path}/{call.Get(id)}/test", new JsonObject(), ct);
            call.Report.Show(answer, found => [new Paragraph(new Cell(found.Text("detail"), found.Text("ok") == "True" ? Tone.Good : Tone.Bad))]);
            return JsonNode.Parse(answer)!["ok"]!.GetValue<bool>() ? ExitCodes.Ok : ExitCodes.ActionFailed;
        });
    }

    private static Command Remove(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "remove", """
            Stop using an outside product: its secret is destroyed, its addresses are closed. Its alerts stay.

            Example:
              holdfast integrations remove 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) =>
        {
            await call.Api.Delete($"{Path}/{call.Get(id)}", ct);
            call.Report.Show(new JsonObject { ["removed"] = call.Get(id) }, new Paragraph(new Cell("It is gone, and its secret with it.", Tone.Good)));
        });
    }

    private static Command Feeds(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "feeds", """
            Show what is read through an integration and posted to it, how far that has come, and what went wrong.

            Example:
              holdfast integrations feeds 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"{Path}/{call.Get(id)}/feeds", ct), feeds => feeds.EnumerateArray().Select(feed => new Facts(
            ("Read", feed.Text("read")),
            ("On", feed.Text("isPushed") == "True" ? "posted by the product" : feed.Text("isEnabled") == "True" ? $"every {feed.Text("everySeconds")} s" : "no"),
            ("Came in", feed.Text("received")),
            ("Not readable", feed.Text("rejected")),
            ("Last", feed.At("lastSuccessAt")),
            ("Next", feed.At("nextAt")),
            ("Failure", feed.Text("failureDetail") is { Length: > 0 } why ? new Cell(why, Tone.Bad) : "")))));
    }

    private static Command SetFeed(Shell shell)
    {
        var id = Id();
        var read = new Argument<string>("READ") { Description = "As 'holdfast integrations feeds' names it, such as wazuh.alerts." };
        var every = Inputs.Number("--every", "Seconds from the end of a reading to the next.", 5, 604_800);
        var off = new Option<bool>("--off") { Description = "Do not read it." };
        return ApiCommand.Make(shell, "set-feed", """
            Say how often something is read through an integration, or not at all.

            Examples:
              holdfast integrations set-feed 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f wazuh.alerts --every 30
              holdfast integrations set-feed 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f wazuh.vulnerabilities --off
            """, [id, read, every, off], async (call, ct) =>
        {
            var feeds = JsonNode.Parse(await call.Api.Get($"{Path}/{call.Get(id)}/feeds", ct))!.AsArray();
            var present = feeds.FirstOrDefault(f => (string?)f!["read"] == call.Get(read))?["everySeconds"]?.GetValue<int>() ?? 3600;
            call.Report.Show(
                await call.Api.Put(
                    $"{Path}/{call.Get(id)}/feeds/{Uri.EscapeDataString(call.Get(read)!)}", new JsonObject { ["isEnabled"] = !call.Get(off), ["everySeconds"] = call.Get(every) ?? present }, ct),
                feed => [new Facts(("Read", feed.Text("read")), ("On", feed.Text("isEnabled")), ("Every", $"{feed.Text("everySeconds")} s"))]);
        });
    }

    private static Command Rejections(Shell shell)
    {
        var id = Id();
        var page = new PageOptions();
        return ApiCommand.Make(shell, "rejections", """
            List documents that came through an integration and could not be read, the newest first.

            Example:
              holdfast integrations rejections 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of($"{Path}/{call.Get(id)}/rejections", ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "All could be read.",
            ("At", r => r.At("at")),
            ("From", r => r.Text("read")),
            ("Why", r => r.Text("detail")),
            ("Key", r => r.Text("key"))));
    }

    private static Command Actions(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "actions", """
            Show what can be done through an integration. 'holdfast actions execute' does it.

            Example:
              holdfast integrations actions 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"{Path}/{call.Get(id)}/actions", ct), actions => actions.EnumerateArray().Select(action => new Facts(
            ("Action", action.Text("key")),
            ("Does", action.Text("description")),
            ("Risk", action.Word("risk")),
            ("Right", action.Word("right")),
            ("Undone by", action.Text("inverse")),
            ("Takes", action.Text("parameters"))))));
    }

    private static Argument<Guid> Id() => Inputs.Id("The integration, as the list shows it.");

    private static IEnumerable<Block> Shown(System.Text.Json.JsonElement integration) =>
    [
        new Facts(
            ("Name", integration.Text("name")),
            ("Product", integration.Text("connector")),
            ("Status", integration.Word("status")),
            ("Settings", integration.Text("settings")),
            ("Secret", integration.Text("secretRef.name") is { Length: > 0 } name ? $"{integration.Text("secretRef.store")}:{name} v{integration.Text("secretRef.version")}" : ""),
            ("For", integration.Text("groupId") is { Length: > 0 } group ? $"group {group}" : integration.Text("organizationId") is { Length: > 0 } organization ? $"organization {organization}" : "the whole tenant"),
            ("Last tested", integration.At("lastTestedAt")),
            ("Failure", integration.Text("lastError") is { Length: > 0 } why ? new Cell(why, Tone.Bad) : ""),
            ("Failing feeds", integration.Text("failingFeeds")),
            ("Last came in", integration.At("lastSuccessAt")),
            ("Id", integration.Text("id"))),
    ];
}
