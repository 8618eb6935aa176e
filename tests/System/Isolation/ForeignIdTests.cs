using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Isolation;

/// <summary>Another tenant's things do not exist: an id of one and an id of nothing get the same bytes, wherever in a request they stand.</summary>
public sealed class ForeignIdTests(EndpointServer server)
{
    [Fact]
    public async Task A_foreign_id_and_a_random_id_get_the_same_bytes_and_change_nothing()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        var database = new TenantRows(await server.Server.OwnerConnection());
        var before = await database.Settled(victim.Tenant.Id);
        var (told, tried) = await ForeignIds.Tell(await server.Features(), intruder, victim);
        told.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(50);
        (await database.Of(victim.Tenant.Id)).ShouldBe(before);
    }

    [Fact]
    public async Task A_tenant_that_is_named_and_not_the_callers_own_is_not_there()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        var slug = (string)victim.Tenant.Registered.Json["tenant"]!["slug"]!;
        foreach (var (foreign, random) in new[] { (victim.Tenant.Id, Guid.CreateVersion7().ToString()), (slug, slug + "-not") })
        {
            var admin = intruder.Tenant.Admin;
            ForeignIds.Plain(await admin.Send(HttpMethod.Get, "/api/users", null, ("X-Tenant", foreign)), foreign)
                .ShouldBe(ForeignIds.Plain(await admin.Send(HttpMethod.Get, "/api/users", null, ("X-Tenant", random)), random));
            ForeignIds.Plain(await admin.Get($"/t/{foreign}/api/users"), foreign).ShouldBe(ForeignIds.Plain(await admin.Get($"/t/{random}/api/users"), random));
            (await admin.Get($"/t/{foreign}/api/users")).Status.ShouldBe(404);
        }
    }

    [Fact]
    public async Task What_a_tenant_lists_is_its_own()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        foreach (var endpoint in (await server.Features()).Where(e => e.Method == "GET"))
        {
            var answer = await SampleRequest.To(endpoint, kind => intruder.Ids[kind]).Send(ForeignIds.CallerOf(endpoint, intruder));
            victim.Ids.ShouldAllBe(id => !answer.Body.Contains(id.Value), endpoint.ToString());
        }
    }

    [Fact]
    public async Task A_sensor_is_of_its_own_tenant_whatever_its_assertion_says()
    {
        var intruder = await server.NewTenant();
        var victim = await server.NewTenant();
        var claims = new ApiClient(intruder.Tenant.Admin.Address, intruder.SensorClaiming(victim.Tenant.Id, victim.Ids["DeviceId"]));
        (await claims.Post("/api/sensors/credentials")).Expect(401).Code.ShouldBe("sensor.assertion_refused");
        claims = new ApiClient(intruder.Tenant.Admin.Address, intruder.SensorClaiming(victim.Tenant.Id, intruder.Ids["DeviceId"]));
        (await claims.Post("/api/sensors/credentials")).Expect(401).Code.ShouldBe("sensor.assertion_refused");
    }
}
