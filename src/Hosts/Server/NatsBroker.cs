using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>The broker and this process's connection to it. It connects in the background: the server is there without it, and says so at /health/ready.</summary>
internal sealed class NatsBroker : IBroker
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private readonly ServerOptions options;
    private readonly Engines engines;
    private readonly NatsConnection nats;
    private readonly TimeProvider time;

    public NatsBroker(ServerOptions options, Engines engines, NatsConnection nats, TimeProvider time)
    {
        (this.options, this.engines, this.nats, this.time) = (options, engines, nats, time);
        nats.ConnectionOpened += (_, _) => CameUp?.Invoke();
    }

    public event Action? CameUp;

    public IReadOnlyList<string> SensorUrls =>
        (options.NatsPublicUrl.Length > 0 ? options.NatsPublicUrl : engines.NatsUrl).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    public bool IsUp => nats.ConnectionState == NatsConnectionState.Open;

    public bool IsPrivate => engines.Nats is not null;

    public static void Add(IServiceCollection services, ServerOptions options, Engines engines, ILoggerFactory loggers, TimeProvider time)
    {
        services.AddSingleton(s => new NatsConnection(new NatsOpts
        {
            Url = engines.NatsUrl,
            Name = "holdfast-server",
            // Own signals have been delivered already.
            Echo = false,
            RetryOnInitialConnect = true,
            ReconnectWaitMax = TimeSpan.FromSeconds(3),
            Auth = new NatsAuthOpts { UserProvider = _ => new(s.GetRequiredService<IBrokerKeys>().ServerLogIn()) },
            LoggerFactory = loggers,
            TimeProvider = time,
        }));
        services.AddHostedService<Connector>();
        services.AddSingleton<IBroker>(s => new NatsBroker(options, engines, s.GetRequiredService<NatsConnection>(), time));
        services.AddHostedService<RateSharing>();
        services.AddSingleton<SignalRelay>().AddHostedService(s => s.GetRequiredService<SignalRelay>());
    }

    public void LogInAgain() => nats.Reconnect();

    public Task Push(IReadOnlyList<NatsUserCredential> system, IReadOnlyList<string> accountJwts, CancellationToken ct) => AsSystem(system, async connection =>
    {
        foreach (var jwt in accountJwts)
        {
            await NatsAccountClaims.PushAsync(connection, jwt, ct);
        }

        return true;
    }, ct);

    public Task<IReadOnlyList<NatsTrust>> Trust(IReadOnlyList<NatsUserCredential> system, CancellationToken ct) =>
        AsSystem(system, connection => NatsServers.TrustAsync(connection, Quiet, ct), ct);

    public void Keep(BrokerPapers papers) => engines.Nats?.Configure((port, store) => BrokerFiles.Private(papers, port, store));

    public Task StartAgain(CancellationToken ct) => engines.Nats?.StartAgain(ct) ?? Task.CompletedTask;

    private async Task<T> AsSystem<T>(IReadOnlyList<NatsUserCredential> logIns, Func<NatsConnection, Task<T>> ask, CancellationToken ct)
    {
        NatsException? refused = null;
        foreach (var logIn in logIns)
        {
            await using var connection = new NatsConnection(new NatsOpts { Url = engines.NatsUrl, Name = "holdfast-accounts", Auth = new NatsAuthOpts { User = logIn }, TimeProvider = time });
            try
            {
                await connection.ConnectAsync(ct);
            }
            catch (NatsAuthorizationException e)
            {
                refused = e;
                continue;
            }

            return await ask(connection);
        }

        throw refused ?? new NatsException("There is no log-in to the system account.");
    }

    private sealed class Connector(NatsConnection nats) : IHostedService
    {
        private Task connecting = Task.CompletedTask;

        public Task StartAsync(CancellationToken cancellationToken)
        {
            connecting = nats.ConnectAsync(CancellationToken.None).AsTask();
            return Task.CompletedTask;
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            await nats.DisposeAsync();
            await connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
