using Holdfast.Platform.Messaging.Credentials;
using Holdfast.Platform.Messaging.JetStream;

namespace Holdfast.Tests.Platform.Messaging;

/// <summary>The broker in operator mode with a full resolver, as Holdfast runs it.</summary>
public sealed class OperatorModeTests : IAsyncLifetime
{
    private const string Tenant = "0190a000-0000-7000-8000-000000000001";
    private const string Device = "0190a000-0000-7000-8000-00000000000d";
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;
    private static readonly TimeProvider Time = TimeProvider.System;
    private readonly NKey operatorKey = NKey.Create(NKeyKind.Operator);
    private readonly NKey systemKey = NKey.Create(NKeyKind.Account);
    private readonly NKey accountKey = NKey.Create(NKeyKind.Account);
    private readonly NKey deviceKey = NKey.Create(NKeyKind.User);
    private NatsAccount account = null!;
    private NatsServer server = null!;

    public async ValueTask InitializeAsync()
    {
        account = new NatsAccount(accountKey.PublicKey, "holdfast") { JetStream = new NatsJetStreamLimits() };
        // As in life the configuration is older than what is pushed; JWTs know seconds only.
        var now = Time.GetUtcNow().AddMinutes(-1);
        server = await NatsServer.StartAsync((port, directory) => new NatsServerConfig
        {
            OperatorJwt = NatsJwt.ForOperator(operatorKey, new NatsOperator(systemKey.PublicKey, "holdfast"), now),
            SystemAccount = systemKey.PublicKey,
            Accounts = new Dictionary<string, string>
            {
                [systemKey.PublicKey] = NatsJwt.ForAccount(operatorKey, new NatsAccount(systemKey.PublicKey, "SYS"), now),
                [accountKey.PublicKey] = NatsJwt.ForAccount(operatorKey, account, now),
            },
            ResolverDirectory = Path.Combine(directory, "accounts"),
            StoreDirectory = Path.Combine(directory, "js"),
            Port = port,
        }.ToText());
        await using var nats = Server();
        await new NatsJSContext(nats).CreateStreamAsync(new StreamConfig("TELEMETRY", ["tenant.*.device.*.*"]), Ct);
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_device_publishes_under_its_own_subjects_and_is_acknowledged()
    {
        await using var nats = DeviceConnection();
        var ack = await new NatsJSContext(nats).PublishAsync($"tenant.{Tenant}.device.{Device}.heartbeat", "{}"u8.ToArray(), cancellationToken: Ct);
        ack.Stream.ShouldBe("TELEMETRY");
    }

    [Theory]
    [InlineData("tenant.0190a000-0000-7000-8000-000000000002.device.0190a000-0000-7000-8000-00000000000d.heartbeat")]
    [InlineData("tenant.0190a000-0000-7000-8000-000000000001.device.0190a000-0000-7000-8000-00000000000e.heartbeat")]
    [InlineData("tenant.0190a000-0000-7000-8000-000000000001.device.0190a000-0000-7000-8000-00000000000d.command")]
    [InlineData("$JS.API.STREAM.DELETE.TELEMETRY")]
    public async Task A_device_that_publishes_elsewhere_is_refused_and_stays_connected(string subject)
    {
        await using var nats = DeviceConnection();
        var told = new TaskCompletionSource<NatsPermissionException>();
        nats.PermissionViolated += (_, e) => told.TrySetResult(e.Violation);
        var refusal = await Should.ThrowAsync<NatsPermissionException>(async () => await new NatsJSContext(nats).PublishAsync(subject, default, cancellationToken: Ct));
        (refusal.Subject, refusal.IsPublish).ShouldBe((subject, true));
        (await told.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct)).Subject.ShouldBe(subject);
        await nats.PingAsync(Ct);
    }

    [Theory]
    [InlineData("tenant.0190a000-0000-7000-8000-000000000002.device.0190a000-0000-7000-8000-00000000000d.command")]
    [InlineData("tenant.>")]
    [InlineData("_INBOX.>")]
    [InlineData(">")]
    public async Task A_device_that_listens_elsewhere_is_refused(string subject)
    {
        await using var nats = DeviceConnection();
        await using var sub = await nats.SubscribeCoreAsync(subject, cancellationToken: Ct);
        var refusal = await Should.ThrowAsync<NatsPermissionException>(async () => await sub.ReadAllAsync(Ct).FirstAsync(Ct));
        (refusal.Subject, refusal.IsPublish).ShouldBe((subject, false));
    }

