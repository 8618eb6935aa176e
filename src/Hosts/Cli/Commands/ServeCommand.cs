using System.Collections;
using System.CommandLine;
using Holdfast.Hosts.Server;

namespace Holdfast.Hosts.Cli.Commands;

/// <summary><c>holdfast serve</c>: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    public static Command Make()
    {
        var roles = new Option<string?>("--roles") { Description = "Kinds of work for this process: api,worker,ingest,sophia. All by default.", HelpName = "LIST" };
        var address = new Option<string?>("--address") { Description = "Address to listen on. 127.0.0.1 by default.", HelpName = "IP" };
        var port = new Option<int?>("--port") { Description = "Port to listen on. 5000 by default.", HelpName = "N" };
        var data = new Option<string?>("--data") { Description = "Where keys and private engines' data are kept. .holdfast, or /var/lib/holdfast as root.", HelpName = "DIR" };
        var command = new Command("serve", "Run the server. Starts a private PostgreSQL and nats-server when DATABASE_URL and NATS_URL are not set.") { roles, address, port, data };
        command.SetAction((parsed, ct) =>
        {
            var flags = new List<string>();
            foreach (var (name, value) in new[]
            {
                ("--roles", parsed.GetValue(roles)), ("--address", parsed.GetValue(address)),
                ("--port", parsed.GetValue(port)?.ToString()), ("--data", parsed.GetValue(data)),
            })
            {
                if (value is not null)
                {
                    flags.AddRange([name, value]);
                }
            }

            return Serving.Run([.. flags], Variables(), ct);
        });
        return command;
    }

    public static Dictionary<string, string> Variables() => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
        .ToDictionary(v => (string)v.Key, v => (string?)v.Value ?? "", StringComparer.Ordinal);
}
