using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Holdfast.Platform.Embedded;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Bench.Requests;

/// <summary>The server as it is deployed (<c>holdfast serve</c>, Release, one process with all roles), a private PostgreSQL beside it, one tenant and one ticket.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly string directory;

    private Product(Process process, EmbeddedPostgres database, string directory, Uri address) => (Process, Database, this.directory, Address) = (process, database, directory, address);

    public Uri Address { get; }

    public Process Process { get; }

    public EmbeddedPostgres Database { get; }

    public Guid Tenant { get; private set; }

    public string Ticket { get; private set; } = "";

    /// <summary>The administrator's access token; good for 15 minutes.</summary>
    public string Token { get; private set; } = "";

    public static async Task<Product> Start(string root, int port)
    {
        var directory = Path.Combine(Path.GetTempPath(), $"holdfast-bench-{Guid.CreateVersion7():N}");
        Directory.CreateDirectory(directory);
        if (!OperatingSystem.IsWindows())
        {
            // User postgres passes through.
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_001_001);
        }

        var database = await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchPath = Environment.GetEnvironmentVariable("PATH") ?? "" },
            NullLogger.Instance,
            TimeProvider.System,
            CancellationToken.None);
        if (!database.Succeeded)
        {
            throw new InvalidOperationException(database.Problem.Detail);
        }

        var info = new ProcessStartInfo("dotnet", ["exec", Path.Combine(root, "src/Hosts/Cli/bin/Release/net10.0/holdfast.dll"), "serve", "--data", directory, "--port", $"{port}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["DATABASE_URL"] = database.Value.AppConnectionString,
                ["DATABASE_MIGRATION_URL"] = database.Value.OwnerConnectionString,
                ["NATS_URL"] = "",
                // As with the private PostgreSQL: nothing stands between.
                ["Holdfast__Server__TenantPools"] = "4",
                ["Holdfast__Server__TenantPoolConnections"] = "16",
                // The limits are at work, and out of reach.
                ["Holdfast__Http__AddressBurst"] = "10000000",
                ["Holdfast__Http__AddressPerSecond"] = "1000000",
                ["Holdfast__Http__SignInBurst"] = "10000000",
                ["Holdfast__Http__TenantBurst"] = "10000000",
                ["Holdfast__Http__TenantPerSecond"] = "1000000",
            },
        };
        var process = Process.Start(info)!;
        process.OutputDataReceived += (_, line) => Say(line.Data);
        process.ErrorDataReceived += (_, line) => Say(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var product = new Product(process, database.Value, directory, new Uri($"http://127.0.0.1:{port}"));
        await product.Prepare();
        return product;
    }

    /// <summary>Signs in again: a token does not outlive all rounds.</summary>
    public async Task SignIn()
    {
        using var http = new HttpClient { BaseAddress = Address };
        Token = (string)(await Post(http, "/api/auth/login", new { email = "bench@example.com", password = Password }))["accessToken"]!;
    }

    /// <summary>The body of a GET.</summary>
    public async Task<byte[]> Body(string path)
    {
        using var http = new HttpClient { BaseAddress = Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        return await http.GetByteArrayAsync(new Uri(path, UriKind.Relative));
    }

    /// <summary>What the private PostgreSQL's processes have used so far, those that have ended among them. (Their titles change, so they are known by their parent.)</summary>
    public double DatabaseCpuSeconds()
    {
        var postmaster = File.ReadLines(Path.Combine(directory, "postgres", "data", "postmaster.pid")).First();
        var ticks = 0.0;
        foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
        {
            try
            {
                // proc(5): from the third field on, behind the name in parentheses; 4 is the parent, 14 to 17 the times of a process and of its ended children.
                var stat = File.ReadAllText(Path.Combine(folder, "stat"));
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
                var isPostmaster = Path.GetFileName(folder) == postmaster;
                if (isPostmaster || fields[1] == postmaster)
                {
                    ticks += double.Parse(fields[11], CultureInfo.InvariantCulture) + double.Parse(fields[12], CultureInfo.InvariantCulture);
                }

                if (isPostmaster)
                {
                    ticks += double.Parse(fields[13], CultureInfo.InvariantCulture) + double.Parse(fields[14], CultureInfo.InvariantCulture);
                }
            }
            catch (IOException)
            {
                // It has ended meanwhile.
            }
        }

        return ticks / 100;
    }

    public async ValueTask DisposeAsync()
    {
        using (var kill = Process.Start("kill", ["-TERM", $"{Process.Id}"]))
        {
            await kill.WaitForExitAsync();
        }

        await Process.WaitForExitAsync();
        Process.Dispose();
        await Database.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private const string Password = "a bench's own password 7";

    private async Task Prepare()
    {
        using var http = new HttpClient { BaseAddress = Address };
        for (var i = 0; ; i++)
        {
            try
            {
                using var ready = await http.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (ready.IsSuccessStatusCode)
                {
                    break;
                }
            }
            catch (HttpRequestException) when (i < 600)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }

        var session = await Post(http, "/api/auth/register", new { company = "Bench", username = "bench", email = "bench@example.com", password = Password });
        Tenant = (Guid)session["tenant"]!["id"]!;
        Token = (string)session["accessToken"]!;
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Token);
        Ticket = (string)(await Post(http, "/api/tickets", new { subject = "Disk /srv is 97 % full", description = "The file system at /srv is 97.4 % full.", severity = "HIGH" }))["id"]!;
    }

    private static async Task<JsonNode> Post(HttpClient http, string path, object body)
    {
        using var answer = await http.PostAsJsonAsync(path, body);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? JsonNode.Parse(text)! : throw new InvalidOperationException(text);
    }

    private static void Say(string? line)
    {
        if (line is not null && (line.Contains("\"Warning\"", StringComparison.Ordinal) || line.Contains("\"Error\"", StringComparison.Ordinal)))
        {
            Console.Error.WriteLine(line);
        }
    }
}