    [Fact]
    public async Task The_broker_takes_from_a_device_no_more_than_its_login_says()
    {
        await using var nats = DeviceConnection();
        await nats.ConnectAsync(Ct);
        await nats.PublishAsync($"tenant.{Tenant}.device.{Device}.metrics", new byte[MaxPayload - 1024], cancellationToken: Ct);
        // The broker says so to this connection only: the server's own may send more.
        await Should.ThrowAsync<NatsPayloadTooLargeException>(async () => await nats.PublishAsync($"tenant.{Tenant}.device.{Device}.metrics", new byte[MaxPayload + 1], cancellationToken: Ct));
        await using var platform = Server();
        await platform.PublishAsync("elsewhere", new byte[MaxPayload + 1], cancellationToken: Ct);
    }

    [Fact]
    public async Task A_device_that_fills_its_subject_is_refused_and_loses_nothing_that_was_taken()
    {
        await using var platform = Server();
        var streams = new NatsJSContext(platform);
        await streams.CreateOrUpdateStreamAsync(
            new StreamConfig("TELEMETRY", ["tenant.*.device.*.*"]) { MaxMsgsPerSubject = 3, Discard = StreamConfigDiscard.New, DiscardNewPerSubject = true, MaxMsgSize = MaxPayload },
            Ct);
        await using var device = DeviceConnection();
        var own = new NatsJSContext(device);
        for (var i = 0; i < 3; i++)
        {
            await own.PublishAsync($"tenant.{Tenant}.device.{Device}.metrics", "x"u8.ToArray(), cancellationToken: Ct);
        }

        await Should.ThrowAsync<NatsException>(async () => await own.PublishAsync($"tenant.{Tenant}.device.{Device}.metrics", "x"u8.ToArray(), cancellationToken: Ct));
        // Another device has its own room.
        await streams.PublishAsync($"tenant.{Tenant}.device.0190a000-0000-7000-8000-00000000000e.metrics", "x"u8.ToArray(), cancellationToken: Ct);
    }

    [Fact]
    public async Task A_device_hears_its_own_commands()
    {
        await using var nats = DeviceConnection();
        await using var sub = await nats.SubscribeCoreAsync($"tenant.{Tenant}.device.{Device}.command", cancellationToken: Ct);
        await nats.PingAsync(Ct);
        await using var platform = Server();
        await platform.PublishAsync($"tenant.{Tenant}.device.{Device}.command", "go"u8.ToArray(), cancellationToken: Ct);
        (await sub.ReadAsync(Ct)).Data.Length.ShouldBe(2);
    }

    [Fact]
    public async Task An_expired_and_a_forged_login_are_refused_as_such_without_a_second_try()
    {
        await using var expired = DeviceConnection(DeviceJwt(Time.GetUtcNow().AddSeconds(-5)));
        await Should.ThrowAsync<NatsAuthorizationException>(async () => await expired.ConnectAsync(Ct));

        var stranger = NKey.Create(NKeyKind.Account);
        var forged = NatsJwt.ForUser(stranger, DevicePermissions.User(deviceKey.PublicKey, Tenant, Device, MaxPayload, Time.GetUtcNow().AddHours(1)), Time.GetUtcNow());
        await using var intruder = DeviceConnection(forged);
        await Should.ThrowAsync<NatsAuthorizationException>(async () => await intruder.ConnectAsync(Ct));

        // The right JWT of a user that must sign, signed by another's key.
        var signing = NatsJwt.ForUser(accountKey, new NatsUser(deviceKey.PublicKey, "signs"), Time.GetUtcNow());
        await using var thief = new NatsConnection(new NatsOpts { Url = server.Url, Auth = new() { User = new(signing, NKey.Create(NKeyKind.User).Seed) } });
        await Should.ThrowAsync<NatsAuthorizationException>(async () => await thief.ConnectAsync(Ct));
    }

