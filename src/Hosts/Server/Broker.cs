using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Holdfast.Hosts.Server;

/// <summary>The process's connection to the broker. It connects in the background: the server is there without it, and says so at /health/ready.</summary>
internal static class Broker
{
    public static void Add(IServiceCollection services, Engines engines, ILoggerFactory loggers, TimeProvider time)
    {
        services.AddSingleton(_ => new NatsConnection(new NatsOpts
        {
            Url = engines.NatsUrl,
            Name = "holdfast-server",
            // Own signals have been delivered already.
            Echo = false,
            RetryOnInitialConnect = true,
            ReconnectWaitMax = TimeSpan.FromSeconds(3),
            Auth = new NatsAuthOpts { UserProvider = _ => new(engines.Identity.ServerUser(time.GetUtcNow())) },
            LoggerFactory = loggers,
            TimeProvider = time,
        }));
        services.AddSingleton(new MessagingCredentials([engines.NatsUrl], engines.Identity.AccountKey, (users, ct) => Revoke(engines, users, loggers, time, ct)));
        services.AddHostedService<Connector>();
        services.AddSingleton<SignalRelay>().AddHostedService(s => s.GetRequiredService<SignalRelay>());
    }

    /// <summary>Pushes the account's claims with the users to refuse; the broker cuts them off at once.</summary>
    private static async Task Revoke(Engines engines, IReadOnlyDictionary<string, DateTimeOffset> users, ILoggerFactory loggers, TimeProvider time, CancellationToken ct)
    {
        var now = time.GetUtcNow();
        await using var system = new NatsConnection(new NatsOpts
        {
            Url = engines.NatsUrl,
            Name = "holdfast-system",
            Auth = new NatsAuthOpts { User = engines.Identity.SystemUser(now) },
            LoggerFactory = loggers,
            TimeProvider = time,
        });
        var account = engines.Identity.Account with { Revocations = users };
        await NatsAccountClaims.PushAsync(system, NatsJwt.ForAccount(engines.Identity.OperatorKey, account, now), ct);
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
