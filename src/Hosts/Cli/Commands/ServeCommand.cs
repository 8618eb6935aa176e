using System.CommandLine;
using Holdfast.Hosts.Cli.Demo;
using Holdfast.Hosts.Server;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Make(Shell shell)
    {
        var roles = Inputs.Text("--roles", "Kinds of work for this process: api,worker,ingest,sophia. All by default.", "LIST");
        var address = Inputs.Text("--address", "Address to listen on. 127.0.0.1 by default.", "IP");
        var port = new Option<int?>("--port") { Description = "Port to listen on. 5000 by default.", HelpName = "N" };
        var data = Inputs.Text("--data", "Where keys and private engines' data are kept. .holdfast, or /var/lib/holdfast as root.", "DIR");
        var open = new Option<bool>("--open-registration") { Description = "Let anybody register a company, also where others than this machine can ask." };
        var demo = new Option<bool>("--demo") { Description = "Add a demo tenant with a small simulated fleet." };
        var command = new ExplainedCommand("serve", """
            Run the server until Ctrl-C or SIGTERM.

            Starts a private PostgreSQL and nats-server when DATABASE_URL and NATS_URL are not set.

            Examples:
              holdfast serve
              holdfast serve --port 8080 --data /srv/holdfast
              DATABASE_URL=… NATS_URL=… holdfast serve --roles worker,ingest
            """)
        {
            roles, address, port, data, open, demo,
        };
        command.SetAction((parsed, ct) =>
        {
            (string Name, string? Value)[] given =
            [
                ("--roles", parsed.GetValue(roles)), ("--address", parsed.GetValue(address)), ("--port", parsed.GetValue(port)?.ToString()), ("--data", parsed.GetValue(data)),
                ("--open-registration", parsed.GetValue(open) ? "true" : null),
            ];
            return Serving.Run([.. given.Where(flag => flag.Value is not null).SelectMany(flag => new[] { flag.Name, flag.Value! })], shell.Variables, ct, parsed.GetValue(demo) ? (server, folder, stop) => DemoCommand.RunBeside(shell, server, folder, stop) : null);
        });
        return command;
    }
}
