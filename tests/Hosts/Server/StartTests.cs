using Holdfast.Hosts.Server;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Holdfast.Tests.Hosts.Server;

/// <summary>A start that does not come about leaves nothing behind.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task What_was_composed_is_let_go_of_when_the_broker_cannot_be_started()
    {
        var engines = await TestEngines.Start();
        var directory = TestEngines.NewDirectory("start");
        var keys = new NoKeys();
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Holdfast:Server:Port"] = "0",
                ["Holdfast:Server:DataDirectory"] = directory,
                ["Holdfast:Server:DatabaseUrl"] = (await engines.NewDatabase()).Application,
                ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
            }).Build();
            await Should.ThrowAsync<TimeoutException>(() => ServerHost.Build(
                configuration, NullLoggerFactory.Instance, new MicrosecondClock(), services => services.AddSingleton<IBrokerKeys>(_ => keys), TestContext.Current.CancellationToken));
            keys.IsDisposed.ShouldBeTrue();
        }
        finally
        {
            await engines.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed class NoKeys : IBrokerKeys, IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;

        public Task Open(BrokerIdentity? earlier, CancellationToken ct) => throw new TimeoutException();

        public Task<BrokerPapers> Papers(CancellationToken ct) => throw new NotSupportedException();

        public NatsUserCredential ServerLogIn() => throw new NotSupportedException();

        public Task<BrokerKeyFact[]> List(bool withRetired, CancellationToken ct) => throw new NotSupportedException();

        public Task<BrokerStep[]> Steps(int limit, CancellationToken ct) => throw new NotSupportedException();

        public Task Rotate(BrokerRotationOf which, bool isLeaked, CancellationToken ct) => throw new NotSupportedException();

        public Task<bool> IsSettled(BrokerRotationOf which, CancellationToken ct) => throw new NotSupportedException();
    }
}
