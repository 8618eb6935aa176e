using System.CommandLine;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Output;
using Holdfast.Hosts.Server;
using Holdfast.Modules.Fleet.Contracts;

namespace Holdfast.Hosts.Cli.Commands.Admin;

/// <summary><c>holdfast admin broker</c>: the keys of the broker's operator and accounts, and what a broker of one's own is configured with.</summary>
internal static class AdminBroker
{
    private const int MostHistory = 1000;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    public static Command Make(Shell shell) => new("broker", "See and rotate the keys of the broker's operator and accounts, and set up a broker of your own.")
    {
        Keys(shell), Rotate(shell), History(shell), Init(shell),
    };

    private static Command Keys(Shell shell)
    {
        var data = AdminCommands.Data();
        var all = new Option<bool>("--all") { Description = "Those that are retired too." };
        return ApiCommand.MakeOffline(shell, "keys", $"""
            List the broker's keys: their kind, public half, state, and since when.

            {AdminCommands.Where}
            OPERATOR, SYSTEM and ACCOUNT are identities; the keys that end in SIGNING sign in their place and are rotated.
            NEXT is known to the broker ahead, CURRENT signs, what a RETIRING one signed still holds, and what a RETIRED one signed is refused.

            Example:
              holdfast admin broker keys
            """, [all, data], async (input, report, ct) =>
        {
            var found = await AdminCommands.AskHost<BrokerKeyFact[]>(shell, input.GetValue(data), async (host, stop) => await host.BrokerKeys.List(input.GetValue(all), stop), ct);
            report.Show(
                new JsonObject
                {
                    ["items"] = new JsonArray([.. found.Select(k => (JsonNode)new JsonObject
                    {
                        ["kind"] = k.Kind,
                        ["publicKey"] = k.PublicKey,
                        ["state"] = k.State,
                        ["since"] = AdminCommands.Moment(k.Since),
                        ["retireAt"] = k.RetireAt is { } at ? AdminCommands.Moment(at) : null,
                        ["isDue"] = k.IsDue,
                    })]),
                },
                new Grid(
                    ["Kind", "Public key", "State", "Since", "Until"],
                    [.. found.Select(k => new Cell[] { k.Kind, k.PublicKey, k.State, AdminCommands.Moment(k.Since), k.RetireAt is { } at ? AdminCommands.Moment(at) : k.IsDue ? "the next one signs" : "" })],
                    "There are no keys yet: the server makes them at its first start, or 'holdfast admin broker init'."));
            return ExitCodes.Ok;
        });
    }

    private static Command Rotate(Shell shell)
    {
        var data = AdminCommands.Data();
        var which = new Argument<BrokerRotationOf>("WHICH")
        {
            Description = "account: the key of sensors' and servers' log-ins. operator: the key of the accounts, and that of the system account's log-ins.",
            CustomParser = result => Enum.TryParse<BrokerRotationOf>(result.Tokens[0].Value, ignoreCase: true, out var named) && !int.TryParse(result.Tokens[0].Value, out _)
                ? named
                : Wrong(result, "Name 'account' or 'operator'."),
        };
        var now = new Option<bool>("--now") { Description = "The present key has leaked: refuse at once all that it signed." };
        return ApiCommand.MakeOffline(shell, "rotate", $"""
            Have another key sign: at once for what is new, while what the present key signed holds until it ends.

            {AdminCommands.Where}
            A server process with the role worker carries it out; this waits for it up to 20 seconds.
            With --now what the present key signed is refused at once. After 'account' every sensor is cut off, and fetches
            a new log-in over HTTPS by itself within seconds. After 'operator' a private nats-server is started again;
            servers of your own need what 'holdfast admin broker init' writes then.

            Examples:
              holdfast admin broker rotate account
              holdfast admin broker rotate operator --now
            """, [which, now, data], async (input, report, ct) =>
        {
            var (chosen, directory) = (input.GetRequiredValue(which), input.GetValue(data));
            var isSettled = await AdminCommands.AskHost<bool>(
                shell,
                directory,
                async (host, stop) => (await host.RotateBrokerKey(chosen, input.GetValue(now), stop)).Fails(out _, out var problem) ? problem : await Settles(shell, host, chosen, stop),
                ct);
            report.Show(
                new JsonObject { ["rotated"] = chosen == BrokerRotationOf.Account ? "account" : "operator", ["isDone"] = isSettled },
                new Paragraph(isSettled
                    ? new Cell("Another key signs, and the broker knows it.", Tone.Good)
                    : new Cell("It is asked for, and not done yet: a worker does it as soon as the broker can be reached and knows the next key. 'holdfast admin broker keys' shows how far it is.", Tone.Warning)));
            return ExitCodes.Ok;
        });
    }

