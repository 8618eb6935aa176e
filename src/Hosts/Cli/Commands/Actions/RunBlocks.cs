using System.Text.Json;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Actions;

/// <summary>A run for a person.</summary>
internal static class RunBlocks
{
    public static IEnumerable<Block> Of(JsonElement run)
    {
        yield return new Facts(
            ("Action", $"{run.Text("actionName")} ({run.Text("action")})"),
            ("Id", run.Text("id")),
            ("State", run.Word("state")),
            ("Risk", run.Word("risk")),
            ("Through", run.Text("throughName")),
            ("Target", run.Text("target.name") is { Length: > 0 } name ? $"{run.Text("target.kind")} {name}" : ""),
            ("Plan", run.Text("summary")),
            ("Difference", run.Text("difference")),
            ("Parameters", run.Text("parameters")),
            ("Digest", run.Text("digest")),
            ("Asked for", $"{run.At("createdAt")} by {run.Text("requestedBy.name")}"),
            ("Reason", run.Text("reason")),
            ("For", run.Text("origin.kind") is { Length: > 0 } kind ? $"{kind} {run.Text("origin.id")}" : ""),
            ("Approved", run.Text("approval.by.name") is { Length: > 0 } approver ? $"{run.At("approval.at")} by {approver}" : ""),
            ("Good until", run.At("expiresAt")),
            ("Started", run.At("startedAt")),
            ("Ended", run.At("endedAt")),
            ("Result", run.Text("result")),
            ("Failure", run.Text("failure.code") is { Length: > 0 } code ? new Cell($"{run.Text("failure.detail")} ({code})", Tone.Bad) : ""),
            ("Read back", run.Word("verification")),
            ("Holds until", run.At("holdsUntil")),
            ("Undoes", run.Text("undoes")),
            ("Undone by", run.Text("undoneBy")),
            ("Can be undone", run.Text("canBeUndone") == "True" ? "yes" : ""));
    }
}
