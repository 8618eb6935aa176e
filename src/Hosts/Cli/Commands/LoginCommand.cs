using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Hosts.Cli.Sessions;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast login</c>.</summary>
internal static class LoginCommand
{
    public static Command Make(Shell shell)
    {
        var email = Inputs.Text("--email", "Who signs in; asked for when left out.", "ADDRESS");
        var fromInput = new Option<bool>("--password-stdin") { Description = "Read the password from the first line of standard input instead of asking." };
        var code = Inputs.Text("--code", "The second factor, where the account has one: six digits of its app, or a recovery code; asked for when left out.", "CODE");
        return ApiCommand.Make(shell, "login", """
            Sign in and stay signed in for the commands that follow.

            The session is kept in your configuration folder, in a file that only you can read, and renews itself. Tokens are never printed.

            Examples:
              holdfast login
              holdfast login --server https://holdfast.example.com --email ann@example.com
              pass show holdfast | holdfast login --email ann@example.com --password-stdin
              pass show holdfast | holdfast login --email ann@example.com --password-stdin --code 123456
            """, [email, fromInput, code], async (call, ct) =>
        {
            if (!shell.InIsTerminal && !(call.Get(fromInput) && call.Get(email) is not null))
            {
                throw CliProblems.NoTerminal;
            }

            call.Report.Hint($"Signing in to {call.Transport.Server}");
            var address = call.Get(email) ?? shell.Ask("E-mail: ");
            var password = call.Get(fromInput) ? await shell.In.ReadLineAsync(ct) : shell.AskSecret("Password: ");
            if (string.IsNullOrWhiteSpace(address) || string.IsNullOrEmpty(password))
            {
                throw CliProblems.NoPassword;
            }

            var answer = await SecondFactor.Add(call, await SignIn(call, address.Trim(), password, ct), call.Get(code), ct);
            var session = Session.From(answer, call.Transport.Server, shell.Time.GetUtcNow());
            using (await call.Session.Lock(ct))
            {
                call.Session.Write(session);
            }

            var who = JsonNode.Parse(answer)!;
            call.Report.Show(
                new JsonObject { ["server"] = session.Server.ToString(), ["tenant"] = who["tenant"]?.DeepClone(), ["user"] = who["user"]?.DeepClone() },
                new Paragraph(new Cell($"Signed in as {session.Email} of {who["tenant"]?["name"]}.", Tone.Good)));
        });
    }

    private static async Task<string> SignIn(Call call, string email, string password, CancellationToken ct)
    {
        try
        {
            return await call.Transport.Send(HttpMethod.Post, "api/auth/login", new JsonObject { ["email"] = email, ["password"] = password }, null, ct);
        }
        catch (FailureException e) when (e.Failure.Code == "auth.password_change_required")
        {
            if (!call.Shell.InIsTerminal)
            {
                throw CliProblems.NewPasswordNeeded;
            }

            call.Report.Hint("Somebody else chose this password: choose one of your own.");
            var chosen = new JsonObject { ["email"] = email, ["currentPassword"] = password, ["password"] = PasswordCommands.AskNew(call.Shell) };
            return await call.Transport.Send(HttpMethod.Post, "api/auth/first-password", chosen, null, ct);
        }
    }
}
