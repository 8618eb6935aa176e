using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;
using Holdfast.Platform.Messaging.JetStream;

namespace Holdfast.Tests.Hosts.Sensor.Sending;

/// <summary>A real nats-server in operator mode, with a stream of all devices' documents, and the server's end of it: takes documents, publishes acks.</summary>
internal sealed class Broker : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly NKey operatorKey = NKey.Create(NKeyKind.Operator);
    private readonly NKey system = NKey.Create(NKeyKind.Account);
    private readonly NKey account = NKey.Create(NKeyKind.Account);
    private readonly CancellationTokenSource stop = new();
    private readonly int port = FreePort();
    private Process? process;
    private NatsConnection? connection;
    private Task taking = Task.CompletedTask;

    public int Taken { get; private set; }

    public static async Task<Broker> StartAsync(SensorServer server)
    {
        var broker = new Broker();
        var now = TimeProvider.System.GetUtcNow();
        broker.folder.Write("server.conf", new NatsServerConfig
        {
            OperatorJwt = NatsJwt.ForOperator(broker.operatorKey, new NatsOperator(broker.system.PublicKey, "test"), now),
            SystemAccount = broker.system.PublicKey,
            Accounts = new Dictionary<string, string>
            {
                [broker.system.PublicKey] = NatsJwt.ForAccount(broker.operatorKey, new NatsAccount(broker.system.PublicKey, "SYS"), now),
                [broker.account.PublicKey] = NatsJwt.ForAccount(broker.operatorKey, new NatsAccount(broker.account.PublicKey, "APP") { JetStream = new NatsJetStreamLimits() }, now),
            },
            ResolverDirectory = Path.Join(broker.folder.Path, "jwt"),
            StoreDirectory = Path.Join(broker.folder.Path, "js"),
            Port = broker.port,
        }.ToText());
        await broker.StartAgainAsync();
        var user = NKey.Create(NKeyKind.User);
        broker.connection = new NatsConnection(new NatsOpts
        {
            Url = broker.Url,
            RetryOnInitialConnect = true,
            Auth = new NatsAuthOpts { User = new NatsUserCredential(NatsJwt.ForUser(broker.account, new NatsUser(user.PublicKey, "server"), now), user.Seed) },
        });
        await broker.connection.ConnectAsync();
        await new NatsJSContext(broker.connection).CreateStreamAsync(new StreamConfig("devices", [.. DeviceSubject.Upward.Select(DeviceSubject.OfAllDevices)]));
        broker.taking = broker.TakeAsync(server, broker.stop.Token);
        return broker;
    }

    public string Url => $"nats://127.0.0.1:{port}";

    /// <summary>A device's log-in.</summary>
    public MessagingAccess Access(SensorServer server, TimeSpan life)
    {
        var now = TimeProvider.System.GetUtcNow();
        var user = DevicePermissions.User(NKey.Create(NKeyKind.User).PublicKey, server.Tenant.ToString(), server.Device.ToString(), SensorLimits.MaxMessageBytes, now + life);
        return new([Url], NatsJwt.ForUser(account, user, now), now + life, DevicePermissions.InboxPrefix(server.Device.ToString()));
    }

    public async Task KillAsync()
    {
        process!.Kill();
        await process.WaitForExitAsync();
        process.Dispose();
        process = null;
    }

    public async Task StartAgainAsync()
    {
        process = Process.Start(new ProcessStartInfo("nats-server", ["-c", Path.Join(folder.Path, "server.conf"), "-l", Path.Join(folder.Path, "server.log")]) { UseShellExecute = false })!;
        await Until.TrueAsync("nats-server takes connections", () =>
        {
            process.HasExited.ShouldBeFalse();
            try
            {
                using var probe = new TcpClient();
                probe.Connect(IPAddress.Loopback, port);
                return true;
            }
            catch (SocketException)
            {
                return false;
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await taking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await connection!.DisposeAsync();
        if (process is not null)
        {
            await KillAsync();
        }

        stop.Dispose();
        folder.Dispose();
    }

    private async Task TakeAsync(SensorServer server, CancellationToken ct)
    {
        await foreach (var message in connection!.SubscribeAsync("tenant.*.device.*.*", cancellationToken: ct))
        {
            if (DeviceSubject.TryParse(message.Subject, out var subject) && subject.IsUpward)
            {
                Taken++;
                server.Take(message.Data.Span);
                await connection.PublishAsync(
                    (subject with { Message = DeviceMessage.Ack }).ToString(),
                    System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(new AckMessage(server.CommittedSeq), SensorJson.Default.AckMessage),
                    cancellationToken: ct);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
