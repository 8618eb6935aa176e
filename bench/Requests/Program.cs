using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Holdfast.Bench.Requests;
using Npgsql;

// P1 and P2: requests a second through the whole pipeline ÷ a bare Kestrel endpoint, and what the pipeline adds at half load.
// Servers and generators are processes of their own; `bare` and `load` are those processes.
if (args is ["bare", var at, var file, var connection, var owner])
{
    await BareServer.Run(int.Parse(at), await File.ReadAllBytesAsync(file), connection, Guid.Parse(owner));
    return;
}

if (args is ["load", var url, var bearer, var width, var time, var pace])
{
    Console.WriteLine(Load.Run(new Uri(url), bearer.Length > 1 ? bearer : null, int.Parse(width), Number(time), Number(pace)));
    return;
}

var rounds = args is ["--rounds", var n, ..] ? int.Parse(n) : 7;
const int Connections = 16;
const double Seconds = 4;
const double WarmUpSeconds = 30;
const string Route = "/api/connectors";
var root = AppContext.BaseDirectory;
while (!File.Exists(Path.Combine(root, "Directory.Packages.props")))
{
    root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("Run inside the repository.");
}

var pinned = Environment.ProcessorCount > 1 && OperatingSystem.IsLinux() && File.Exists("/usr/bin/taskset");
if (pinned && OperatingSystem.IsLinux())
{
    // All that is started from here inherits it: servers and engines on core 0, generators on core 1.
    Process.GetCurrentProcess().ProcessorAffinity = 1;
}

var loadBefore = LoadAverage();
var (barePort, productPort) = (FreePort(), FreePort());
await using var product = await Product.Start(root, productPort);
var bytes = Path.GetTempFileName();
await File.WriteAllBytesAsync(bytes, await product.Body(Route));
var direct = new NpgsqlConnectionStringBuilder(product.Database.AppConnectionString) { Options = $"-c holdfast.tenant={product.Tenant} -c search_path=shared", MaxPoolSize = 30, MaxAutoPrepare = 20, NoResetOnClose = true };
using var bare = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, ["bare", $"{barePort}", bytes, direct.ConnectionString, $"{product.Tenant}"]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
await bare.StandardOutput.ReadLineAsync();

var text = $"""
    # P1 and P2: requests through the whole pipeline

    `dotnet run -c Release --project bench/Requests`

    `holdfast serve` (Release, one process with all roles, limits on and out of reach) against a bare Kestrel with minimal endpoints, both on one core; a generator on
    another: {Connections} keep-alive connections, {Seconds:0} s after 1 s of warm-up, {rounds} counted rounds after {WarmUpSeconds:0} s of each, alternating who goes first. Ratios are medians of the rounds' ratios, with
    the least and the greatest. Added latency is the difference of the p99 at half of what the pipeline carried in that round, both at the same rate, counted from when
    a request was due. Processor time is the server's own and PostgreSQL's for each request, warm-up included: where others work on the same cores it says more than the
    clock.

    """;
try
{
    text += await Compare(
        "P1",
        $"`GET {Route}`: permission `integrations:read`, no database, a body of {new FileInfo(bytes).Length:N0} bytes; the bare endpoint answers equal objects, and both write them as JSON each time",
        new Uri(product.Address, Route),
        new Uri($"http://127.0.0.1:{barePort}/connectors"));
    text += await Compare(
        "P1, against bytes",
        "The same, but the bare endpoint has the body as bytes and only writes them: the difference to P1 is what System.Text.Json takes",
        new Uri(product.Address, Route),
        new Uri($"http://127.0.0.1:{barePort}/bytes"));
    text += await Compare(
        "P2",
        "`GET /api/tickets/{id}`: tenant session under row security; the bare endpoint sends the same statement by Npgsql over connections whose tenant is fixed, and writes the columns as JSON",
        new Uri(product.Address, $"/api/tickets/{product.Ticket}"),
        new Uri($"http://127.0.0.1:{barePort}/ticket/{product.Ticket}"));
}
finally
{
    await bare.StandardInput.WriteLineAsync();
    await bare.WaitForExitAsync();
    File.Delete(bytes);
}

var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
text += $"""
    Machine: {cpu}, {Environment.ProcessorCount} cores seen by the program, {RuntimeInformation.OSDescription}, {RuntimeInformation.FrameworkDescription}.
    Load average (1, 5, 15 minutes) {loadBefore} before and {LoadAverage()} after: far above 0.5 before means that the machine was not calm.
    {(pinned ? "Servers and PostgreSQL are pinned to core 0, the generator to core 1." : "Nothing is pinned.")}

    """;
