using Holdfast.Hosts.Server;
using Holdfast.Platform.Kernel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.Harness;

/// <summary>What a broker that stands apart from the server is started with: as the operator gets it from the command line.</summary>
public static class TestBroker
{
    /// <summary>Makes the keys where there are none, sealed under the data directory's key file, and answers the configuration for a port and a store directory.</summary>
    public static async Task<Func<int, string, string>> Configuration(string directory, string applicationConnection)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Holdfast:Server:DataDirectory"] = directory,
            ["Holdfast:Server:DatabaseUrl"] = applicationConnection,
            ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
        }).Build();
        var opened = await OperatorHost.Open(configuration, NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None);
        if (!opened.Succeeded)
        {
            throw new InvalidOperationException(opened.Problem.Detail);
        }

        await using var host = opened.Value;
        await host.BrokerKeys.Open(null, CancellationToken.None);
        var papers = await host.BrokerKeys.Papers(CancellationToken.None);
        return (port, store) => BrokerFiles.Private(papers, port, store);
    }
}
