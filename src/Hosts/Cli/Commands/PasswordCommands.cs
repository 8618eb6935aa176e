using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast password</c>.</summary>
internal static class PasswordCommands
{
    public static Command Make(Shell shell) => new("password", "Change your password, or choose another when you have lost it.") { Change(shell), Reset(shell) };

    /// <summary>Asks twice for a password that somebody chooses.</summary>
    /// <exception cref="FailureException">The two differ.</exception>
    public static string AskNew(Shell shell)
    {
        var first = shell.AskSecret("New password (12 characters and more): ");
        return first == shell.AskSecret("Once more: ") ? first : throw CliProblems.PasswordsDiffer;
    }

    private static Command Change(Shell shell)
    {
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the current password from the first line of standard input and the new one from the second." };
        return ApiCommand.Make(shell, "change", """
            Give yourself another password. Your other sessions end.

            Example:
              holdfast password change
            """, [fromInput], async (call, ct) =>
        {
            var (current, chosen) = call.Get(fromInput)
                ? (await shell.In.ReadLineAsync(ct), await shell.In.ReadLineAsync(ct))
                : shell.InIsTerminal ? (shell.AskSecret("Current password: "), AskNew(shell)) : throw CliProblems.NoTerminal;
            await call.Api.Post("api/auth/password", new JsonObject { ["currentPassword"] = current ?? "", ["password"] = chosen ?? "" }, ct);
            call.Report.Show(new JsonObject { ["changed"] = true }, new Paragraph(new Cell("Your password is changed; your other sessions have ended.", Tone.Good)));
        });
    }

    private static Command Reset(Shell shell)
    {
        var fromInput = new Option<bool>("--stdin") { Description = "Read the token from the first line of standard input and the new password from the second." };
        return ApiCommand.Make(shell, "reset", """
            Choose another password with a token that an administrator or the server's operator gave you. Your sessions end.

            Example:
              holdfast password reset
            """, [fromInput], async (call, ct) =>
        {
            var (token, chosen) = call.Get(fromInput)
                ? (await shell.In.ReadLineAsync(ct), await shell.In.ReadLineAsync(ct))
                : shell.InIsTerminal ? (shell.AskSecret("Token: "), AskNew(shell)) : throw CliProblems.NoTerminal;
            await call.Transport.Send(HttpMethod.Post, "api/auth/reset", new JsonObject { ["token"] = token?.Trim() ?? "", ["password"] = chosen ?? "" }, null, ct);
            call.Report.Show(new JsonObject { ["changed"] = true }, new Paragraph(new Cell("Your password is changed. Sign in with it: 'holdfast login'.", Tone.Good)));
        });
    }
}
