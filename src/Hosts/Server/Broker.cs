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
    public static void Add(IServiceCollection services, ServerOptions options, Engines engines, ILoggerFactory loggers, TimeProvider time)
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
        services.AddHostedService<Connector>();
        services.AddSingleton(new MessagingCredentials(
            (options.NatsPublicUrl.Length > 0 ? options.NatsPublicUrl : engines.NatsUrl).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
            engines.Identity.AccountKey,
            (revoked, ct) => Revoke(engines, revoked, time, ct)));
        services.AddHostedService<RateSharing>();
        services.AddSingleton<SignalRelay>().AddHostedService(s => s.GetRequiredService<SignalRelay>());
    }

    private static async Task Revoke(Engines engines, IReadOnlyDictionary<string, DateTimeOffset> revoked, TimeProvider time, CancellationToken ct)
    {
        await using var system = new NatsConnection(new NatsOpts
        {
            Url = engines.NatsUrl,
            Name = "holdfast-accounts",
            Auth = new NatsAuthOpts { User = engines.Identity.SystemUser(time.GetUtcNow()) },
            TimeProvider = time,
        });
        var account = engines.Identity.Account with { Revocations = revoked };
        await NatsAccountClaims.PushAsync(system, NatsJwt.ForAccount(engines.Identity.OperatorKey, account, time.GetUtcNow()), ct);
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
