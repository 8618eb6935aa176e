using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Commands.Roles;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Playbooks;

/// <summary><c>holdfast playbooks dry-run</c>: what a playbook would have done by what has happened.</summary>
internal static class DryRun
{
    public static Command Make(Shell shell)
    {
        var what = new Argument<string>("FILE|ID") { Description = "The file with the playbook's text in YAML, - for standard input, or a playbook's id." };
        var number = Inputs.Number("--number", "Which version of the playbook; the latest when left out.", 1, int.MaxValue);
        var days = Inputs.Number("--days", "From how many days ago on; 7 when left out.", 1, 365);
        var inputs = Inputs.Text("--inputs", "What a run that somebody starts is given, as a JSON object.", "JSON");
        var limit = Inputs.Number("--limit", "At most so many runs; 25 when left out.", 1, 100);
        var cursor = Inputs.Text("--cursor", "Goes on where the part before ended: its next.", "NEXT");
        return ApiCommand.Make(shell, "dry-run", """
            Say what a playbook would have done by what has happened, step by step. Nothing is changed, and nothing is sent.

            Examples:
              holdfast playbooks dry-run block.yaml --days 30
              holdfast playbooks dry-run 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --number 3
            """, [what, number, days, inputs, limit, cursor], async (call, ct) =>
        {
            var named = call.Get(what);
            var body = new JsonObject { ["days"] = call.Get(days) ?? 7, ["limit"] = call.Get(limit) ?? 25, ["cursor"] = call.Get(cursor), ["inputs"] = PlaybookCommands.Object(call.Get(inputs)) };
            string answer;
            if (Guid.TryParse(named, out var id) && !File.Exists(named))
            {
                body["number"] = call.Get(number);
                answer = await call.Api.Post($"api/playbooks/{id}/rehearse", body, ct);
            }
            else
            {
                body["text"] = PolicyCommands.Read(call, named);
                answer = await call.Api.Post("api/playbooks/rehearse", body, ct);
            }

            call.Report.Show(answer, PlaybookBlocks.OfRehearsal);
            using var read = JsonDocument.Parse(answer);
            var heard = read.RootElement;
            call.Report.Hint($"{heard.GetProperty("runs").GetArrayLength()} runs of {heard.Text("looked")} things looked at, until {heard.At("reached")}. All events are known from {heard.At("keptFrom")} on; before that, alerts.");
            if (heard.Text("next") is { Length: > 0 } next)
            {
                call.Report.Hint($"There is more: --cursor {next}");
            }
        });
    }
}
