using System.Diagnostics;
using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Platform.Messaging;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.Configuration;

namespace Holdfast.Tests.Modules.Fleet.Broker;

/// <summary>Whoever is to be refused is cut off by the broker within a second of the commit, and stays out.</summary>
public sealed class CutOffTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task A_removed_device_is_cut_off_within_a_second_and_another_stays()
    {
        await using var own = OwnBroker.Start();
        var tenant = await own.Server.NewTenant();
        await using var stays = await TestSensor.Enroll(own.Server, tenant);
        var kept = await stays.Nats();
        var drops = 0;
        kept.ConnectionDisconnected += (_, _) => Interlocked.Increment(ref drops);
        List<TimeSpan> took = [];
        for (var i = 0; i < 5; i++)
        {
            await using var sensor = await TestSensor.Enroll(own.Server, tenant, stays.Group);
            took.Add(await CutOff(await sensor.Nats(), async () => (await tenant.Admin.Delete($"/api/devices/{sensor.Device}")).Expect(204)));
            (await own.LetsIn(sensor.Enrolled.Messaging!.Jwt, sensor.Device)).ShouldBeFalse();
        }

        TestContext.Current.TestOutputHelper!.WriteLine($"cut off after {string.Join(", ", took.Select(t => $"{t.TotalMilliseconds:0} ms"))}");
        took.ShouldAllBe(t => t < Bound);
        drops.ShouldBe(0);
        kept.ConnectionState.ShouldBe(NatsConnectionState.Open);
    }

    [Fact]
    public async Task A_suspended_tenants_devices_are_cut_off_within_a_second_and_come_back_when_it_is_resumed()
    {
        await using var own = OwnBroker.Start();
        var provider = await own.Server.NewTenant("Provider");
        var customer = await own.Server.NewTenantBelow(provider);
        await using var sensor = await TestSensor.Enroll(own.Server, customer);
        await using var others = await TestSensor.Enroll(own.Server, provider);
        var jwt = sensor.Enrolled.Messaging!.Jwt;

        var took = await CutOff(await sensor.Nats(), async () => (await provider.Admin.Post($"/api/tenants/{customer.Id}/suspend", new { reason = "Unpaid" })).Expect(200));
        TestContext.Current.TestOutputHelper!.WriteLine($"cut off after {took.TotalMilliseconds:0} ms");
        took.ShouldBeLessThan(Bound);
        (await own.LetsIn(jwt, sensor.Device)).ShouldBeFalse();
        (await own.LetsIn(others.Enrolled.Messaging!.Jwt, others.Device)).ShouldBeTrue();

        (await provider.Admin.Post($"/api/tenants/{customer.Id}/resume")).Expect(200);
        await Eventually.Holds("its log-in to be let in again", () => own.LetsIn(jwt, sensor.Device));
    }

    [Fact]
    public async Task A_closed_tenant_whose_database_is_away_keeps_nobody_elses_devices_in_and_its_own_out()
    {
        await using var own = OwnBroker.Start();
        var provider = await own.Server.NewTenant("Provider");
        var customer = await own.Server.NewTenantBelow(provider);
        await using var closed = await TestSensor.Enroll(own.Server, customer);
        await using var removed = await TestSensor.Enroll(own.Server, provider);
        await CutOff(await closed.Nats(), async () => (await provider.Admin.Post($"/api/tenants/{customer.Id}/suspend", new { reason = "Unpaid" })).Expect(200));
        await own.Server.Sql(
            customer, "insert into control.placement (tenant_id, kind, database, schema, since) values ($1, 'DATABASE', 'gone', 'tenant_gone', now())", Guid.Parse(customer.Id));
        await Eventually.Holds("the server to know", async () => own.Server.Log.Any(l => l.Contains("gone", StringComparison.Ordinal)) || await Ask(), TimeSpan.FromSeconds(30));

        var took = await CutOff(await removed.Nats(), async () => (await provider.Admin.Delete($"/api/devices/{removed.Device}")).Expect(204));
        took.ShouldBeLessThan(TimeSpan.FromSeconds(5));
        (await own.LetsIn(closed.Enrolled.Messaging!.Jwt, closed.Device)).ShouldBeFalse();

        async Task<bool> Ask()
        {
            await own.Server.Reconcile("fleet.revoke_log_ins");
            return false;
        }
    }

    [Fact]
    public async Task A_full_disk_ends_no_server_and_who_is_to_be_refused_is_when_there_is_room()
    {
        await using var own = OwnBroker.Start();
        var tenant = await own.Server.NewTenant();
        await using var sensor = await TestSensor.Enroll(own.Server, tenant);
        var nats = await sensor.Nats();
        own.Faults.DiskIsFull = true;
        var took = CutOff(nats, async () => (await tenant.Admin.Delete($"/api/devices/{sensor.Device}")).Expect(204));
        await Eventually.Holds("it to be noticed", () => Task.FromResult(own.Server.Log.Any(l => l.Contains("No space left on device", StringComparison.Ordinal))));
        (await tenant.Admin.Get("/api/auth/me")).Expect(200);
        own.Faults.DiskIsFull = false;
        await took;
        (await own.LetsIn(sensor.Enrolled.Messaging!.Jwt, sensor.Device)).ShouldBeFalse();
        (await tenant.Admin.Get("/api/auth/me")).Expect(200);
    }

    [Fact]
    public async Task A_log_in_is_refused_until_it_ends_by_itself_however_long_others_are_good_and_then_forgotten()
    {
        await using var own = OwnBroker.WithoutWorker(("Holdfast:Fleet:SensorLogInLifetime", "00:05:00"));
        var tenant = await own.Server.NewTenant();
        foreach (var (user, ends) in new[] { ("UHOLDS", "23 hours"), ("UENDED", "-1 second") })
        {
            await own.Server.Sql(
                tenant, "insert into control.sensor_revocation (tenant_id, nats_user, at, ends_at) values ($1, $2, now() - interval '1 hour', now() + $3::interval)", Guid.Parse(tenant.Id), user, ends);
        }

        var refused = (await (await own.Keys()).Papers(OwnBroker.Stop)).Accounts.Values.Select(jwt => global::System.Text.Encoding.UTF8.GetString(global::System.Buffers.Text.Base64Url.DecodeFromChars(jwt.Split('.')[1])));
        refused.ShouldContain(claims => claims.Contains("UHOLDS", StringComparison.Ordinal) && !claims.Contains("UENDED", StringComparison.Ordinal));
        await own.Server.Reconcile("fleet.revoke_log_ins");
        (await own.Server.Sql(tenant, "select nats_user from control.sensor_revocation where tenant_id = $1", Guid.Parse(tenant.Id))).ShouldBe(["UHOLDS"]);
    }

    [Fact]
    public async Task It_holds_when_the_process_that_was_asked_cannot_tell_the_broker_and_another_does()
    {
        await using var own = OwnBroker.Start(new Dictionary<string, string?> { ["Holdfast:Server:Roles"] = "Api, Ingest" });
        var provider = await own.Server.NewTenant("Provider");
        var customer = await own.Server.NewTenantBelow(provider);
        await using var removed = await TestSensor.Enroll(own.Server, provider);
        await using var closed = await TestSensor.Enroll(own.Server, customer);
        var (first, second) = (await removed.Nats(), await closed.Nats());
        await using var worker = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Server:Roles"] = "Worker",
            ["Holdfast:Server:DatabaseUrl"] = await own.Server.ApplicationConnection(),
            ["Holdfast:Server:NatsUrl"] = (await own.Part<IBroker>()).SensorUrls[0],
            ["Holdfast:Vault:KeyFile"] = (await own.Part<IConfiguration>())["Holdfast:Vault:KeyFile"],
        });
        await worker.Services();
        own.Faults.IsMute = true;

        var ofDevice = await CutOff(first, async () => (await provider.Admin.Delete($"/api/devices/{removed.Device}")).Expect(204));
        var ofTenant = await CutOff(second, async () => (await provider.Admin.Post($"/api/tenants/{customer.Id}/suspend", new { reason = "Unpaid" })).Expect(200));
        TestContext.Current.TestOutputHelper!.WriteLine($"cut off after {ofDevice.TotalMilliseconds:0} ms and {ofTenant.TotalMilliseconds:0} ms");
        ofDevice.ShouldBeLessThan(Bound);
        ofTenant.ShouldBeLessThan(Bound);
    }

    [Fact]
    public async Task A_broker_that_has_lost_its_memory_refuses_it_from_its_first_moment()
    {
        await using var own = OwnBroker.Start();
        var tenant = await own.Server.NewTenant();
        await using var removed = await TestSensor.Enroll(own.Server, tenant);
        await using var stays = await TestSensor.Enroll(own.Server, tenant, removed.Group);
        await CutOff(await removed.Nats(), async () => (await tenant.Admin.Delete($"/api/devices/{removed.Device}")).Expect(204));
        await Told(own);

        Directory.Delete(Path.Combine((await own.Part<IConfiguration>())["Holdfast:Server:DataDirectory"]!, "nats", "jetstream", "accounts"), recursive: true);
        var broker = await own.Part<IBroker>();
        await broker.StartAgain(OwnBroker.Stop);
        (await own.LetsIn(removed.Enrolled.Messaging!.Jwt, removed.Device)).ShouldBeFalse();
        (await own.LetsIn(stays.Enrolled.Messaging!.Jwt, stays.Device)).ShouldBeTrue();
        await Eventually.Holds("the server to be back", () => Task.FromResult(broker.IsUp));
        await stays.Publish(stays.Heartbeat());
        (await own.LetsIn(removed.Enrolled.Messaging!.Jwt, removed.Device)).ShouldBeFalse();
    }

    private static Task Told(OwnBroker own) => Eventually.Holds("the broker to be told", async () => (bool)(await own.Sql("select pushed >= wanted from control.broker_claims"))!);

    // From the moment at which the change has certainly committed: the answer has come.
    private static async Task<TimeSpan> CutOff(NatsConnection nats, Func<Task> change)
    {
        var cut = new TaskCompletionSource<long>(TaskCreationOptions.RunContinuationsAsynchronously);
        nats.ConnectionDisconnected += (_, _) => cut.TrySetResult(Stopwatch.GetTimestamp());
        await change();
        var answered = Stopwatch.GetTimestamp();
        var at = await cut.Task.WaitAsync(TimeSpan.FromSeconds(30), OwnBroker.Stop);
        return at < answered ? TimeSpan.Zero : Stopwatch.GetElapsedTime(answered, at);
    }
}
