using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using Holdfast.Bench.Footprint;

// P16: what the server and the sensor take when nothing happens. Both are the real programs: `holdfast serve` with private engines, and the
// sensor published as one file, enrolled at that server and reporting this machine.
var seconds = args is ["--seconds", var s, ..] ? int.Parse(s) : 120;
var loadBefore = Machine.LoadAverage();
var directory = Path.Combine(Path.GetTempPath(), $"holdfast-bench-{Guid.CreateVersion7():N}");
Directory.CreateDirectory(directory, (UnixFileMode)0b111_001_001);
var published = Path.Combine(directory, "published");
await Run("dotnet", "publish", Path.Combine(Machine.Repository, "src/Hosts/Sensor"), "-r", RuntimeInformation.RuntimeIdentifier, "-c", "Release", "-o", published, "-v", "quiet", "-nologo");
var sensorFile = Path.Combine(published, "holdfast-sensor");

var port = FreePort();
var server = new Uri($"http://127.0.0.1:{port}");
string text;
await using (var holdfast = new RunningProcess("dotnet", "exec", Path.Combine(Machine.Repository, "src/Hosts/Cli/bin/Release/net10.0/holdfast.dll"), "serve", "--data", Path.Combine(directory, "data"), "--port", $"{port}"))
{
    using var http = new HttpClient { BaseAddress = server };
    await Ready(http, holdfast);
    var atStart = RunningProcess.Of(holdfast.Id);
    await Enrol(http);
    var (serverAlone, serverCpu, _) = await Watch(holdfast.Id, seconds);

    await using var sensor = new RunningProcess(sensorFile, "run", "--data", Path.Combine(directory, "sensor"));
    await Task.Delay(TimeSpan.FromSeconds(5));
    var (sensorEnd, sensorCpu, sensorPeak) = await Watch(sensor.Id, seconds);
    var withSensor = RunningProcess.Of(holdfast.Id);
    var engines = holdfast.Descendants().Where(d => d.Name is "postgres" or "nats-server").GroupBy(d => d.Name)
        .Select(g => $"{g.Key} {g.Count()} processes, {g.Sum(p => RunningProcess.Of(p.Id).PrivateMiB):0} MiB of their own").ToList();
    if (sensor.HasEnded)
    {
        throw new InvalidOperationException("The sensor ended.");
    }

    text = string.Create(CultureInfo.InvariantCulture, $"""
        # P16: memory and processor at rest

        `dotnet run -c Release --project bench/Footprint`

        `holdfast serve` with all roles in one process (Release, started by `dotnet`), watched for {seconds} s after it was ready; then the sensor, published as one
        self-contained trimmed file of {new FileInfo(sensorFile).Length / 1048576.0:0.0} MiB, enrolled at that server and watched for {seconds} s from its sixth second on while it reports this machine. Resident is VmRSS (shared
        pages included), own is RssAnon. Processor is the share of one core over that time.

        | | resident, MiB | own, MiB | most resident, MiB | processor, % of one core | target |
        | --- | --- | --- | --- | --- | --- |
        | server, ready | {atStart.ResidentMiB:0} | {atStart.PrivateMiB:0} | | | |
        | server, idle | {serverAlone.ResidentMiB:0} | {serverAlone.PrivateMiB:0} | | {serverCpu:0.00} | ≤ 250 MB |
        | server, one sensor reporting | {withSensor.ResidentMiB:0} | {withSensor.PrivateMiB:0} | | | |
        | sensor | {sensorEnd.ResidentMiB:0.0} | {sensorEnd.PrivateMiB:0.0} | {sensorPeak:0.0} | {sensorCpu:0.00} | ≤ 40 MB, ≤ 0.5 % |

        The engines are separate: {string.Join("; ", engines)}.

        Machine: {Machine.Description}.
        Load average (1, 5, 15 minutes) {loadBefore} before and {Machine.LoadAverage()} after.

        """);
}

Directory.Delete(directory, recursive: true);
await File.WriteAllTextAsync(Path.Combine(Machine.Repository, "bench/results/p16-footprint.md"), text);
Console.WriteLine(text);

async Task Enrol(HttpClient http)
{
    var session = await Post(http, "/api/auth/register", new { company = "Bench", username = "bench", email = "bench@example.com", password = "a bench's own password 7" });
    http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", (string)session["accessToken"]!);
    var organization = (string)(await Post(http, "/api/organizations", new { name = "Bench" }))["id"]!;
    var group = (string)(await Post(http, "/api/groups", new { organizationId = organization, name = "Bench" }))["id"]!;
    var token = (string)(await Post(http, "/api/enrollment-tokens", new { groupId = group, expiresInMinutes = 10, maxUses = 1 }))["token"]!;
    await Run(sensorFile, "enroll", "--server", $"{server}", "--token", token, "--data", Path.Combine(directory, "sensor"));
}

static async Task<(Sample End, double CpuPercent, double Peak)> Watch(int pid, int seconds)
{
    var first = RunningProcess.Of(pid);
    var began = Stopwatch.GetTimestamp();
    var peak = first.ResidentMiB;
    while (Stopwatch.GetElapsedTime(began).TotalSeconds < seconds)
    {
        await Task.Delay(1000);
        peak = Math.Max(peak, RunningProcess.Of(pid).ResidentMiB);
    }

    var last = RunningProcess.Of(pid);
    return (last, (last.CpuSeconds - first.CpuSeconds) / Stopwatch.GetElapsedTime(began).TotalSeconds * 100, peak);
}

static async Task Ready(HttpClient http, RunningProcess holdfast)
{
    while (!holdfast.HasEnded)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
            {
                return;
            }
        }
        catch (HttpRequestException)
        {
            // Not listening yet.
        }

        await Task.Delay(100);
    }

    throw new InvalidOperationException("The server ended.");
}

static async Task<JsonNode> Post(HttpClient http, string path, object body)
{
    using var answer = await http.PostAsJsonAsync(path, body);
    var said = await answer.Content.ReadAsStringAsync();
    return answer.IsSuccessStatusCode ? JsonNode.Parse(said)! : throw new InvalidOperationException(said);
}

static async Task Run(string file, params string[] arguments)
{
    await using var process = new RunningProcess(file, arguments);
    if (await process.Ended() is not 0 and var code)
    {
        throw new InvalidOperationException($"{file} {arguments[0]} ended with {code}.");
    }
}

static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}
