using System.Security.Cryptography;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Fleet;

/// <summary>Devices of a tenant that is closed: nothing of them comes in, by either way, until it is open again; and nothing is lost.</summary>
public sealed class SuspendedTenantTests(TestServer server)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_suspended_tenants_devices_are_refused_and_report_again_when_it_is_resumed()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        await using var sensor = await TestSensor.Enroll(server, customer);
        var token = await TestSensor.NewToken(customer, sensor.Group);
        var nats = await sensor.Nats();
        (await provider.Admin.Post($"/api/tenants/{customer.Id}/suspend", new { reason = "Unpaid" })).Expect(200);

        var document = sensor.Heartbeat();
        (await sensor.Post(document)).Expect(403).Code.ShouldBe("tenancy.suspended");
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        (await (await server.Anonymous()).Post(SensorRoutes.Enroll, TestSensor.Request(key, token, "another"))).Expect(403).Code.ShouldBe("tenancy.suspended");

        // The stream goes, the broker hangs up, and nothing was stored.
        await server.Work("fleet.keep_streams");
        await server.Work("platform.run_reconcilers");
        await Eventually.Holds("the broker to refuse the device", () => Task.FromResult(nats.ConnectionState != NatsConnectionState.Open));
        (await Stored(sensor)).ShouldBe("0");

        (await provider.Admin.Post($"/api/tenants/{customer.Id}/resume")).Expect(200);
        await server.Work("fleet.keep_streams");
        await server.Work("platform.run_reconcilers");
        (await sensor.View()).Text("status").ShouldBe("NEVER_SEEN");
        await Eventually.Holds("the device to be let in", async () =>
        {
            nats.Reconnect();
            using var soon = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            soon.CancelAfter(TimeSpan.FromSeconds(1));
            try
            {
                await nats.WaitForStateAsync(NatsConnectionState.Open, soon.Token);
                return true;
            }
            catch (OperationCanceledException) when (!Stop.IsCancellationRequested)
            {
                return false;
            }
        });
        await sensor.Publish(document);
        await Eventually.Holds("what it kept to be stored", async () => await Stored(sensor) == "1");
    }

    [Fact]
    public async Task Of_a_removed_tenant_nothing_is_left_neither_at_the_broker_nor_of_what_came_in()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Tenancy:DeletionGrace"] = "00:00:00" });
        var provider = await own.NewTenant("Provider");
        var customer = await own.NewTenantBelow(provider);
        await using var sensor = await TestSensor.Enroll(own, customer);
        await sensor.Publish(sensor.Metrics(("load.1m", null, 1)));
        await Eventually.Holds("a sample", async () => (await Samples(own, customer)) == "1");
        var streams = new NatsJSContext((await own.Services()).GetRequiredService<NatsConnection>());
        var stream = $"TELEMETRY-{Guid.Parse(customer.Id):N}";
        (await streams.ListStreamNamesAsync(Stop)).ShouldContain(stream);

        (await provider.Admin.Delete($"/api/tenants/{customer.Id}")).Expect(200);
        await Eventually.Holds("the tenant to be gone", async () =>
        {
            await own.Work("tenancy.remove_tenants");
            return (await provider.Admin.Get($"/api/tenants/{customer.Id}")).Status == 404;
        });
        (await streams.ListStreamNamesAsync(Stop)).ShouldNotContain(stream);
        (await Samples(own, customer)).ShouldBe("0");
        (await sensor.Post(sensor.Heartbeat())).Expect(401);
    }

    private static async Task<string> Samples(TestServer own, TestTenant tenant) => (await own.Sql(tenant, "select count(*) from metric_sample where tenant_id = $1", Guid.Parse(tenant.Id))).Single();

    private async Task<string> Stored(TestSensor sensor) => (await server.Sql(sensor.Tenant, "select count(*) from telemetry_message where device_id = $1", Guid.Parse(sensor.Device))).Single();
}
