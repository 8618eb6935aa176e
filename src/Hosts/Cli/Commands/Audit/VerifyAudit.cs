using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Modules.Audit.Proof;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary><c>holdfast audit verify</c>: needs no server, no session and no network.</summary>
internal static class VerifyAudit
{
    public static Command Make(Shell shell)
    {
        var file = new Argument<string>("FILE") { Description = "A proof of an entry, a checkpoint, a proof of consistency, or an export." };
        var key = Inputs.Text("--key", "Your log's key as you know it, from 'holdfast audit key'.", "VKEY");
        var keyFile = Inputs.Text("--key-file", "The same in a file.", "FILE");
        var earlier = Inputs.Text("--earlier", "A checkpoint that you kept: the file's log must continue it.", "CHECKPOINT");
        return ApiCommand.MakeOffline(shell, "verify", """
            Verify an audit file, without the server. Says what was checked, or exactly what is wrong (exit code 10).

            Without a key of yours the file is checked against the key that it brings along: then it agrees with itself, but who signed it is not shown.

            Examples:
              holdfast audit verify entry.json
              holdfast audit verify entry.json --key-file holdfast.vkey
              holdfast audit verify export.ndjson --key-file holdfast.vkey --earlier 2026-01-31.checkpoint
            """, [file, key, keyFile, earlier], async (input, report, ct) =>
        {
            var pinned = Trust.Key(input.GetValue(key), input.GetValue(keyFile));
            var kept = input.GetValue(earlier) is { } path ? Trust.Earlier(path, pinned) : null;
            await using var content = Trust.Open(input.GetRequiredValue(file));
            var verified = Trust.Of(await AuditFile.Verify(content, kept?.Key ?? pinned, kept?.Checkpoint, ct));
            if (kept is not null)
            {
                verified = Trust.Of(Continuity.Check(verified, content, kept.Checkpoint));
            }

            var entry = verified.Kind == AuditFileKind.Entry ? Trust.Of(AuditProofFile.Parse(Trust.Bytes(content))).Entry : default;
            Show(report, verified, entry, pinned is null && kept is not null);
            return ExitCodes.Ok;
        });
    }

    private static void Show(Report report, VerifiedFile verified, ReadOnlyMemory<byte> entry, bool pinnedByEarlier)
    {
        var log = verified.Checkpoint;
        var json = new JsonObject
        {
            ["verified"] = true,
            ["kind"] = JsonNamingPolicy.SnakeCaseUpper.ConvertName(verified.Kind.ToString()),
            ["origin"] = log.Origin,
            ["size"] = log.Size,
            ["root"] = log.Root.ToString(),
            ["index"] = verified.Index,
            ["earlierSize"] = verified.EarlierSize,
            ["key"] = verified.Key.ToString(),
            ["keyIsPinned"] = verified.KeyIsPinned,
            ["entry"] = entry.IsEmpty ? null : JsonNode.Parse(entry.Span),
        };
        using var shown = entry.IsEmpty ? null : JsonDocument.Parse(entry);
        var said = shown?.RootElement ?? default;
        report.Show(
            json,
            new Paragraph(new Cell("Verified.", Tone.Good)),
            new Facts(
                ("Checked", verified.Kind switch
                {
                    AuditFileKind.Entry => "that this entry is unchanged, that it stands at this place of the log, and that the log's checkpoint is signed",
                    AuditFileKind.Log => $"that these are all {log.Size} entries of the log, unchanged and in order, and that the log's checkpoint is signed",
                    AuditFileKind.Consistency => "that both checkpoints are signed and that the newer log only added to the older one",
                    _ => "that the checkpoint is signed; no entry was looked at",
                }),
                ("Entry", said.Text("id")),
                ("At", said.At("at")),
                ("Action", said.Text("action")),
                ("Actor", said.Text("actor.name")),
                ("On", $"{said.Text("resource.type")} {said.Text("resource.name")}".Trim()),
                ("Outcome", said.Word("outcome")),
                ("Place", verified.Index is { } index ? $"{index} of {log.Size} (counted from 0)" : ""),
                ("Log", log.Origin),
                ("Checkpoint", $"{log.Size} entries, root {log.Root}"),
                ("Continues", verified.EarlierSize is { } size ? $"the earlier checkpoint of {size} entries" : ""),
                ("Key", verified.Key.ToString()),
                ("Key is pinned", !verified.KeyIsPinned
                    ? new Cell("no: it came out of the file itself, so the file agrees with itself, but who signed it is not shown; pass --key", Tone.Warning)
                    : pinnedByEarlier ? new Cell("yes, by the earlier checkpoint", Tone.Good) : new Cell("yes, by you", Tone.Good))));
    }
}
