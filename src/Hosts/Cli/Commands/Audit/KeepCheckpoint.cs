using System.CommandLine;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary><c>holdfast audit checkpoint</c>.</summary>
internal static class KeepCheckpoint
{
    public static Command Make(Shell shell)
    {
        var file = OutputFile.Option();
        return ApiCommand.Make(shell, "checkpoint", """
            Take the log's latest signed checkpoint (a C2SP signed note). Keep it: the log can't be rewritten behind it unnoticed.

            Examples:
              holdfast audit checkpoint --out 2026-01-31.checkpoint
              holdfast audit verify 2026-01-31.checkpoint --key-file holdfast.vkey
              holdfast audit verify export.ndjson --key-file holdfast.vkey --earlier 2026-01-31.checkpoint
            """, [file], async (call, ct) =>
        {
            var note = await call.Api.Get("api/audit/checkpoint", ct);
            await OutputFile.Write(call, call.Get(file), note, $"Verify it with: holdfast audit verify {call.Get(file)} --key YOUR-LOG'S-KEY", ct);
        });
    }
}
