using System.CommandLine;
using Holdfast.Hosts.Sensor;
using Holdfast.Hosts.Sensor.Commands;
using Holdfast.Hosts.Sensor.Identity;

var data = new Option<string>("--data") { Description = "Folder for key, identity, buffer and settings.", HelpName = "DIR", DefaultValueFactory = _ => DataFolder.Default(), Recursive = true };
var server = new Option<string>("--server") { Description = "The server's https address.", HelpName = "URL", Required = true };
var token = new Option<string?>("--token") { Description = "Enrolment token; - reads it from standard input. On the command line other users of this machine can see it.", HelpName = "TOKEN" };
var tokenFile = new Option<string?>("--token-file") { Description = "A file with the enrolment token in its first line.", HelpName = "FILE" };
var ca = new Option<string?>("--ca") { Description = "PEM file with the authorities to trust instead of the system's.", HelpName = "FILE" };
var replace = new Option<bool>("--replace") { Description = "Give an existing identity up, with what waits in its buffer." };
var once = new Option<bool>("--once") { Description = "Collect and send once, then end." };
var logFile = new Option<string[]>("--log-file") { Description = "A log file to watch beside the usual ones; may be repeated.", HelpName = "PATH" };
var root = new Option<string>("--root") { Hidden = true, DefaultValueFactory = _ => "/" };
var verbose = new Option<bool>("--verbose") { Description = "Say more." };
var json = new Option<bool>("--json") { Description = "Answer as JSON." };

var enroll = new Command("enroll", "Make this machine a device of a tenant.") { server, token, tokenFile, ca, replace };
enroll.SetAction((parsed, ct) => GuardAsync(async () => await EnrollCommand.RunAsync(
    new DataFolder(parsed.GetValue(data)!),
    parsed.GetValue(server)!,
    await TokenInput.ReadAsync(parsed.GetValue(token), parsed.GetValue(tokenFile), Console.In, ct),
    parsed.GetValue(ca),
    parsed.GetValue(replace),
    Console.Out,
    Console.Error,
    TimeProvider.System,
    ct)));

var run = new Command("run", "Collect and send until stopped.") { once, logFile, root, verbose };
run.SetAction((parsed, ct) => GuardAsync(async () =>
{
    using var loggers = LineLoggerFactory.OfConsole(parsed.GetValue(verbose));
    return await RunCommand.RunAsync(
        new DataFolder(parsed.GetValue(data)!), new HostRoot(parsed.GetValue(root)!), parsed.GetValue(once), parsed.GetValue(logFile) ?? [], loggers, Console.Error, TimeProvider.System, ct);
}));

var status = new Command("status", "Say how the sensor stands.") { json };
status.SetAction((parsed, _) => GuardAsync(() => Task.FromResult(
    StatusCommand.Run(new DataFolder(parsed.GetValue(data)!), parsed.GetValue(json), Console.Out, Console.Error))));

var version = new Command("version", "Print the version.");
version.SetAction(_ => Console.WriteLine(SensorVersion.Text));

var command = new RootCommand("The Holdfast sensor: reports this machine to its Holdfast server.\n\nExit codes: 0 done, 1 something unforeseen, 2 usage, 3 not enrolled, 4 refused by the server, 5 unreachable.")
{
    data, enroll, run, status, version,
};
var parse = command.Parse(args);
var code = await parse.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = TimeSpan.FromSeconds(2) });
return parse.Errors.Count > 0 ? ExitCode.Usage : code;

// Files that cannot be used are the user's to repair: a sentence, not a stack.
static async Task<int> GuardAsync(Func<Task<int>> command)
{
    try
    {
        return await command();
    }
    catch (Exception e) when (e is InvalidDataException or IOException or UnauthorizedAccessException)
    {
        await Console.Error.WriteLineAsync(e.Message);
        return ExitCode.Usage;
    }
    catch (System.Security.Cryptography.CryptographicException e)
    {
        await Console.Error.WriteLineAsync($"This system's cryptography does not do what the sensor needs (a P-256 key, ECDSA): {e.Message}");
        return ExitCode.Failed;
    }
}