await File.WriteAllTextAsync(Path.Combine(root, "bench/results/p01-requests.md"), text);
Console.WriteLine(text);

async Task<string> Compare(string name, string what, Uri whole, Uri least)
{
    var results = new List<(LoadResult Whole, LoadResult Bare, double Added)>();
    // Both share a core with the runtime's compiler, which takes its time until it has seen enough.
    await product.SignIn();
    await Measure(whole, product.Token, 0, WarmUpSeconds);
    await Measure(least, null, 0, WarmUpSeconds);
    for (var round = 0; round <= rounds; round++)
    {
        await product.SignIn();
        var (a, b) = await InTurn(round, () => Costed(product.Process, () => Measure(whole, product.Token, 0)), () => Costed(bare, () => Measure(least, null, 0)));
        var half = a.PerSecond / 2;
        var (slow, fast) = await InTurn(round, () => Measure(whole, product.Token, half), () => Measure(least, null, half));
        Console.WriteLine($"{name} {round}: {a.PerSecond:F0}/s, bare {b.PerSecond:F0}/s, ratio {a.PerSecond / b.PerSecond:F2}; {a.Micros:F1} µs, bare {b.Micros:F1} µs; at {half:F0}/s p99 {slow.P99:F2} ms, bare {fast.P99:F2} ms");
        if (round > 0)
        {
            results.Add((a, b, slow.P99 - fast.P99));
        }
    }

    return $"""

        ## {name}

        {what}.

        | pipeline, 1/s | bare, 1/s | pipeline ÷ bare (target ≥ 0.85) | added p99 at half load, ms | processor time, µs: pipeline | bare | bare ÷ pipeline |
        | --- | --- | --- | --- | --- | --- | --- |
        | {Median(results, r => r.Whole.PerSecond):N0} | {Median(results, r => r.Bare.PerSecond):N0} | {Ratio(results, r => r.Whole.PerSecond / r.Bare.PerSecond)} | {Ratio(results, r => r.Added)} | {Median(results, r => r.Whole.Micros):F1} | {Median(results, r => r.Bare.Micros):F1} | {Ratio(results, r => r.Bare.Micros / r.Whole.Micros)} |


        """;
}

static async Task<(LoadResult, LoadResult)> InTurn(int round, Func<Task<LoadResult>> first, Func<Task<LoadResult>> second)
{
    if (round % 2 == 0)
    {
        var a = await first();
        return (a, await second());
    }

    var b = await second();
    return (await first(), b);
}

// The server's own processor time and, where it asks the database, that of PostgreSQL: steadier than the clock where others work too.
async Task<LoadResult> Costed(Process server, Func<Task<LoadResult>> measure)
{
    var before = CpuSeconds(server) + product.DatabaseCpuSeconds();
    var result = await measure();
    return result with { Micros = (CpuSeconds(server) + product.DatabaseCpuSeconds() - before) * 1e6 / result.Answers };
}

static double CpuSeconds(Process process)
{
    process.Refresh();
    return process.TotalProcessorTime.TotalSeconds;
}

async Task<LoadResult> Measure(Uri target, string? token, double rate, double seconds = Seconds)
{
    string[] self = [Environment.ProcessPath!, "load", $"{target}", token ?? "-", $"{Connections}", $"{seconds}", rate.ToString("R", CultureInfo.InvariantCulture)];
    using var process = Process.Start(new ProcessStartInfo(pinned ? "taskset" : self[0], pinned ? ["-c", "1", .. self] : self[1..]) { RedirectStandardOutput = true })!;
    var line = await process.StandardOutput.ReadToEndAsync();
    await process.WaitForExitAsync();
    return process.ExitCode == 0 ? LoadResult.Parse(line.Trim()) : throw new InvalidOperationException("The generator failed.");
}

static string LoadAverage() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ')[..3]) : "unknown";

static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

static double Median<T>(List<T> rounds, Func<T, double> of) => rounds.Select(of).Order().ElementAt(rounds.Count / 2);

static string Ratio<T>(List<T> rounds, Func<T, double> of) => $"{Median(rounds, of):F2} ({rounds.Min(of):F2} to {rounds.Max(of):F2})";
