using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Actions;

/// <summary><c>holdfast actions</c>: runs of what changes something outside.</summary>
internal static class ActionCommands
{
    private const string Outcome = "Exit code 11 says that it was tried and failed, or that nobody knows whether it was done.";

    public static Command Make(Shell shell) => new("actions", "See what is to be done in outside products, approve or reject it, start and undo it.")
    {
        List(shell), Show(shell), Plan(shell), Execute(shell), Approve(shell), Reject(shell), Start(shell), Check(shell), Undo(shell),
    };

    private static Command List(Shell shell)
    {
        var state = Inputs.Word("--state", "Where it is", "PLANNED", "AWAITING_APPROVAL", "RUNNING", "DONE", "FAILED", "UNKNOWN", "UNDONE", "REJECTED", "EXPIRED");
        var device = Inputs.Id("--device", "Only runs on this device.");
        var page = new PageOptions();
        return ApiCommand.Make(shell, "list", """
            List runs of actions, the newest first.

            Examples:
              holdfast actions list --state awaiting-approval
              holdfast actions list --json | jq -r '.items[] | select(.state == "UNKNOWN") | .id'
            """, [state, device, .. page.All], async (call, ct) => call.Report.ShowPage(
            await call.Api.Get(
                Query.Of("api/action-runs", ("state", call.Get(state)), ("deviceId", call.Get(device)), ("limit", call.Get(page.Limit)), ("cursor", call.Get(page.Cursor))),
                ct),
            "No runs.",
            ("State", r => r.Word("state")),
            ("Risk", r => r.Word("risk")),
            ("Action", r => r.Text("action")),
            ("Through", r => r.Text("throughName")),
            ("Summary", r => r.Text("summary")),
            ("By", r => r.Text("requestedBy.name")),
            ("Planned", r => r.At("createdAt")),
            ("Id", r => r.Text("id"))));
    }

    private static Command Show(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "show", """
            Show one run: its plan with the difference that it would make, who approved it, and what came of it.

            Example:
              holdfast actions show 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await call.Api.Get($"api/action-runs/{call.Get(id)}", ct), RunBlocks.Of));
    }

    private static Command Plan(Shell shell)
    {
        var (through, action, parameters, device, reason, expires) = Wanted();
        return ApiCommand.Make(shell, "plan", """
            Find out what an action would do, and write that down as a run that can be started or waits for approval. Nothing is done yet.

            Example:
              holdfast actions plan 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f paloalto.block_address --parameters '{"address":"198.51.100.7"}' --expires 3600
            """, [through, action, parameters, device, reason, expires], async (call, ct) => call.Report.Show(
            await call.Api.Post("api/action-runs", Body(call, action, parameters, device, reason, expires, call.Get(through)), ct), RunBlocks.Of));
    }

    private static Command Execute(Shell shell)
    {
        var (through, action, parameters, device, reason, expires) = Wanted();
        return ApiCommand.Make(shell, "execute", $"""
            Plan an action and do it at once; where it needs approval, the run that is shown waits for that.

            {Outcome}

            Example:
              holdfast actions execute 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f grafana.annotate --parameters '{"{"}"text":"deployed"{"}"}'
            """, [through, action, parameters, device, reason, expires], async (call, ct) =>
        {
            var answer = await call.Api.Post($"api/integrations/{call.Get(through)}/execute", Body(call, action, parameters, device, reason, expires, null), ct);
            call.Report.Show(answer, RunBlocks.Of);
            using var run = JsonDocument.Parse(answer);
            return run.RootElement.Text("state") is "FAILED" or "UNKNOWN" ? ExitCodes.ActionFailed : ExitCodes.Ok;
        });
    }

    private static (Argument<Guid> Through, Argument<string> Action, Option<string?> Parameters, Option<Guid?> Device, Option<string?> Reason, Option<int?> Expires) Wanted() =>
    (
        Inputs.Id("The integration that carries it out."),
        new Argument<string>("ACTION") { Description = "What it does, by its key: 'holdfast integrations actions' lists them." },
        Inputs.Text("--parameters", "What the action needs, as a JSON object, or @FILE to read it from a file.", "JSON"),
        Inputs.Id("--device", "The device on which it takes effect."),
        Inputs.Text("--reason", "Why, for who approves it."),
        Inputs.Number("--expires", "Undo it by itself after so many seconds.", 60, 2_592_000));

    private static JsonObject Body(
        Call call, Argument<string> action, Option<string?> parameters, Option<Guid?> device, Option<string?> reason, Option<int?> expires, Guid? through)
    {
        var body = new JsonObject
        {
            ["action"] = call.Get(action), ["parameters"] = JsonText.Read("--parameters", call.Get(parameters) ?? "{}"), ["deviceId"] = call.Get(device), ["reason"] = call.Get(reason),
            ["expiresInSeconds"] = call.Get(expires),
        };
        if (through is { } id)
        {
            body["through"] = id;
        }

        return body;
    }

    private static Command Approve(Shell shell)
    {
        var id = Id();
        var digest = new Argument<string>("DIGEST") { Description = "Of the plan that you looked at, as 'holdfast actions show' prints it." };
        return ApiCommand.Make(shell, "approve", """
            Allow a run, exactly as its plan says.

            What has another digest than the one that you name is refused: it is not what you looked at. Of HIGH and DESTRUCTIVE risk another person than who asked for it has to approve.

            Example:
              holdfast actions approve 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f 6f1c…
            """, [id, digest], async (call, ct) => call.Report.Show(
            await call.Api.Post($"api/action-runs/{call.Get(id)}/approve", new JsonObject { ["digest"] = call.Get(digest) }, ct), RunBlocks.Of));
    }

    private static Command Reject(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "reject", """
            Refuse a run that waits for approval.

            Example:
              holdfast actions reject 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], async (call, ct) => call.Report.Show(await Post(call, id, "reject", ct), RunBlocks.Of));
    }

    private static Command Start(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "start", $"""
            Start a run that is planned and, where that is needed, approved.

            {Outcome}

            Example:
              holdfast actions start 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], (call, ct) => Tell(call, id, "start", ct));
    }

    private static Command Check(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "check", $"""
            Ask the outside product what came of a run of which nobody knows.

            {Outcome}

            Example:
              holdfast actions check 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], (call, ct) => Tell(call, id, "check", ct));
    }

    private static Command Undo(Shell shell)
    {
        var id = Id();
        return ApiCommand.Make(shell, "undo", $"""
            Undo what a run has done, by a run of its inverse: that one is shown. Where its risk needs approval it waits for that.

            {Outcome}

            Example:
              holdfast actions undo 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f
            """, [id], (call, ct) => Tell(call, id, "undo", ct));
    }

    private static Argument<Guid> Id() => Inputs.Id("The run, as the list shows it.");

    private static Task<string> Post(Call call, Argument<Guid> id, string what, CancellationToken ct) => call.Api.Post($"api/action-runs/{call.Get(id)}/{what}", new JsonObject(), ct);

    private static async Task<int> Tell(Call call, Argument<Guid> id, string what, CancellationToken ct)
    {
        var answer = await Post(call, id, what, ct);
        call.Report.Show(answer, RunBlocks.Of);
        using var run = JsonDocument.Parse(answer);
        return run.RootElement.Text("state") is "FAILED" or "UNKNOWN" ? ExitCodes.ActionFailed : ExitCodes.Ok;
    }
}
