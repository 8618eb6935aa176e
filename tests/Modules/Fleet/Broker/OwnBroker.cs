using System.Globalization;
using Holdfast.Modules.Fleet.Broker;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Tests.Modules.Fleet.Broker;

/// <summary>A server with a broker that no other test uses: what is done here to its keys ends everybody's log-ins.</summary>
internal sealed class OwnBroker : IAsyncDisposable
{
    private OwnBroker(TestServer server, Faults faults) => (Server, Faults) = (server, faults);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public TestServer Server { get; }

    public Faults Faults { get; }

    /// <summary>One whose own background work does not rotate: the test does.</summary>
    public static OwnBroker WithoutWorker(params (string Name, string? Value)[] settings) =>
        Start(settings.Append(("Holdfast:Server:Roles", "Api, Ingest")).ToDictionary(s => s.Item1, s => s.Item2));

    public static OwnBroker Start(IReadOnlyDictionary<string, string?>? settings = null)
    {
        var faults = new Faults();
        var server = TestServer.With(settings ?? new Dictionary<string, string?>(), services =>
        {
            var inner = services.Last(s => s.ServiceType == typeof(IBroker)).ImplementationFactory!;
            services.AddSingleton<IBroker>(s => new FaultyBroker((IBroker)inner(s), faults));
        });
        return new OwnBroker(server, faults);
    }

    public async Task<T> Part<T>() where T : notnull => (await Server.Services()).GetRequiredService<T>();

    public async Task<IBrokerKeys> Keys() => await Part<IBrokerKeys>();

    /// <summary>The keys of a kind that are in a state.</summary>
    public async Task<string[]> Public(string kind, string state) => [.. (await (await Keys()).List(withRetired: true, Stop)).Where(k => k.Kind == kind && k.State == state).Select(k => k.PublicKey)];

    /// <summary>The one that signs.</summary>
    public async Task<string> Signer(string kind = "ACCOUNT_SIGNING") => (await Public(kind, "CURRENT")).Single();

    /// <summary>Goes on with rotations.</summary>
    public Task Reconcile() => Server.Reconcile("fleet.keep_broker_keys");

    /// <summary>Does one step of rotations, in a scope of its own.</summary>
    public async Task<bool> Step()
    {
        await using var scope = (await Server.Services()).OpenWork(OpContext.OfSystem(default, "test", "test"));
        return await scope.ServiceProvider.GetRequiredService<BrokerRotation>().Step(Stop);
    }

    /// <summary>Lets the time come at which what retiring keys have signed holds no more.</summary>
    public Task EndOverlap() => Sql("update control.broker_key set retire_at = now() where state = 'RETIRING'");

    public async Task<object?> Sql([System.Diagnostics.CodeAnalysis.ConstantExpected] string sql)
    {
        await using var source = NpgsqlDataSource.Create(await Server.OwnerConnection());
#pragma warning disable CA2100 // Constants of tests.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(Stop);
    }

    /// <summary>A device's connection with a log-in.</summary>
    public async Task<NatsConnection> Connection(string jwt, string device) => new(new NatsOpts
    {
        Url = (await Part<IBroker>()).SensorUrls[0],
        InboxPrefix = DevicePermissions.InboxPrefix(device),
        Auth = new NatsAuthOpts { User = new NatsUserCredential(jwt) },
        ReconnectWaitMin = TimeSpan.FromMilliseconds(20),
        AuthReconnectWait = TimeSpan.FromMinutes(5),
    });

    /// <summary>Whether a log-in is let in.</summary>
    public async Task<bool> LetsIn(string jwt, string device)
    {
        await using var connection = await Connection(jwt, device);
        try
        {
            await connection.ConnectAsync(Stop);
            await connection.PingAsync(Stop);
            return true;
        }
        catch (NatsAuthorizationException)
        {
            return false;
        }
    }

    /// <summary>A fresh log-in of a sensor, over HTTPS as it gets it.</summary>
    public static async Task<string> LogIn(TestSensor sensor)
    {
        var answer = (await (await sensor.Http()).Post(SensorRoutes.Credentials)).Expect(200);
        return (string)answer.Json["messaging"]!["jwt"]!;
    }

    public async Task<long> Stored(TestSensor sensor) =>
        long.Parse((await Server.Sql(sensor.Tenant, "select count(*) from telemetry_message where device_id = $1", Guid.Parse(sensor.Device))).Single(), CultureInfo.InvariantCulture);

    public async ValueTask DisposeAsync() => await Server.DisposeAsync();
}

/// <summary>When a process dies at the broker: before or after the call of this number.</summary>
internal sealed class Faults
{
    private int calls;
    private int diesAt;

    /// <summary>The broker cannot be told anything by this process.</summary>
    public bool IsMute { get; set; }

    /// <summary>This process believes that the broker is away, so that nothing but what the test does tells it anything for a while.</summary>
    public bool LooksAway { get; set; }

    /// <summary>What a private broker starts with the next time cannot be written.</summary>
    public bool DiskIsFull { get; set; }

    /// <summary>How often it died.</summary>
    public int Deaths { get; private set; }

    /// <summary>At which word it dies; 0 for never. Odd numbers die before the broker has heard it, even ones after.</summary>
    public void Set(int at) => (calls, diesAt) = (0, at);

    public async Task<T> Pass<T>(Func<Task<T>> call)
    {
        Die();
        var done = await call();
        Die();
        return done;
    }

    private void Die()
    {
        if (IsMute || Interlocked.Increment(ref calls) == diesAt)
        {
            Deaths++;
            throw new NatsException("The process died here.");
        }
    }
}

internal sealed class FaultyBroker(IBroker inner, Faults faults) : IBroker
{
    public event Action? CameUp
    {
        add => inner.CameUp += value;
        remove => inner.CameUp -= value;
    }

    public IReadOnlyList<string> SensorUrls => inner.SensorUrls;

    public bool IsUp => inner.IsUp && !faults.LooksAway;

    public bool IsPrivate => inner.IsPrivate;

    public void LogInAgain() => inner.LogInAgain();

    public Task Push(IReadOnlyList<NatsUserCredential> system, IReadOnlyList<string> accountJwts, CancellationToken ct) => faults.Pass(async () =>
    {
        await inner.Push(system, accountJwts, ct);
        return true;
    });

    public Task<IReadOnlyList<NatsTrust>> Trust(IReadOnlyList<NatsUserCredential> system, CancellationToken ct) => inner.Trust(system, ct);

    public void Keep(BrokerPapers papers)
    {
        if (faults.DiskIsFull)
        {
            throw new IOException("No space left on device");
        }

        inner.Keep(papers);
    }

    public Task StartAgain(CancellationToken ct) => faults.Pass(async () =>
    {
        await inner.StartAgain(ct);
        return true;
    });
}
