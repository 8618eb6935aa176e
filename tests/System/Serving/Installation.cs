using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Server;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Tests.System.Serving;

/// <summary>A server as a process, on a broker, and where the test asks for it a database, of its own: each can go away and come back.</summary>
internal sealed class Installation : IAsyncDisposable
{
    private readonly string directory = TestEngines.NewDirectory("serving");
    private readonly Dictionary<string, string> environment;
    private readonly int port = FreePort();
    private TestEngines? engines;
    private EmbeddedPostgres? database;
    private EmbeddedNats? broker;
    private Func<int, string, string>? brokerConfiguration;
    private RunningProgram? server;

    private Installation(IReadOnlyDictionary<string, string>? settings) => environment = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
    {
        ["Holdfast__Outbound__AllowHttp"] = "true",
        ["Holdfast__Outbound__AllowedNetworks__0"] = "127.0.0.0/8",
        ["Holdfast__Http__AddressBurst"] = "100000",
        ["Holdfast__Http__AddressPerSecond"] = "100000",
        ["Holdfast__Http__SignInBurst"] = "100000",
        ["Holdfast__Http__SignInPerSecond"] = "100000",
        ["Holdfast__access__PasswordWait"] = "00:00:30",
    };

    public Uri Address => new($"http://127.0.0.1:{port}");

    public RunningProgram Server => server!;

    /// <summary>The owner's connection to the database.</summary>
    public string Owner { get; private set; } = "";

    public ApiClient Anonymous => new(Address, null);

    /// <summary>What the server connects with.</summary>
    public NpgsqlConnectionStringBuilder Database => new(environment["DATABASE_URL"]);

    public string File(string name) => Path.Combine(directory, name);

    /// <param name="ownDatabase">With a database that the test can stop.</param>
    /// <param name="knowsOwner">Whether the server has the owner's connection.</param>
    /// <param name="settings">The server's environment besides.</param>
    /// <param name="ownNats">Starts nats-servers of the operator's own and answers their address; otherwise it has one that the test can stop.</param>
    public static async Task<Installation> Start(
        bool ownDatabase = false, bool knowsOwner = false, IReadOnlyDictionary<string, string>? settings = null, Func<Installation, Task<string>>? ownNats = null)
    {
        var made = new Installation(settings);
        if (ownDatabase)
        {
            await made.StartDatabase();
            var (owner, application) = (made.database!.OwnerConnectionString, made.database.AppConnectionString);
            await ServerHost.Migrate(owner, new NpgsqlConnectionStringBuilder(application).Username!, onlyTenants: false, HoldfastModules.All(), NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None);
            made.environment["DATABASE_URL"] = application;
        }
        else
        {
            made.engines = await TestEngines.Start();
            (made.Owner, made.environment["DATABASE_URL"]) = await made.engines.NewDatabase();
            if (knowsOwner)
            {
                made.environment["DATABASE_MIGRATION_URL"] = made.Owner;
            }
        }

        if (ownNats is null)
        {
            await made.StartBroker();
            made.environment["NATS_URL"] = made.broker!.Url;
        }
        else
        {
            made.environment["NATS_URL"] = await ownNats(made);
        }

        await made.StartServer();
        return made;
    }

    public async Task StartServer()
    {
        server = RunningProgram.Start("holdfast.dll", ["serve", "--data", directory, "--port", $"{port}"], environment);
        await IsReady(Address, server);
    }

    /// <summary>Another process of the same installation; the caller ends it.</summary>
    public async Task<(Uri Address, RunningProgram Process)> StartBeside()
    {
        var beside = FreePort();
        var address = new Uri($"http://127.0.0.1:{beside}");
        var process = RunningProgram.Start("holdfast.dll", ["serve", "--data", directory, "--port", $"{beside}"], environment);
        await IsReady(address, process);
        return (address, process);
    }

    /// <summary>Runs a command of the operator's on the server's machine; its answer.</summary>
    public async Task<JsonNode> Admin(params string[] command)
    {
        var (code, output) = await RunningProgram.Run("holdfast.dll", ["admin", .. command, "--data", directory, "--json"], environment);
        code.ShouldBe(0, output);
        return JsonNode.Parse(output)!;
    }

    public async Task StartDatabase() => database = Take(await EmbeddedPostgres.Start(
        new EmbeddedPostgresOptions { Directory = File("postgres"), SearchPath = Environment.GetEnvironmentVariable("PATH")!, StopTime = TimeSpan.FromSeconds(2) },
        NullLogger.Instance,
        TimeProvider.System,
        CancellationToken.None));

    public ValueTask StopDatabase() => database!.DisposeAsync();

    public async Task StartBroker()
    {
        brokerConfiguration ??= await TestBroker.Configuration(directory, environment["DATABASE_URL"]);
        broker = Take(await EmbeddedNats.Start(
            new EmbeddedNatsOptions { Directory = File("nats"), SearchPath = Environment.GetEnvironmentVariable("PATH")! },
            brokerConfiguration,
            NullLogger.Instance,
            TimeProvider.System,
            CancellationToken.None));
    }

    public ValueTask StopBroker() => broker!.DisposeAsync();

    /// <summary>Which parts are not; empty when it is ready.</summary>
    public async Task<string[]> Missing()
    {
        var answer = await Anonymous.Get("/health/ready");
        string[] away = [.. answer.Json["parts"]!.AsArray().Where(p => (string?)p!["status"] != "ok").Select(p => (string)p!["name"]!)];
        answer.Status.ShouldBe(away.Length == 0 ? 200 : 503, answer.Body);
        return away;
    }

    public static async Task IsReady(Uri address, RunningProgram server, int seconds = 90)
    {
        var probe = new ApiClient(address, null);
        await Eventually.Holds("the server to be ready", async () => await Status(probe, server) == 200, TimeSpan.FromSeconds(seconds));
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        foreach (var engine in new IAsyncDisposable?[] { broker, database, engines })
        {
            if (engine is not null)
            {
                await engine.DisposeAsync();
            }
        }

        Directory.Delete(directory, recursive: true);
    }

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<int> Status(ApiClient probe, RunningProgram server)
    {
        try
        {
            return (await probe.Get("/health/ready")).Status;
        }
        catch (HttpRequestException)
        {
            return server.HasEnded ? throw new InvalidOperationException(server.Text) : 0;
        }
    }

    private static T Take<T>(Result<T> started) => started.Succeeded ? started.Value : throw new InvalidOperationException(started.Problem.Detail);
}
