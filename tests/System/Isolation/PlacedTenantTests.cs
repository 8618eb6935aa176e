using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Isolation;

/// <summary>The same wherever a tenant is placed: apart from the others in a schema, in a database of many, and in one of its own on another server.</summary>
public sealed class PlacedTenantTests(Places places)
{
    private readonly PlacedServer placed = places.Placed;

    public static TheoryData<string, string, bool> Everywhere => new() { { "SCHEMA", "main", false }, { "SCHEMA", "apart", true }, { "DATABASE", "alone", false } };

    [Theory]
    [MemberData(nameof(Everywhere))]
    public async Task A_foreign_id_and_a_random_id_get_the_same_bytes_and_change_nothing(string kind, string database, bool together)
    {
        var provider = await placed.Server.NewTenant("Provider");
        var (intruder, victim) = (await StockedTenant.New(placed.Server), await StockedTenant.New(placed.Server));
        await Place(provider, victim, kind, database);
        if (together)
        {
            await Place(provider, intruder, kind, database);
        }

        var (there, home) = (new TenantRows(await placed.Owner(database)), new TenantRows(await placed.Owner("main")));
        var (before, control) = (await there.Settled(victim.Tenant.Id), await home.Settled(victim.Tenant.Id));
        var features = await Features();
        foreach (var endpoint in features.Where(e => e.Method == "GET"))
        {
            var answer = await SampleRequest.To(endpoint, id => intruder.Ids[id]).Send(ForeignIds.CallerOf(endpoint, intruder));
            victim.Ids.ShouldAllBe(id => !answer.Body.Contains(id.Value), endpoint.ToString());
        }

        var (told, tried) = await ForeignIds.Tell(features, intruder, victim);
        told.ShouldBeEmpty();
        tried.ShouldBeGreaterThan(50);
        (await there.ChangedSince(before, victim.Tenant.Id)).ShouldBeEmpty();
        (await home.ChangedSince(control, victim.Tenant.Id)).ShouldBeEmpty();

        // And what it has is there, for itself: one of everything came with it.
        foreach (var (path, id) in new[] { ("devices", "DeviceId"), ("tickets", "TicketId"), ("findings", "FindingId"), ("action-runs", "ActionRunId"), ("audit", "AuditEntryId"), ("admin/webhooks", "WebhookId") })
        {
            (await victim.Tenant.Admin.Get($"/api/{path}/{victim.Ids[id]}")).Expect(200);
        }

        await PlacedServer.Move(provider, victim.Tenant.Id, "SHARED");
        (await victim.Tenant.Admin.Get($"/api/devices/{victim.Ids["DeviceId"]}")).Expect(200);
    }

    [Fact]
    public async Task Tenants_of_all_places_that_ask_at_once_over_the_same_connections_each_get_their_own()
    {
        var provider = await placed.Server.NewTenant("Provider");
        var tenants = new List<(TestTenant Tenant, string Organization)>();
        foreach (var (kind, database) in new[] { ("SHARED", null), ("SHARED", null), ("SCHEMA", "main"), ("SCHEMA", "main"), ("SCHEMA", "apart"), ("SCHEMA", (string?)"apart") })
        {
            var tenant = await placed.Server.NewTenantBelow(provider);
            var organization = await tenant.NewOrganization($"Of {tenant.Id}");
            if (kind != "SHARED")
            {
                await PlacedServer.Move(provider, tenant.Id, kind, database);
            }

            tenants.Add((tenant, organization));
        }

        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = TestContext.Current.CancellationToken }, async (i, _) =>
        {
            var (tenant, organization) = tenants[i % tenants.Count];
            if (i % 5 == 0)
            {
                await tenant.NewOrganization($"{i} of {tenant.Id}");
            }

            (await tenant.Admin.Get($"/api/organizations/{organization}")).Expect(200).Text("name").ShouldBe($"Of {tenant.Id}");
            var (other, foreign) = tenants[(i + 1) % tenants.Count];
            other.Id.ShouldNotBe(tenant.Id);
            (await tenant.Admin.Get($"/api/organizations/{foreign}")).Expect(404);
            (await tenant.Admin.Get("/api/organizations?limit=200")).Expect(200).Json["items"]!.AsArray().ShouldAllBe(o => ((string)o!["name"]!).EndsWith($"of {tenant.Id}", StringComparison.OrdinalIgnoreCase));
        });
    }

    [Fact]
    public async Task Every_table_of_a_tenants_own_place_has_forced_row_security_as_the_shared_ones_have()
    {
        var (provider, customer) = await placed.NewPair();
        await PlacedServer.Move(provider, customer.Id, "SCHEMA", "apart");
        var schema = PlacedServer.Schema(customer.Id);
        var own = (await Table.All(await placed.Owner("apart"))).Where(t => t.Schema == schema).ToList();
        var shared = (await Table.All(await placed.Owner("main"))).Where(t => t.Schema == "shared").ToList();
        own.Where(t => t.IsProtected).Select(t => t.Name).ShouldBe(shared.Where(t => t.IsProtected).Select(t => t.Name));
        // Days of telemetry, which are made while the program runs, stand below others.
        own.Where(t => !t.IsProtected && t.HasTenant).Select(t => t.Name).Except(shared.Select(s => s.Name)).Where(n => !char.IsDigit(n[^1])).ShouldBeEmpty();
    }

    private async Task<IReadOnlyList<ApiEndpoint>> Features() => [.. ApiEndpoint.Of(await placed.Server.Services()).Where(e => e.Operation is not null && e.Operation != "platform.live")];

    private async Task Place(TestTenant provider, StockedTenant tenant, string kind, string database)
    {
        await placed.Server.Sql(tenant.Tenant, "update control.tenant set parent_id = $1::uuid where tenant_id = $2::uuid", Guid.Parse(provider.Id), Guid.Parse(tenant.Tenant.Id));
        await PlacedServer.Move(provider, tenant.Tenant.Id, kind, database);
    }
}
