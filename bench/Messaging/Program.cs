using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Bench.Messaging;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;

// P6: acknowledged JetStream publishes a second, ours against a raw socket and against npm `nats`.
// Each measurement is a process of its own; `measure ours|raw|raw-replies` is that process.
if (args is ["measure", var who, var at, var on, var n, var w, var s])
{
    var load = new Load(int.Parse(at), on, int.Parse(n), int.Parse(w), int.Parse(s));
    var seconds = who == "ours" ? await OurClient.RunAsync(load) : RawSocket.Run(load, ownReplies: who == "raw-replies");
    Console.WriteLine(seconds.ToString("R", CultureInfo.InvariantCulture));
    return;
}

// npm's rounds have fewer publishes, or they would take most of the time; rates are compared.
const int Rounds = 7, Count = 400_000, NpmCount = 60_000, Window = 1_000, Size = 128;
var npm = Path.Combine(Machine.Repository, "bench/Messaging/npm");
await OutputOfAsync("npm", ["ci", "--no-audit", "--no-fund"], npm);
var pinned = Environment.ProcessorCount > 1 && File.Exists("/usr/bin/taskset");
var directory = Directory.CreateTempSubdirectory("holdfast-p06-").FullName;
var port = FreePort();
using var server = Start(pinned, "0", "nats-server", ["-a", "127.0.0.1", "-p", $"{port}", "-js", "-sd", directory, "-l", Path.Combine(directory, "log")], directory);
var loadBefore = Machine.LoadAverage();
var report = new StringBuilder();
try
{
    await using var nats = new NatsConnection(new NatsOpts { Url = $"nats://127.0.0.1:{port}", RetryOnInitialConnect = true });
    var js = new NatsJSContext(nats);
    foreach (var storage in new[] { StreamConfigStorage.Memory, StreamConfigStorage.File })
    {
        var rates = new List<(double Ours, double Raw, double Replies, double Npm)>();
        for (var round = 0; round <= Rounds; round++)
        {
            var rate = new double[4];

            // Who goes first changes from round to round; the first round warms the machine and is not counted.
            for (var turn = 0; turn < 4; turn++)
            {
                var which = (round + turn) % 4;
                await js.CreateOrUpdateStreamAsync(new StreamConfig("P6", ["p6"]) { Storage = storage });
                var count = which < 3 ? Count : NpmCount;
                string[] load = [$"{port}", "p6", $"{count}", $"{Window}", $"{Size}"];
                var seconds = which switch
                {
                    0 => await MeasureAsync(Environment.ProcessPath!, ["measure", "ours", .. load]),
                    1 => await MeasureAsync(Environment.ProcessPath!, ["measure", "raw", .. load]),
                    2 => await MeasureAsync(Environment.ProcessPath!, ["measure", "raw-replies", .. load]),
                    _ => await MeasureAsync("node", [Path.Combine(npm, "publish.mjs"), .. load]),
                };
                var stored = (await js.GetStreamAsync("P6")).Info.State.Messages;
                if (stored != count + (count / 2))
                {
                    throw new InvalidOperationException($"{stored} messages are stored.");
                }

                rate[which] = count / seconds;
                await js.DeleteStreamAsync("P6");
            }

            Console.WriteLine($"{storage} {round}: ours {rate[0]:F0}/s, raw {rate[1]:F0}/s, raw with replies {rate[2]:F0}/s, npm {rate[3]:F0}/s");
            if (round > 0)
            {
                rates.Add((rate[0], rate[1], rate[2], rate[3]));
            }
        }

        report.AppendLine($"| {(storage == StreamConfigStorage.Memory ? "memory" : "file")} | {Median(rates, r => r.Ours):N0} | {Median(rates, r => r.Raw):N0} | {Median(rates, r => r.Replies):N0} | {Median(rates, r => r.Npm):N0} "
            + $"| {Ratio(rates, r => r.Ours / r.Raw)} | {Ratio(rates, r => r.Ours / r.Replies)} | {Ratio(rates, r => r.Ours / r.Npm)} |");
    }
}
finally
{
    server.Kill();
    await server.WaitForExitAsync();
    Directory.Delete(directory, recursive: true);
}

var text = $"""
    # P6: acknowledged JetStream publishes

    `dotnet run -c Release --project bench/Messaging`

    {Count:N0} publishes ({NpmCount:N0} by npm) of {Size} bytes, at most {Window:N0} unacknowledged, one connection; {Rounds} counted rounds, alternating who goes first, each
    measurement in a process of its own after a warm-up of half as many. Ratios are medians of the rounds' ratios, with the least and the greatest. The raw socket sends
    prepared bytes and only counts acknowledgements: once with one reply subject for all, which the broker keeps in its cache, once with a reply subject for each publish, as
    a client needs to tell acknowledgements apart; ours and npm `nats` 2.29.3 read each one. The runtime is as it comes.

    | storage | ours, 1/s | raw socket, 1/s | raw, a reply subject each, 1/s | npm nats, 1/s | ours ÷ raw | ours ÷ raw with replies (target ≥ 0.8) | ours ÷ npm (target ≥ 5) |
    | --- | --- | --- | --- | --- | --- | --- | --- |
    {report.ToString().TrimEnd()}

    Machine: {Machine.Description},
    {(await OutputOfAsync("nats-server", ["--version"], Machine.Repository)).Trim()}, node {(await OutputOfAsync("node", ["--version"], Machine.Repository)).Trim()}.
    Load average (1, 5, 15 minutes) {loadBefore} before and {Machine.LoadAverage()} after: far above 0.5 before means that the machine was not calm.
    {(pinned ? "The broker is pinned to core 0, the publisher to core 1." : "Nothing is pinned.")}

    """;
await File.WriteAllTextAsync(Path.Combine(Machine.Repository, "bench/results/p06-nats.md"), text);
Console.WriteLine(text);

async Task<double> MeasureAsync(string file, string[] arguments)
{
    using var process = Start(pinned, "1", file, arguments, Machine.Repository);
    var output = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? double.Parse(output, CultureInfo.InvariantCulture) : throw new InvalidOperationException($"{file} ended with {process.ExitCode}.");
}

static Process Start(bool pinned, string core, string file, string[] arguments, string directory) => Process.Start(
    new ProcessStartInfo(pinned ? "taskset" : file, pinned ? ["-c", core, file, .. arguments] : arguments)
    {
        RedirectStandardOutput = true,
        WorkingDirectory = directory,
    })!;

static async Task<string> OutputOfAsync(string file, string[] arguments, string directory)
{
    using var process = Start(false, "", file, arguments, directory);
    var output = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{file} ended with {process.ExitCode}.");
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

static double Median<T>(List<T> rounds, Func<T, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

static string Ratio<T>(List<T> rounds, Func<T, double> of) => $"{Median(rounds, of):F2} ({rounds.Min(of):F2} to {rounds.Max(of):F2})";
