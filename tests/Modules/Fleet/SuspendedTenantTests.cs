using System.Security.Cryptography;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Tests.Harness;

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

    private async Task<string> Stored(TestSensor sensor) => (await server.Sql(sensor.Tenant, "select count(*) from telemetry_message where device_id = $1", Guid.Parse(sensor.Device))).Single();
}
