using System.CommandLine;
using System.Text.Json;
using Holdfast.Hosts.Cli.Api;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary><c>holdfast audit proof</c>.</summary>
internal static class ProveAudit
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    public static Command Make(Shell shell)
    {
        var id = Inputs.Id("The audit entry.");
        var file = OutputFile.Option();
        return ApiCommand.Make(shell, "proof", """
            Take the proof of an entry out of the log: a file that anybody can verify without the server.

            An entry that was written a moment ago gets its place within a second or two; the command waits for it.

            Examples:
              holdfast audit proof 0198c5a2-7d7e-7f00-8000-1a2b3c4d5e6f --out entry.json
              holdfast audit verify entry.json
            """, [id, file], async (call, ct) =>
        {
            var proof = await Fetch(call.Api, call.Get(id), shell.Time, ct);
            using (JsonDocument.Parse(proof))
            {
                await OutputFile.Write(call, call.Get(file), proof, $"Verify it with: holdfast audit verify {call.Get(file)}", ct);
            }
        });
    }

    private static async Task<string> Fetch(ApiConnection api, Guid id, TimeProvider time, CancellationToken ct)
    {
        for (var began = time.GetTimestamp(); ;)
        {
            try
            {
                return await api.Get($"api/audit/{id}/proof", ct);
            }
            catch (FailureException e) when (e.Failure.Code == "audit.not_sequenced" && time.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(Pause, time, ct);
            }
        }
    }
}
