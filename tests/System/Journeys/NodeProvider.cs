using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Journeys;

/// <summary>An identity provider of others as a program: npm oidc-provider, from locked packages. Where Node or the packages are missing, the journey fails.</summary>
internal sealed class NodeProvider : IAsyncDisposable
{
    private static readonly string Directory = Path.Combine(AppContext.BaseDirectory, "provider");
    private readonly RunningProgram program;

    private NodeProvider(RunningProgram program) => this.program = program;

    /// <summary>What it wrote.</summary>
    public string Text => program.Text;

    /// <summary>A name for one that is about to be started: tokens will say it.</summary>
    public static string NewIssuer()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
    }

    /// <param name="settings">As its script reads them.</param>
    public static async Task<NodeProvider> Start(object settings)
    {
        await using (var install = RunningProgram.Start("/usr/bin/env", ["npm", "ci", "--prefix", Directory, "--ignore-scripts", "--no-audit", "--no-fund"]))
        {
            (await install.Ended(TimeSpan.FromMinutes(10))).ShouldBe(0, install.Text);
        }

        var environment = new Dictionary<string, string> { ["IDENTITY_PROVIDER"] = JsonSerializer.Serialize(settings, JsonSerializerOptions.Web) };
        var provider = new NodeProvider(RunningProgram.Start("/usr/bin/env", ["node", Path.Combine(Directory, "identity-provider.mjs")], environment));
        await Eventually.Holds($"the provider to be ready; it said: {provider.Text}", () => Task.FromResult(provider.program.Standard.Contains("ready")), TimeSpan.FromSeconds(60));
        return provider;
    }

    public ValueTask DisposeAsync()
    {
        TestContext.Current.TestOutputHelper?.WriteLine($"The identity provider said: {Text}");
        return program.DisposeAsync();
    }
}