    private static Command History(Shell shell)
    {
        var data = AdminCommands.Data();
        return ApiCommand.MakeOffline(shell, "history", $"""
            Show what became of the broker's keys, the newest first.

            {AdminCommands.Where}

            Example:
              holdfast admin broker history --json
            """, [data], async (input, report, ct) =>
        {
            var steps = await AdminCommands.AskHost<BrokerStep[]>(shell, input.GetValue(data), async (host, stop) => await host.BrokerKeys.Steps(MostHistory, stop), ct);
            report.Show(
                new JsonObject
                {
                    ["items"] = new JsonArray([.. steps.Select(s => (JsonNode)new JsonObject { ["at"] = AdminCommands.Moment(s.At), ["what"] = s.What, ["kind"] = s.Kind, ["publicKey"] = s.PublicKey })]),
                },
                new Grid(["At", "What", "Kind", "Public key"], [.. steps.Select(s => new Cell[] { AdminCommands.Moment(s.At), s.What, s.Kind, s.PublicKey })], "Nothing has become of any key."));
            return ExitCodes.Ok;
        });
    }

    private static Command Init(Shell shell)
    {
        var data = AdminCommands.Data();
        var folder = Inputs.Text("--out", "Write the files into this directory; printed when not given.", "DIR");
        return ApiCommand.MakeOffline(shell, "init", $"""
            Write what nats-servers of your own are configured with: whom they trust ({BrokerFiles.AccountsFile}), and an example of the rest ({BrokerFiles.ExampleFile}).

            {AdminCommands.Where}
            The keys are made where there are none. No private key is written: both files may be read by anybody.
            Run it again and start the servers again, one after another, when the operator's key was rotated. An example that is there stays.

            Examples:
              holdfast admin broker init
              holdfast admin broker init --out /etc/nats
            """, [folder, data], async (input, report, ct) =>
        {
            var papers = await AdminCommands.AskHost(shell, input.GetValue(data), (host, stop) => host.MakeBrokerPapers(stop), ct);
            var accounts = BrokerFiles.Accounts(papers);
            if (input.GetValue(folder) is not { } directory)
            {
                report.Show(new JsonObject { ["accounts"] = accounts, ["example"] = BrokerFiles.Example }, new Paragraph(accounts), new Paragraph(BrokerFiles.Example));
                return ExitCodes.Ok;
            }

            var (first, second) = (Path.Combine(directory, BrokerFiles.AccountsFile), Path.Combine(directory, BrokerFiles.ExampleFile));
            try
            {
                Directory.CreateDirectory(directory);
                await File.WriteAllTextAsync(first + ".new", accounts, ct);
                File.Move(first + ".new", first, overwrite: true);
                if (!File.Exists(second))
                {
                    await File.WriteAllTextAsync(second, BrokerFiles.Example, ct);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw CliProblems.FileUnwritable(directory, e.Message);
            }

            report.Show(
                new JsonObject { ["accounts"] = first, ["example"] = second },
                new Paragraph(new Cell($"Written: {first}", Tone.Good)),
                new Paragraph($"Take it into each nats-server's configuration, as {second} does, and start the servers again, one after another. Holdfast is given NATS_URL and NATS_PUBLIC_URL."));
            return ExitCodes.Ok;
        });
    }

    private static async Task<bool> Settles(Shell shell, OperatorHost host, BrokerRotationOf which, CancellationToken ct)
    {
        for (var began = shell.Time.GetTimestamp(); shell.Time.GetElapsedTime(began) < Patience;)
        {
            if (await host.BrokerKeys.IsSettled(which, ct))
            {
                return true;
            }

            await Task.Delay(Look, shell.Time, ct);
        }

        return false;
    }

    private static BrokerRotationOf Wrong(System.CommandLine.Parsing.ArgumentResult result, string why)
    {
        result.AddError(why);
        return default;
    }
}
