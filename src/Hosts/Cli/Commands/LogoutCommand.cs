using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Hosts.Cli.Sessions;
using Holdfast.Platform.Kernel;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast logout</c>.</summary>
internal static class LogoutCommand
{
    public static Command Make(Shell shell) => ApiCommand.Make(shell, "logout", """
        End the saved session, on the server and on this machine.

        Example:
          holdfast logout
        """, [], async (call, ct) =>
    {
        var result = new JsonObject { ["signedIn"] = false };
        if (call.Session.Read() is not { } session)
        {
            call.Report.Show(result, new Paragraph("You were not signed in."));
            return;
        }

        if (session.Server != call.Transport.Server)
        {
            throw CliProblems.OtherServer(call.Transport.Server, session.Server);
        }

        try
        {
            await new ApiConnection(call.Transport, new SessionCredential(call.Session, call.Transport, shell.Time)).Post("api/auth/logout", new JsonObject(), ct);
        }
        catch (FailureException e) when (e.Failure.ExitCode == ExitCodes.Of(ProblemKind.Unauthenticated))
        {
            // The server has ended it already.
        }
        catch (FailureException)
        {
            call.Report.Hint("The session is removed from this machine, but the server could not be told; it ends by itself.");
            throw;
        }
        finally
        {
            using var _ = await call.Session.Lock(CancellationToken.None);
            call.Session.Delete();
        }

        call.Report.Show(result, new Paragraph($"Signed out of {session.Server}."));
    });
}
