using System.Text.Json;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Playbooks;

/// <summary>Playbooks and their runs for a person.</summary>
internal static class PlaybookBlocks
{
    public static IEnumerable<Block> Of(JsonElement both) => [.. OfSummary(both.GetProperty("playbook")), new Facts(("Text", $"\n{both.Text("text")}"))];

    public static IEnumerable<Block> OfSummary(JsonElement playbook)
    {
        yield return new Facts(
            ("Name", playbook.Text("name")),
            ("Id", playbook.Text("id")),
            ("State", playbook.Word("state")),
            ("For", playbook.Text("description")),
            ("Latest version", playbook.Text("latest")),
            ("Published", playbook.Text("published") is { Length: > 0 } number ? $"version {number}, {playbook.At("publishedAt")} by {playbook.Text("publisher.name")}" : ""),
            ("Refused runs", playbook.Text("refused")),
            ("Last refusal", playbook.Text("refusedCode")));
    }

    public static IEnumerable<Block> OfRunSummary(JsonElement run)
    {
        yield return new Facts(
            ("Playbook", $"{run.Text("name")}, version {run.Text("number")}"),
            ("Id", run.Text("id")),
            ("State", run.Word("state")),
            ("Started by", run.Text("startedBy.name") is { Length: > 0 } who ? who : run.Text("event.name") is { Length: > 0 } what ? what : run.Text("cause")),
            ("Acts for", run.Text("publisher.name")),
            ("Inputs", run.Text("inputs")),
            ("Began", run.At("createdAt")),
            ("Ended", run.At("endedAt")),
            ("Failure", run.Text("failure.code") is { Length: > 0 } code ? new Cell($"{run.Text("failure.detail")} ({code})", Tone.Bad) : ""));
    }

    public static IEnumerable<Block> OfRun(JsonElement both) =>
    [
        .. OfRunSummary(both.GetProperty("run")),
        .. both.List("steps").Select(s => new Facts(
            ("Step", s.Text("path")),
            ("State", s.Word("state")),
            ("Answer", s.Text("output")),
            ("Action run", s.Text("actionRun")),
            ("Failure", s.Text("failure.code") is { Length: > 0 } code ? new Cell($"{s.Text("failure.detail")} ({code})", Tone.Bad) : ""))),
    ];

    public static IEnumerable<Block> OfReceiver(JsonElement made)
    {
        yield return new Facts(("Path", made.Text("path") is { Length: > 0 } path ? path : "as it was"), ("Secret", made.Text("secret")), ("Made", made.At("renewedAt")));
    }

    public static IEnumerable<Block> OfRehearsal(JsonElement rehearsal)
    {
        foreach (var run in rehearsal.List("runs"))
        {
            yield return new Facts(
                ("At", run.At("at")),
                ("Because of", run.Text("event") is { Length: > 0 } name ? name : run.Word("source")),
                ("Would end", run.Word("state")),
                ("Would ask", run.Text("asks") == "true" ? "a person" : ""),
                ("Failure", run.Text("failure.code") is { Length: > 0 } code ? new Cell($"{run.Text("failure.detail")} ({code})", Tone.Bad) : ""),
                ("Steps", string.Concat(run.List("steps").Select(Line))));
        }
    }

    private static string Line(JsonElement step)
    {
        string[] parts =
        [
            step.Text("path"), step.Text("state").ToLowerInvariant(), step.Text("action") is { Length: > 0 } action ? $"{action} through {step.Text("through")}" : "", step.Text("asks") == "true" ? "asks" : "",
            step.Text("failure.code"),
        ];
        return $"\n{string.Join("  ", parts.Where(p => p.Length > 0))}";
    }

    public static IEnumerable<Block> OfCheck(JsonElement checks, string path) => checks.GetProperty("valid").GetBoolean()
        ? [new Facts(("Valid", checks.Text("name")))]
        : [.. checks.List("mistakes").Select(m => new Facts(($"{path}:{m.Text("line")}:{m.Text("column")}", new Cell($"{m.Text("detail")} ({m.Text("code")})", Tone.Bad))))];
}
