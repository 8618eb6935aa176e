using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Commands.Roles;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Playbooks;

/// <summary><c>holdfast playbooks</c>: what is to be done when something happens.</summary>
internal static class PlaybookCommands
{
    public static Command Make(Shell shell) => new("playbooks", "See, check, write and run playbooks.")
    {
        List(shell), Show(shell), Validate(shell), DryRun.Make(shell), Create(shell), Publish(shell), Receiver(shell), Run(shell), Runs(shell),
    };

    private static Command List(Shell shell)
    {
        var state = Inputs.Word("--state", "Whether it starts runs", "DRAFT", "PUBLISHED", "DISABLED");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List playbooks, the newest first.

            Example:
              holdfast playbooks list --state published
            """, [state, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(Query.Of("api/playbooks", ("state", call.Get(state)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No playbooks.",
            ("Name", p => p.Text("name")),
            ("State", p => p.Word("state")),
            ("Version", p => p.Text("published")),
            ("Acts for", p => p.Text("publisher.name")),
            ("Refused", p => p.Text("refused")),
            ("Id", p => p.Text("id"))));
    }

    private static Command Show(Shell shell)
    {
        var id = Inputs.Id("A playbook or a run, as the lists show it.");
        var run = new Option<bool>("--run") { Description = "The id is a run's: show its steps." };
        return ApiCommand.Make(shell, "show", """
            Show a playbook with its latest text, or a run with its steps.

            Examples:
              holdfast playbooks show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
              holdfast playbooks show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --json | jq -r .text > block.yaml
              holdfast playbooks show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --run
            """, [id, run], async (call, ct) =>
        {
            var isRun = call.Get(run);
            call.Report.Show(await call.Api.Get($"api/{(isRun ? "playbook-runs" : "playbooks")}/{call.Get(id)}", ct), isRun ? PlaybookBlocks.OfRun : PlaybookBlocks.Of);
        });
    }

    private static Command Validate(Shell shell)
    {
        var file = File();
        return ApiCommand.Make(shell, "validate", """
            Say all that is wrong with a playbook's text, each with its line and column. Nothing is saved.

            Exit code 2 says that there are mistakes.

            Example:
              holdfast playbooks validate block.yaml
            """, [file], async (call, ct) =>
        {
            var path = call.Get(file);
            var answer = await call.Api.Post("api/playbooks/validate", new JsonObject { ["text"] = PolicyCommands.Read(call, path) }, ct);
            call.Report.Show(answer, checkedText => PlaybookBlocks.OfCheck(checkedText, path));
            using var read = JsonDocument.Parse(answer);
            return read.RootElement.GetProperty("valid").GetBoolean() ? ExitCodes.Ok : ExitCodes.Usage;
        });
    }

    private static Command Create(Shell shell)
    {
        var file = File();
        return ApiCommand.Make(shell, "create", """
            Write a playbook down, as a draft: 'holdfast playbooks publish' lets it run.

            Example:
              holdfast playbooks create block.yaml
            """, [file], async (call, ct) => call.Report.Show(
            await call.Api.Post("api/playbooks", new JsonObject { ["text"] = PolicyCommands.Read(call, call.Get(file)) }, ct), PlaybookBlocks.OfSummary));
    }

    private static Command Publish(Shell shell)
    {
        var id = Inputs.Id("The playbook, as the list shows it.");
        var number = Inputs.Number("--number", "Which version; the latest when left out.", 1, int.MaxValue);
        return ApiCommand.Make(shell, "publish", """
            Let a version run from now on. Its runs act for you: they may do what you may do, and no more.

            Example:
              holdfast playbooks publish 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, number], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/playbooks/{call.Get(id)}/publish", new JsonObject { ["number"] = call.Get(number) }, ct), PlaybookBlocks.OfSummary));
    }

    private static Command Receiver(Shell shell)
    {
        var id = Inputs.Id("The playbook, as the list shows it.");
        var keep = new Option<bool>("--keep-address") { Description = "Only the secret is new." };
        return ApiCommand.Make(shell, "receiver", """
            Make the address to which others post to start a playbook that has a webhook trigger, and its secret. Both are shown once; what was made before is worth nothing
            from then on.

            Example:
              holdfast playbooks receiver 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id, keep], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/playbooks/{call.Get(id)}/receiver", new JsonObject { ["keepAddress"] = call.Get(keep) }, ct), PlaybookBlocks.OfReceiver));
    }

    private static Command Run(Shell shell)
    {
        var id = Inputs.Id("The playbook, as the list shows it.");
        var inputs = Inputs.Text("--inputs", "What it asks for, as a JSON object.", "JSON");
        return ApiCommand.Make(shell, "run", """
            Start a run of a playbook that has a manual trigger.

            Example:
              holdfast playbooks run 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --inputs '{"address":"192.0.2.7","firewalls":["Edge"]}'
            """, [id, inputs], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/playbooks/{call.Get(id)}/run", new JsonObject { ["inputs"] = Object(call.Get(inputs)) }, ct), PlaybookBlocks.OfRunSummary));
    }

    private static Command Runs(Shell shell)
    {
        var state = Inputs.Word("--state", "Where it is", "QUEUED", "RUNNING", "WAITING", "PAUSED", "COMPENSATING", "DONE", "FAILED", "CANCELLED", "REFUSED");
        var playbook = Inputs.Id("--playbook", "Only runs of this playbook.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "runs", """
            List runs of playbooks, the newest first.

            Example:
              holdfast playbooks runs --state waiting
            """, [state, playbook, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of("api/playbook-runs", ("state", call.Get(state)), ("playbookId", call.Get(playbook)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))), ct),
            "No runs.",
            ("Playbook", r => r.Text("name")),
            ("State", r => r.Word("state")),
            ("Started by", r => r.Word("cause")),
            ("Began", r => r.At("createdAt")),
            ("Ended", r => r.At("endedAt")),
            ("Failure", r => r.Text("failure.code")),
            ("Id", r => r.Text("id"))));
    }

    internal static Argument<string> File() => new("FILE") { Description = "The file with the playbook's text in YAML, or - for standard input." };

    internal static JsonObject? Object(string? text)
    {
        try
        {
            return text is null ? null : JsonNode.Parse(text) as JsonObject ?? throw CliProblems.Together("--inputs is a JSON object such as {\"address\":\"192.0.2.7\"}.");
        }
        catch (JsonException e)
        {
            throw CliProblems.Together($"--inputs is no JSON: {e.Message}");
        }
    }
}
