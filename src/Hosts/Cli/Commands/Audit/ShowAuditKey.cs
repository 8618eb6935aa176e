using System.CommandLine;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands.Audit;

/// <summary><c>holdfast audit key</c>.</summary>
internal static class ShowAuditKey
{
    public static Command Make(Shell shell) => ApiCommand.Make(shell, "key", """
        Show the public key of your log. Keep it: a proof that verifies against a key you kept can't come from another log.

        Examples:
          holdfast audit key > holdfast.vkey
          holdfast audit verify entry.json --key-file holdfast.vkey
        """, [], async (call, ct) => call.Report.Show(await call.Api.Get("api/audit/key", ct), key => [new Paragraph(key.Text("verifierKey"))]));
}
