using System.Net;
using System.Net.Sockets;
using Holdfast.Platform.Embedded;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.System.Journeys;

/// <summary>Holdfast as an operator deploys it: one process with all roles or several with one each, on one database and one broker.</summary>
internal sealed class Deployment : IAsyncDisposable
{
    private readonly TestEngines engines;
    private readonly EmbeddedNats nats;
    private readonly string directory;
    private readonly List<RunningProgram> processes = [];

    private Deployment(TestEngines engines, EmbeddedNats nats, string directory, Uri address) => (this.engines, this.nats, this.directory, Address) = (engines, nats, directory, address);

    /// <summary>Where the process with role api listens.</summary>
    public Uri Address { get; }

    public IReadOnlyList<RunningProgram> Processes => processes;

    /// <summary>A folder for the journey's own files.</summary>
    public string Folder(string name) => Path.Combine(directory, name);

    /// <param name="roles">One entry per process, as <c>--roles</c> takes it; the first answers HTTP.</param>
    public static Task<Deployment> Start(params string[] roles) => Start(new Dictionary<string, string>(), roles);

    /// <param name="settings">What the processes see besides, as environment variables.</param>
    /// <param name="roles">One entry per process, as <c>--roles</c> takes it; the first answers HTTP.</param>
    public static async Task<Deployment> Start(IReadOnlyDictionary<string, string> settings, params string[] roles)
    {
        var engines = await TestEngines.Start();
        var (_, application) = await engines.NewDatabase();
        var directory = TestEngines.NewDirectory("journey");
        var configuration = await TestBroker.Configuration(directory, application);
        var nats = await EmbeddedNats.Start(
            new EmbeddedNatsOptions { Directory = Path.Combine(directory, "nats"), SearchPath = Environment.GetEnvironmentVariable("PATH")! },
            configuration,
            NullLogger.Instance,
            TimeProvider.System,
            CancellationToken.None);
        if (!nats.Succeeded)
        {
            throw new InvalidOperationException(nats.Problem.Detail);
        }

        var ports = roles.Select(_ => FreePort()).ToArray();
        var deployment = new Deployment(engines, nats.Value, directory, new Uri($"http://127.0.0.1:{ports[0]}"));
        var environment = new Dictionary<string, string>(settings)
        {
            ["Holdfast__mail__ConsoleUrl"] = deployment.Address.ToString(),
            ["DATABASE_URL"] = application,
            ["NATS_URL"] = nats.Value.Url,
            ["Holdfast__Outbound__AllowHttp"] = "true",
            ["Holdfast__Outbound__AllowedNetworks__0"] = "127.0.0.0/8",
            ["Holdfast__Http__AddressBurst"] = "100000",
            ["Holdfast__Http__SignInBurst"] = "100000",
            ["Holdfast__Http__SignInPerSecond"] = "100000",
            ["Holdfast__access__PasswordWait"] = "00:00:30",
            ["Holdfast__Http__AddressPerSecond"] = "100000",
        };
        for (var i = 0; i < roles.Length; i++)
        {
            deployment.processes.Add(RunningProgram.Start("holdfast.dll", ["serve", "--data", directory, "--port", $"{ports[i]}", "--roles", roles[i]], environment));
            var probe = new ApiClient(new Uri($"http://127.0.0.1:{ports[i]}"), null);
            var started = deployment.processes[i];
            await Eventually.Holds(
                $"{roles[i]} to be ready; it said: {started.Text}",
                async () => await Answers(probe),
                TimeSpan.FromSeconds(60));
        }

        return deployment;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in processes)
        {
            await process.DisposeAsync();
        }

        await nats.DisposeAsync();
        await engines.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static async Task<bool> Answers(ApiClient probe)
    {
        try
        {
            return (await probe.Get("/health/ready")).Status == 200;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
