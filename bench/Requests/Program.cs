using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Bench.Requests;
using Npgsql;

// P1 and P2: processor time of a request through the whole pipeline against a bare Kestrel endpoint, and what the pipeline adds at half load.
// Servers and generators are processes of their own; `bare` and `load` are those processes.
if (args is ["bare", var at, var file, var connection, var owner])
{
    await BareServer.Run(int.Parse(at), await File.ReadAllBytesAsync(file), connection, Guid.Parse(owner));
    return 0;
}

if (args is ["load", var url, var bearer, var width, var time, var pace])
{
    Console.WriteLine(Load.Run(new Uri(url), bearer, int.Parse(width), Number(time), Number(pace)));
    return 0;
}

if (!OperatingSystem.IsLinux() || Environment.ProcessorCount < 2 || !File.Exists("/usr/bin/taskset"))
{
    throw new PlatformNotSupportedException("This needs Linux, two cores and taskset: the servers are pinned to one core and the generator to another.");
}

const int Pairs = 32;
const int Attempts = 3 * Pairs;
const int LatencyPairs = 6;
const int Connections = 16;
const double Seconds = 1;
const double WarmUpSeconds = 12;
const string Route = "/api/connectors";
// All that is started from here inherits it: servers and engines on core 0, generators on core 1.
Process.GetCurrentProcess().ProcessorAffinity = 1;
var loadBefore = Machine.LoadAverage();
var (barePort, productPort) = (FreePort(), FreePort());
await using var product = await Product.Start(Machine.Repository, productPort);
var bytes = Path.GetTempFileName();
await File.WriteAllBytesAsync(bytes, await product.Body(Route));
var direct = new NpgsqlConnectionStringBuilder(product.Database.AppConnectionString) { Options = $"-c holdfast.tenant={product.Tenant} -c search_path=shared", MaxPoolSize = 30, MaxAutoPrepare = 20, NoResetOnClose = true };
using var bare = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["bare", $"{barePort}", bytes, direct.ConnectionString, $"{product.Tenant}"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
await bare.StandardOutput.ReadLineAsync();

var sound = true;
var text = $"""
    # P1 and P2: requests through the whole pipeline

    `dotnet run -c Release --project bench/Requests`

    `holdfast serve` (Release, one process with all roles, limits on and out of reach) against a bare Kestrel with minimal endpoints, both on core 0; a generator on core 1 sends both
    the same bytes over {Connections} keep-alive connections. {Pairs} pairs of {Seconds:0} s, in the order ABBA, after {WarmUpSeconds:0} s of each; the process that is not measured is stopped meanwhile. The
    headline is processor time for each request, the server's own and PostgreSQL's. A pair counts when core 0 was busy for 90 % of both halves and at most 10 % of it was anybody
    else's; a result is kept when {Pairs} pairs count. Added latency is the difference of the p99 at half of what the pipeline carried, in {LatencyPairs} pairs, counted from when a request was due.
    Medians, with the least and the greatest.

    """;
try
{
    text += await Compare(
        "P1",
        $"`GET {Route}`: permission `integrations:read`, no database, a body of {new FileInfo(bytes).Length:N0} bytes; the bare endpoint answers the same objects, and both write them as JSON each time",
        Route);
    text += await Compare(
        "P2",
        "`GET /api/tickets/{id}`: tenant session under row security; the bare endpoint sends the same statement by Npgsql over connections whose tenant is fixed, and writes the columns as JSON",
        $"/api/tickets/{product.Ticket}");
}
finally
{
    Cores.Signal(bare, "CONT");
    Cores.Signal(product.Process, "CONT");
    await bare.StandardInput.WriteLineAsync();
    await bare.WaitForExitAsync();
    File.Delete(bytes);
}

text += $"""

    Machine: {Machine.Cpu}, servers and PostgreSQL pinned to core 0, the generator to core 1, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.
    Load average (1, 5, 15 minutes) {loadBefore} before and {Machine.LoadAverage()} after.

    """;
Console.WriteLine(text);
if (!sound)
{
    Console.WriteLine("Too few pairs were sound: the result is not kept.");
    return 1;
}

await File.WriteAllTextAsync(Path.Combine(Machine.Repository, "bench/results/p01-requests.md"), text);
return 0;

async Task<string> Compare(string name, string what, string path)
{
    var (whole, least) = (new Uri(product.Address, path), new Uri($"http://127.0.0.1:{barePort}{path}"));
    // Both share a core with the runtime's compiler, which takes its time until it has seen enough.
    await Renew();
    await Measure(whole, 0, WarmUpSeconds);
    await Measure(least, 0, WarmUpSeconds);
    var pairs = new List<(LoadResult Whole, LoadResult Bare)>();
    var tried = 0;
    for (; pairs.Count < Pairs && tried < Attempts; tried++)
    {
        if (tried % 16 == 0)
        {
            await Renew();
        }

        var (a, b) = await InTurn(tried, () => Costed(product.Process, bare, whole), () => Costed(bare, product.Process, least));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {tried}: {a.Result.Micros:F1} µs, bare {b.Result.Micros:F1} µs, ratio {b.Result.Micros / a.Result.Micros:F2}; {a.Result.PerSecond:F0}/s, bare {b.Result.PerSecond:F0}/s; busy {a.Core.Busy:F2}, {b.Core.Busy:F2}, others {a.Core.Busy - a.Core.Measured:F2}, {b.Core.Busy - b.Core.Measured:F2}"));
        if (a.Core.IsSound && b.Core.IsSound)
        {
            pairs.Add((a.Result, b.Result));
        }
    }

    if (pairs.Count < Pairs)
    {
        sound = false;
        return $"\n## {name}\n\n{pairs.Count} of {tried} pairs were sound.\n";
    }

    await Renew();
    var half = Median(pairs, p => p.Whole.PerSecond) / 2;
    var added = new List<double>();
    for (var i = 0; i < LatencyPairs; i++)
    {
        var (slow, fast) = await InTurn(i, () => Alone(bare, () => Measure(whole, half)), () => Alone(product.Process, () => Measure(least, half)));
        added.Add(slow.P99 - fast.P99);
    }

    return string.Create(CultureInfo.InvariantCulture, $"""

        ## {name}

        {what}.

        | processor time, µs: pipeline | bare | bare ÷ pipeline (target ≥ 0.85) | pipeline, 1/s | bare, 1/s | pipeline ÷ bare | added p99 at half load, ms (target ≤ 0.3) | pairs that count, of |
        | --- | --- | --- | --- | --- | --- | --- | --- |
        | {Median(pairs, p => p.Whole.Micros):F1} | {Median(pairs, p => p.Bare.Micros):F1} | {Ratio(pairs, p => p.Bare.Micros / p.Whole.Micros)} | {Median(pairs, p => p.Whole.PerSecond):N0} | {Median(pairs, p => p.Bare.PerSecond):N0} | {Ratio(pairs, p => p.Whole.PerSecond / p.Bare.PerSecond)} | {Ratio(added, a => a)} | {pairs.Count} of {tried} |

        """);
}

// A token does not outlive all pairs.
async Task Renew()
{
    Cores.Signal(product.Process, "CONT");
    await product.SignIn();
}

static async Task<(T, T)> InTurn<T>(int round, Func<Task<T>> first, Func<Task<T>> second)
{
    if (round % 2 == 0)
    {
        var a = await first();
        return (a, await second());
    }

    var b = await second();
    return (await first(), b);
}

static async Task<T> Alone<T>(Process other, Func<Task<T>> measure)
{
    Cores.Signal(other, "STOP");
    try
    {
        return await measure();
    }
    finally
    {
        Cores.Signal(other, "CONT");
    }
}

// The server's own processor time and, where it asks the database, that of PostgreSQL: steadier than the clock.
Task<(LoadResult Result, CoreUse Core)> Costed(Process server, Process other, Uri target) => Alone(other, async () =>
{
    var (used, core) = (CpuSeconds(server) + product.DatabaseCpuSeconds(), Cores.Core(0));
    var result = await Measure(target, 0);
    var (usedThen, coreThen) = (CpuSeconds(server) + product.DatabaseCpuSeconds(), Cores.Core(0));
    // Less the generator's start, in which the core has nothing to do.
    var all = (coreThen.All - core.All) * Math.Min(1, (Seconds + 0.25) / ((coreThen.All - core.All) / 100));
    return (result with { Micros = (usedThen - used) * 1e6 / result.Answers }, new CoreUse(Math.Min(1, (coreThen.Busy - core.Busy) / all), Math.Min(1, (usedThen - used) * 100 / all)));
});

static double CpuSeconds(Process process)
{
    process.Refresh();
    return process.TotalProcessorTime.TotalSeconds;
}

async Task<LoadResult> Measure(Uri target, double rate, double seconds = Seconds)
{
    string[] self = [Environment.ProcessPath!, "load", $"{target}", product.Token, $"{Connections}", seconds.ToString("R", CultureInfo.InvariantCulture), rate.ToString("R", CultureInfo.InvariantCulture)];
    using var process = Process.Start(new ProcessStartInfo("taskset", ["-c", "1", .. self]) { RedirectStandardOutput = true })!;
    var line = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? LoadResult.Parse(line.Trim()) : throw new InvalidOperationException("The generator failed.");
}

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

static double Median<T>(List<T> rounds, Func<T, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

static string Ratio<T>(List<T> rounds, Func<T, double> of) => string.Create(CultureInfo.InvariantCulture, $"{Median(rounds, of):F2} ({rounds.Min(of):F2} to {rounds.Max(of):F2})");
