using Holdfast.Platform.Modularity.Operations;
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
        (await database.ChangedSince(before, victim.Tenant.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_platforms_role_sees_that_a_tenant_is_there_and_nothing_that_it_has()
    {
        var (home, victim) = (await server.NewTenant(), await server.NewTenant());
        var platform = await server.Server.NewSuperAdmin(home.Tenant, "ADMIN");
        var things = victim.Ids.Where(id => id.Key != "TenantId").Select(id => id.Value).ToList();
        foreach (var endpoint in (await server.Features()).Where(e => e.Method == "GET" && e.Access!.Entry != Entry.Provisioner))
        {
            var answer = await SampleRequest.To(endpoint, kind => endpoint.Access!.IsForPlatform && kind == "TenantId" ? victim.Tenant.Id : home.Ids[kind]).Send(platform);
            things.ShouldAllBe(id => !answer.Body.Contains(id), endpoint.ToString());
        }

        foreach (var way in new[] { "/api/tickets", "/api/devices", "/api/audit", "/api/users" })
        {
            (await platform.Send(HttpMethod.Get, way, null, ("X-Tenant", victim.Tenant.Id))).Expect(404);
        }

        (await platform.Get($"/api/tenants/{victim.Tenant.Id}")).Expect(200);

        // Last, for the platform's log has what was asked for, and whatever is asked here may end the session.
        var ofTenants = (await server.Features()).Where(e => e.Access!.Entry != Entry.Provisioner && !e.Access.IsForPlatform && e.Route != "/api/auth/switch").ToList();
        var database = new TenantRows(await server.Server.OwnerConnection());
        var before = await database.Settled(victim.Tenant.Id);
        var (told, tried) = await ForeignIds.Tell([.. ofTenants.Where(e => e.Route is not "/api/auth/logout")], home, victim, platform);
        told.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(50);
        (await database.ChangedSince(before, victim.Tenant.Id)).ShouldBeEmpty();
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
