using Holdfast.Modules.Fleet.Broker;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.Credentials;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Fleet.Broker;

/// <summary>Log-ins to the broker: by which key they are signed, and which are refused.</summary>
public sealed class LogInTests(TestServer server)
{
    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sensors_log_in_is_signed_by_a_signing_key_and_names_its_account()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var read = NatsJwt.Read(sensor.Enrolled.Messaging!.Jwt);
        var ring = (await server.Services()).GetRequiredService<BrokerKeys>().Ring;
        read.Issuer.ShouldBe(ring.Current(BrokerKeyKind.AccountSigning).PublicKey);
        read.IssuerAccount.ShouldBe(ring.Current(BrokerKeyKind.Account).PublicKey);
        read.Issuer.ShouldNotBe(read.IssuerAccount);
        (await sensor.Nats()).ConnectionState.ShouldBe(NatsConnectionState.Open);
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("identity")]
    [InlineData("identity_by_name")]
    [InlineData("expired")]
    [InlineData("another_account")]
    public async Task A_log_in_that_no_signing_key_of_the_account_vouches_for_now_is_refused(string how)
    {
        await using var sensor = await TestSensor.Enroll(server);
        var ring = (await server.Services()).GetRequiredService<BrokerKeys>().Ring;
        var now = TimeProvider.System.GetUtcNow();
        var user = DevicePermissions.User(NKey.Create(NKeyKind.User).PublicKey, sensor.Tenant.Id, sensor.Device, SensorLimits.MaxMessageBytes, how == "expired" ? now.AddSeconds(-5) : now.AddHours(1));
        var (account, signing) = (ring.Current(BrokerKeyKind.Account), ring.Current(BrokerKeyKind.AccountSigning));
        var jwt = how switch
        {
            "unknown" => NatsJwt.ForUser(NKey.Create(NKeyKind.Account), user with { Account = account.PublicKey }, now),
            // Signing keys are required: an account's own key vouches for nobody.
            "identity" => NatsJwt.ForUser(account.Key, user, now),
            "identity_by_name" => NatsJwt.ForUser(account.Key, user with { Account = account.PublicKey }, now),
            "expired" => NatsJwt.ForUser(signing.Key, user with { Account = account.PublicKey }, now.AddHours(-1)),
            _ => NatsJwt.ForUser(signing.Key, user with { Account = ring.Current(BrokerKeyKind.System).PublicKey }, now),
        };
        await using var connection = new NatsConnection(new NatsOpts { Url = sensor.Enrolled.Messaging!.Urls[0], Auth = new NatsAuthOpts { User = new NatsUserCredential(jwt) } });
        await Should.ThrowAsync<NatsAuthorizationException>(async () => await connection.ConnectAsync(Stop));

        // The same by the right key is let in: it was refused for what it is said to be.
        var right = NatsJwt.ForUser(signing.Key, user with { Account = account.PublicKey, ExpiresAt = now.AddHours(1) }, now);
        await using var known = new NatsConnection(new NatsOpts { Url = sensor.Enrolled.Messaging!.Urls[0], InboxPrefix = DevicePermissions.InboxPrefix(sensor.Device), Auth = new NatsAuthOpts { User = new NatsUserCredential(right) } });
        await known.ConnectAsync(Stop);
    }

    [Fact]
    public async Task A_sensors_log_in_reaches_no_other_tenants_subjects()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var other = await TestSensor.Enroll(server);
        var nats = await sensor.Nats();
        var told = new TaskCompletionSource<NatsPermissionException>();
        nats.PermissionViolated += (_, e) => told.TrySetResult(e.Violation);
        await nats.PublishAsync(other.Subject(DeviceMessage.Heartbeat), TestSensor.Json(other.Heartbeat()), cancellationToken: Stop);
        (await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop)).Subject.ShouldBe(other.Subject(DeviceMessage.Heartbeat));
        (await other.View()).Text("status").ShouldBe("NEVER_SEEN");
    }

    [Fact]
    public async Task Identities_of_an_earlier_release_are_taken_over_from_their_file()
    {
        var (vouching, system, account) = (NKey.Create(NKeyKind.Operator), NKey.Create(NKeyKind.Account), NKey.Create(NKeyKind.Account));
        var file = Path.Combine(Directory.CreateTempSubdirectory("holdfast-test-").FullName, "nats-identity.json");
        await File.WriteAllTextAsync(file, $$"""{"Operator":"{{vouching.Seed}}","System":"{{system.Seed}}","Account":"{{account.Seed}}"}""", Stop);
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Server:NatsIdentityFile"] = file });
        await using var sensor = await TestSensor.Enroll(own);
        var ring = (await own.Services()).GetRequiredService<BrokerKeys>().Ring;
        (ring.Current(BrokerKeyKind.Operator).PublicKey, ring.Current(BrokerKeyKind.System).PublicKey, ring.Current(BrokerKeyKind.Account).PublicKey)
            .ShouldBe((vouching.PublicKey, system.PublicKey, account.PublicKey));
        NatsJwt.Read(sensor.Enrolled.Messaging!.Jwt).ShouldSatisfyAllConditions(j => j.IssuerAccount.ShouldBe(account.PublicKey), j => j.Issuer.ShouldNotBe(account.PublicKey));
        (await sensor.Nats()).ConnectionState.ShouldBe(NatsConnectionState.Open);
        Directory.Delete(Path.GetDirectoryName(file)!, recursive: true);
    }

    [Fact]
    public async Task Private_halves_are_in_no_row_no_line_of_the_log_and_no_file_of_the_broker()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await sensor.Publish(sensor.Heartbeat());
        var services = await server.Services();
        var seeds = services.GetRequiredService<BrokerKeys>().Ring.Keys.Select(k => k.Key.Seed).ToList();
        seeds.Count.ShouldBeGreaterThan(6);
        var rows = string.Join('\n', await server.Sql(sensor.Tenant, "select encode(sealed_seed, 'escape') || public_key || state from control.broker_key"));
        var log = string.Join('\n', server.Log);
        var folder = services.GetRequiredService<Microsoft.Extensions.Configuration.IConfiguration>()["Holdfast:Server:DataDirectory"]!;
        var files = string.Join('\n', Directory.EnumerateFiles(Path.Combine(folder, "nats"), "*.*", SearchOption.TopDirectoryOnly).Where(f => Path.GetFileName(f) != "lock").Select(f =>
        {
            using var reader = new StreamReader(new FileStream(f, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
            return reader.ReadToEnd();
        }));
        files.ShouldContain("operator:");
        rows.ShouldContain("CURRENT");
        foreach (var seed in seeds)
        {
            rows.ShouldNotContain(seed);
            log.ShouldNotContain(seed);
            files.ShouldNotContain(seed);
        }
    }
}
