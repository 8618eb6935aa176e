using System.CommandLine;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast whoami</c>.</summary>
internal static class WhoAmICommand
{
    public static Command Make(Shell shell) => ApiCommand.Make(shell, "whoami", """
        Show who you are signed in as, where, and what you may do.

        Examples:
          holdfast whoami
          holdfast whoami --json | jq -r '.permissions[]'
        """, [], async (call, ct) =>
    {
        var api = call.Api;
        call.Report.Show(await api.Get("api/auth/me", ct), me =>
        [
            new Facts(
                ("Server", api.Server.ToString()),
                ("User", $"{me.Text("user.username")} <{me.Text("user.email")}>"),
                ("Role", me.Text("user.role")),
                ("Tenant", $"{me.Text("tenant.name")} ({me.Text("tenant.slug")})"),
                ("Permissions", string.Join(' ', me.List("permissions").Select(p => p.GetString())))),
        ]);
    });
}
