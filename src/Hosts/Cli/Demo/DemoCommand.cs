using System.CommandLine;
using Holdfast.Hosts.Cli.Api;
using Holdfast.Hosts.Cli.Commands;

namespace Holdfast.Hosts.Cli.Demo;

/// <summary><c>holdfast demo</c>, and what <c>holdfast serve --demo</c> does beside serving.</summary>
internal static class DemoCommand
{
    private const string FileName = "demo.json";

    public static Command Make(Shell shell)
    {
        var server = Inputs.Text("--server", $"The server's address. Otherwise {Shell.ServerVariable}, or {ServerAddress.Default}.", "URL");
        var data = Inputs.Text("--data", "Where the demo's credentials are kept. Your configuration folder by default.", "DIR");
        var command = new ExplainedCommand("demo", """
            Add a demo tenant with a small simulated fleet to a server, and report for it until Ctrl-C.

            It uses the public API like any client, and every device of it is named sim-…. Nothing that it shows is real.

            Examples:
              holdfast demo
              holdfast demo --server https://holdfast.example.com
              holdfast serve --demo    the same beside the server itself
            """)
        {
            server, data,
        };
        command.SetAction(async (parsed, ct) =>
        {
            try
            {
                var address = ServerAddress.Parse(parsed.GetValue(server) ?? shell.Variable(Shell.ServerVariable) ?? ServerAddress.Default);
                var file = new DemoFile(Path.GetFullPath(Path.Combine(parsed.GetValue(data) ?? shell.ConfigFolder, FileName)));
                if (file.Read() is { } account && account.Server != address)
                {
                    throw DemoProblems.OtherServer(account.Server, file.Path);
                }

                await new Demonstration(shell, address, file).Run(ct);
                return ExitCodes.Ok;
            }
            catch (FailureException e)
            {
                await shell.Error.WriteLineAsync($"holdfast: {e.Failure.Detail}");
                return e.Failure.ExitCode;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return ExitCodes.Ok;
            }
        });
        return command;
    }

    /// <summary>Runs beside a server in the same process. When the demo can't go on, the server does.</summary>
    /// <param name="shell">Where to speak.</param>
    /// <param name="address">As the server listens.</param>
    /// <param name="dataDirectory">The server's own.</param>
    /// <param name="ct">Ends it with the server.</param>
    public static async Task RunBeside(Shell shell, Uri address, string dataDirectory, CancellationToken ct)
    {
        try
        {
            await new Demonstration(shell, Reachable(address), new DemoFile(Path.Combine(dataDirectory, FileName))).Run(ct);
        }
        catch (FailureException e)
        {
            await shell.Error.WriteLineAsync($"Demo: {e.Failure.Detail}");
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            // The server stops.
        }
    }

    // A server that listens on all addresses is reached on this machine's own.
    private static Uri Reachable(Uri address) => address.Host switch
    {
        "0.0.0.0" => new UriBuilder(address) { Host = "127.0.0.1" }.Uri,
        "[::]" => new UriBuilder(address) { Host = "[::1]" }.Uri,
        _ => address,
    };
}
