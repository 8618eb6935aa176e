using System.CommandLine;
using Holdfast.Hosts.Cli.Commands;

var root = new RootCommand("Holdfast: from a signal, to an authorised action, to a proof.")
{
    ServeCommand.Make(),
    DatabaseCommand.Make(),
};
return await root.Parse(args).InvokeAsync();
