using System.Security.Cryptography;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Modularity.Refusals;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Fleet;

public sealed class EnrollmentTests(TestServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_machine_becomes_a_device_of_the_tokens_group()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var view = await sensor.View();
        view.Text("hostname").ShouldBe("web-1");
        view.Text("groupId").ShouldBe(sensor.Group);
        view.Text("status").ShouldBe("NEVER_SEEN");
        view.Json["score"].ShouldBeNull();
        sensor.Enrolled.TenantId.ToString().ShouldBe(sensor.Tenant.Id);
        sensor.Enrolled.Messaging!.InboxPrefix.ShouldBe($"_INBOX.{sensor.Device}");
        (await sensor.Tenant.Audit("fleet.enroll_sensor")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_same_machine_with_the_same_key_is_the_same_device()
    {
        var tenant = await server.NewTenant();
        var group = await tenant.NewGroup();
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var token = await TestSensor.NewToken(tenant, group);
        var anyone = await server.Anonymous();
        var first = (await anyone.Post(SensorRoutes.Enroll, TestSensor.Request(key, token))).Expect(201);
        var again = (await anyone.Post(SensorRoutes.Enroll, TestSensor.Request(key, token))).Expect(201);
        again.Text("deviceId").ShouldBe(first.Text("deviceId"));
        var other = await TestSensor.NewToken(tenant, group);
        (await anyone.Post(SensorRoutes.Enroll, TestSensor.Request(key, other))).Expect(201).Text("deviceId").ShouldBe(first.Text("deviceId"));
        (await tenant.Admin.Get("/api/devices")).Json["items"]!.AsArray().Count.ShouldBe(1);
        (await tenant.Admin.Get("/api/enrollment-tokens")).Json["items"]!.AsArray().Select(t => (int)t!["uses"]!).ShouldBe([1, 1]);
    }

    [Fact]
    public async Task A_token_is_good_for_its_uses_even_when_many_come_at_once()
    {
        var tenant = await server.NewTenant();
        var token = await TestSensor.NewToken(tenant, await tenant.NewGroup(), maxUses: 3);
        var anyone = await server.Anonymous();
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(async n =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return (await anyone.Post(SensorRoutes.Enroll, TestSensor.Request(key, token, $"machine-{n}"))).Status;
        }));
        answers.Count(s => s == 201).ShouldBe(3);
        answers.Count(s => s == 401).ShouldBe(5);
    }

    [Fact]
    public async Task A_token_that_is_wrong_or_revoked_is_refused_in_the_same_words()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post("/api/enrollment-tokens", new { groupId = await tenant.NewGroup(), expiresInMinutes = 5, maxUses = 5 })).Expect(201);
        (await tenant.Admin.Delete($"/api/enrollment-tokens/{made.Id}")).Expect(204);
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var anyone = await server.Anonymous();
        foreach (var token in new[] { made.Text("token"), "hfe_00000000000000000000000000000000", "nonsense" })
        {
            (await anyone.Post(SensorRoutes.Enroll, TestSensor.Request(key, token))).Expect(401).Code.ShouldBe("enrollment.token_refused");
        }
    }

    [Fact]
    public async Task The_machine_must_hold_the_key_that_it_names()
    {
        var tenant = await server.NewTenant();
        var token = await TestSensor.NewToken(tenant, await tenant.NewGroup());
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var weak = ECDsa.Create(ECCurve.NamedCurves.nistP384);
        var anyone = await server.Anonymous();
        var good = TestSensor.Request(key, token);
        (await anyone.Post(SensorRoutes.Enroll, good with { Proof = EnrollmentProof.Write(other, token) })).Expect(400).Code.ShouldBe("enrollment.bad_proof");
        (await anyone.Post(SensorRoutes.Enroll, good with { PublicKey = Convert.ToBase64String(weak.ExportSubjectPublicKeyInfo()) })).Expect(400).Code.ShouldBe("enrollment.bad_public_key");
        (await anyone.Post(SensorRoutes.Enroll, good with { Hostname = "" })).Expect(400).Code.ShouldBe("enrollment.bad_machine");
        (await anyone.Post(SensorRoutes.Enroll, good)).Expect(201);
    }

    [Fact]
    public async Task Tokens_are_checked_before_they_are_made()
    {
        var tenant = await server.NewTenant();
        var group = await tenant.NewGroup();
        var foreign = await (await server.NewTenant()).NewGroup();
        async Task Refused(object body, string code) => (await tenant.Admin.Post("/api/enrollment-tokens", body)).Expect(400).Code.ShouldBe(code);
        await Refused(new { groupId = foreign, expiresInMinutes = 5, maxUses = 1 }, "device.unknown_group");
        await Refused(new { groupId = group, expiresInMinutes = 43_201, maxUses = 1 }, "enrollment_token.bad_lifetime");
        await Refused(new { groupId = group, expiresInMinutes = 5, maxUses = 1001 }, "enrollment_token.bad_uses");
        (await (await tenant.NewUser("USER")).Post("/api/enrollment-tokens", new { groupId = group, expiresInMinutes = 5, maxUses = 1 })).Expect(403);
    }

    [Fact]
    public async Task An_assertion_is_good_once()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var client = await sensor.Http();
        (await client.Post(SensorRoutes.Credentials)).Expect(200).Json["messaging"]!["jwt"].ShouldNotBeNull();
        (await client.Post(SensorRoutes.Credentials)).Expect(401).Code.ShouldBe("sensor.assertion_replayed");
        var told = (await sensor.Tenant.Audit("fleet.authenticate")).ShouldHaveSingleItem()!;
        ((string?)told["error"], (string?)told["outcome"], (string?)told["resource"]!["id"]).ShouldBe(("sensor.assertion_replayed", "DENIED", sensor.Device));
    }

    [Fact]
    public async Task What_is_refused_of_no_tenant_is_in_the_platforms_own_log_and_of_a_tenants_token_in_the_tenants()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var stranger = await TestSensor.Enroll(server);
        var address = await server.Address();
        ApiClient From(string from, string? token) => new(address, token, global::System.Net.IPAddress.Parse(from));
        var forged = SensorAssertion.Write(stranger.Key, sensor.Enrolled.TenantId, sensor.Enrolled.DeviceId, TimeProvider.System.GetUtcNow());
        (await From("127.3.1.7", forged).Post(SensorRoutes.Credentials)).Expect(401);
        (await From("127.3.2.7", null).Post(SensorRoutes.Enroll, TestSensor.Request(sensor.Key, "hfe_" + new string('0', 43)))).Status.ShouldBeInRange(400, 403);
        var log = (await server.Services()).GetRequiredService<RefusalLog>();
        foreach (var (network, kind) in new[] { ("127.3.1.0/24", "sensor.assertion_refused"), ("127.3.2.0/24", "enrollment.token_refused") })
        {
            var row = await Eventually.Get($"a row of {network}", async () => (await log.Read(DateTimeOffset.UnixEpoch, 10_000, CancellationToken.None)).SingleOrDefault(r => r.Network == network));
            (row.Kind, row.Count).ShouldBe((kind, 1));
        }

        (await sensor.Tenant.Admin.Get("/api/audit?action=fleet.authenticate")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();

        var token = await TestSensor.NewToken(sensor.Tenant, sensor.Group);
        (await From("127.3.3.7", null).Post(SensorRoutes.Enroll, TestSensor.Request(sensor.Key, token, "machine-a"))).Expect(201);
        (await From("127.3.3.7", null).Post(SensorRoutes.Enroll, TestSensor.Request(stranger.Key, token, "machine-b"))).Status.ShouldBeInRange(400, 409);
        (await sensor.Tenant.Audit("fleet.enroll_sensor", 3)).ShouldContain(e => (string?)e!["outcome"] == "DENIED");
    }

    [Fact]
    public async Task An_assertion_of_another_key_tenant_or_time_is_refused()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var stranger = await TestSensor.Enroll(server);
        var address = await server.Address();
        string[] bad =
        [
            SensorAssertion.Write(stranger.Key, sensor.Enrolled.TenantId, sensor.Enrolled.DeviceId, TimeProvider.System.GetUtcNow()),
            SensorAssertion.Write(sensor.Key, stranger.Enrolled.TenantId, sensor.Enrolled.DeviceId, TimeProvider.System.GetUtcNow()),
            SensorAssertion.Write(sensor.Key, sensor.Enrolled.TenantId, sensor.Enrolled.DeviceId, TimeProvider.System.GetUtcNow().AddMinutes(-10)),
            SensorAssertion.Write(sensor.Key, sensor.Enrolled.TenantId, Guid.CreateVersion7(), TimeProvider.System.GetUtcNow()),
            SensorAssertion.Write(sensor.Key, Guid.Empty, sensor.Enrolled.DeviceId, TimeProvider.System.GetUtcNow()),
        ];
        foreach (var assertion in bad)
        {
            (await new ApiClient(address, assertion).Post(SensorRoutes.Credentials)).Expect(401).Code.ShouldBe("sensor.assertion_refused");
        }
    }

    [Fact]
    public async Task A_sensor_is_no_user_and_a_user_no_sensor()
    {
        await using var sensor = await TestSensor.Enroll(server);
        (await (await sensor.Http()).Get("/api/devices")).Expect(403);
        (await sensor.Tenant.Admin.Post(SensorRoutes.Credentials)).Expect(403);
        (await (await server.Anonymous()).Post(SensorRoutes.Credentials)).Expect(401);
    }

    [Fact]
    public async Task A_removed_device_is_told_so_and_cut_off_from_the_broker()
    {
        await using var sensor = await TestSensor.Enroll(server);
        var nats = await sensor.Nats();
        (await (await sensor.Http()).Post(SensorRoutes.Credentials)).Expect(200);
        (await sensor.Tenant.Admin.Delete($"/api/devices/{sensor.Device}")).Expect(204);
        (await sensor.Post(sensor.Heartbeat())).Expect(410).Code.ShouldBe("sensor.removed");
        (await (await sensor.Http()).Post(SensorRoutes.Credentials)).Expect(410).Code.ShouldBe("sensor.removed");
        (await sensor.Tenant.Admin.Get($"/api/devices/{sensor.Device}")).Expect(404);
        await Eventually.Holds("the broker to refuse the removed device", () => Task.FromResult(nats.ConnectionState != NatsConnectionState.Open));
    }

    [Fact]
    public async Task A_device_may_speak_for_itself_only()
    {
        await using var sensor = await TestSensor.Enroll(server);
        await using var other = await TestSensor.Enroll(server);
        var nats = await sensor.Nats();
        var refused = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        nats.PermissionViolated += (_, e) => refused.TrySetResult(e.Violation.Subject);
        await nats.PublishAsync(other.Subject(DeviceMessage.Heartbeat), TestSensor.Json(sensor.Heartbeat()), cancellationToken: Stop);
        (await refused.Task.WaitAsync(TimeSpan.FromSeconds(60), Stop)).ShouldBe(other.Subject(DeviceMessage.Heartbeat));
    }
}
