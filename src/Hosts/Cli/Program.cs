using Holdfast.Hosts.Cli;

return await CommandLine.Run(Shell.OfProcess(), args);