    [Fact]
    public async Task A_login_that_ends_is_renewed_through_the_provider()
    {
        var asked = 0;
        await using var nats = new NatsConnection(new NatsOpts
        {
            Url = server.Url,
            InboxPrefix = DevicePermissions.InboxPrefix(Device),
            Auth = new() { UserProvider = _ => ValueTask.FromResult(new NatsUserCredential(DeviceJwt(Time.GetUtcNow().AddSeconds(++asked == 1 ? 2 : 3600)))) },
        });
        var reason = new TaskCompletionSource<NatsException?>();
        nats.ConnectionDisconnected += (_, e) => reason.TrySetResult(e.Reason);
        await nats.ConnectAsync(Ct);
        (await reason.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct)).ShouldBeOfType<NatsAuthorizationException>();
        await new NatsJSContext(nats).PublishAsync($"tenant.{Tenant}.device.{Device}.metrics", "{}"u8.ToArray(), cancellationToken: Ct);
        asked.ShouldBe(2);
    }

    [Fact]
    public async Task A_revoked_device_is_cut_off_at_run_time_stays_out_over_a_restart_and_does_not_hammer()
    {
        var jwt = DeviceJwt(Time.GetUtcNow().AddHours(1));
        await using var nats = DeviceConnection(jwt);
        var refusals = 0;
        nats.ReconnectFailed += (_, _) => Interlocked.Increment(ref refusals);
        await nats.ConnectAsync(Ct);

        await using (var system = new NatsConnection(new NatsOpts { Url = server.Url, Auth = new() { User = Signing(systemKey) } }))
        {
            var now = Time.GetUtcNow();
            await NatsAccountClaims.PushAsync(system, NatsJwt.ForAccount(operatorKey, account.Revoke(deviceKey.PublicKey, now), now), Ct);
            await Should.ThrowAsync<NatsException>(async () => await NatsAccountClaims.PushAsync(system, "not.a.jwt", Ct));
        }

        await Until.TrueAsync("the device is refused", () => Volatile.Read(ref refusals) == 1);
        await server.KillAsync();
        await server.StartAgainAsync();
        await using var again = DeviceConnection(jwt);
        await Should.ThrowAsync<NatsAuthorizationException>(async () => await again.ConnectAsync(Ct));
        Volatile.Read(ref refusals).ShouldBe(1);
    }

    [Fact]
    public void Jwts_and_keys_are_read_back_and_a_changed_one_is_not()
    {
        var until = DateTimeOffset.FromUnixTimeSeconds(Time.GetUtcNow().AddHours(1).ToUnixTimeSeconds());
        var jwt = DeviceJwt(until);
        NatsJwt.Read(jwt).ShouldSatisfyAllConditions(
            c => c.Type.ShouldBe("user"), c => c.Subject.ShouldBe(deviceKey.PublicKey), c => c.Issuer.ShouldBe(accountKey.PublicKey),
            c => c.ExpiresAt.ShouldBe(until), c => c.BearerToken.ShouldBeTrue());
        var changed = jwt.Split('.');
        changed[1] = changed[1][..20] + (changed[1][20] == 'A' ? 'B' : 'A') + changed[1][21..];
        Should.Throw<FormatException>(() => NatsJwt.Read(string.Join('.', changed)));
        NKey.FromSeed(deviceKey.Seed).PublicKey.ShouldBe(deviceKey.PublicKey);
        (operatorKey.PublicKey[0], accountKey.PublicKey[0], deviceKey.PublicKey[0], deviceKey.Seed[..2]).ShouldBe(('O', 'A', 'U', "SU"));
        Should.Throw<FormatException>(() => NKey.FromSeed(deviceKey.Seed[..^1] + (deviceKey.Seed[^1] == 'A' ? 'Q' : 'A')));
    }

    [Theory]
    [InlineData("*")]
    [InlineData(">")]
    [InlineData("a.b")]
    [InlineData("")]
    [InlineData("a b")]
    public void An_id_that_would_widen_a_devices_rights_is_refused(string id)
    {
        Should.Throw<ArgumentException>(() => DevicePermissions.For(id, Device));
        Should.Throw<ArgumentException>(() => DevicePermissions.For(Tenant, id));
    }

    private NatsConnection DeviceConnection(string? jwt = null) => new(new NatsOpts
    {
        Url = server.Url,
        InboxPrefix = DevicePermissions.InboxPrefix(Device),
        Auth = new() { User = new(jwt ?? DeviceJwt(Time.GetUtcNow().AddHours(1))) },
    });

    private const int MaxPayload = 64 * 1024;

    private string DeviceJwt(DateTimeOffset until) => NatsJwt.ForUser(accountKey, DevicePermissions.User(deviceKey.PublicKey, Tenant, Device, MaxPayload, until), Time.GetUtcNow());

    private NatsConnection Server() => new(new NatsOpts { Url = server.Url, Auth = new() { User = Signing(accountKey) } });

    private static NatsUserCredential Signing(NKey account)
    {
        var user = NKey.Create(NKeyKind.User);
        return new(NatsJwt.ForUser(account, new NatsUser(user.PublicKey, "platform"), Time.GetUtcNow()), user.Seed);
    }
}
