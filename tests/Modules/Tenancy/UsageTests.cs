using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tenancy;

public sealed class UsageTests(TestServer server)
{
    [Fact]
    public async Task What_a_tenant_uses_is_written_down_with_the_plans_that_it_had()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        await customer.NewUser("USER");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/plan", new { plan = "STARTER" })).Expect(200);
        (await provider.Admin.Post($"/api/tenants/{customer.Id}/trial", new { plan = "PROFESSIONAL", days = 5 })).Expect(200);
        await Measure(customer);
        var user = (await customer.NewUserWithId("USER")).Id;
        await Measure(customer);
        (await customer.Admin.Delete($"/api/users/{user}")).Expect(204);
        await Measure(customer);

        var usage = (await provider.Admin.Get($"/api/tenants/{customer.Id}/usage")).Expect(200).Json;
        ((string?)usage["tenantId"], (string?)usage["name"], (string?)usage["period"], (bool)usage["isOver"]!).ShouldBe((customer.Id, "Customer", Month.Of(TimeProvider.System.GetUtcNow()).ToString(), false));
        var seats = Of(usage, "seats");
        ((long)seats["peak"]!, (long?)seats["last"], (long?)seats["total"]).ShouldBe((3, 2, null));
        ((long)Of(usage, "storage")["last"]!).ShouldBeGreaterThan(1000);
        usage["plans"]!.AsArray().Select(p => ((string?)p!["plan"], (bool)p["isTrial"]!, p["until"] is null)).ShouldBe([("ENTERPRISE", false, false), ("STARTER", false, true), ("PROFESSIONAL", true, true)]);
        usage["plans"]![0]!["until"]!.GetValue<string>().ShouldBe(usage["plans"]![1]!["from"]!.GetValue<string>());
        (await customer.Admin.Get($"/api/tenants/{customer.Id}/usage")).Expect(200);
    }

    [Fact]
    public async Task A_months_figures_are_those_of_its_days()
    {
        var tenant = await server.NewTenant();
        await server.Sql(
            tenant,
            """
            insert into control.tenant_usage_day (tenant_id, day, quota, used, peak) values
                ($1, '2026-01-31', 'devices', 90, 99), ($1, '2026-02-01', 'devices', 4, 9), ($1, '2026-02-28', 'devices', 6, 6), ($1, '2026-03-01', 'devices', 70, 70),
                ($1, '2026-02-01', 'api_calls', 100, 100), ($1, '2026-02-02', 'api_calls', 250, 250), ($1, '2026-03-01', 'api_calls', 1, 1)
            """,
            Guid.Parse(tenant.Id));
        await server.Sql(tenant, "update control.tenant_plan set since = '2026-02-10T00:00:00Z' where tenant_id = $1", Guid.Parse(tenant.Id));
        var usage = (await tenant.Admin.Get($"/api/tenants/{tenant.Id}/usage?period=2026-02")).Expect(200).Json;
        ((long)Of(usage, "devices")["peak"]!, (long)Of(usage, "devices")["last"]!, (bool)usage["isOver"]!).ShouldBe((9, 6, true));
        ((long)Of(usage, "api_calls")["peak"]!, (long)Of(usage, "api_calls")["total"]!, (string?)Of(usage, "api_calls")["period"]).ShouldBe((250, 350, "DAY"));
        ((string?)usage["plans"]![0]!["from"], (string?)usage["plans"]![0]!["until"]).ShouldBe(("2026-02-10T00:00:00Z", "2026-03-01T00:00:00Z"));
        (await tenant.Admin.Get($"/api/tenants/{tenant.Id}/usage?period=2025-12")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        foreach (var wrong in new[] { "2999-01", "2026-13", "2026", "november", "" })
        {
            (await tenant.Admin.Get($"/api/tenants/{tenant.Id}/usage?period={wrong}")).Expect(400).Code.ShouldBe("usage.bad_period");
        }
    }

    [Fact]
    public async Task A_provider_bills_all_of_its_own_and_nobody_sees_anothers()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        var branch = await server.NewTenantBelow(customer);
        var stranger = await server.NewTenant("Stranger");
        await Measure(branch);
        var first = (await provider.Admin.Get("/api/usage?limit=2")).Expect(200).Json;
        var rest = (await provider.Admin.Get($"/api/usage?limit=2&cursor={first["nextCursor"]}")).Expect(200).Json;
        first["items"]!.AsArray().Concat(rest["items"]!.AsArray()).Select(u => (string?)u!["tenantId"]).ShouldBe([branch.Id, customer.Id, provider.Id]);
        ((long)Of(first["items"]![0]!, "seats")["last"]!).ShouldBe(1);
        (await stranger.Admin.Get("/api/usage")).Expect(200).Json["items"]!.AsArray().Select(u => (string?)u!["tenantId"]).ShouldBe([stranger.Id]);
        (await stranger.Admin.Get($"/api/tenants/{customer.Id}/usage")).Expect(404).Code.ShouldBe("tenant.not_found");
        (await customer.Admin.Get($"/api/tenants/{provider.Id}/usage?format=csv")).Expect(404).Code.ShouldBe("tenant.not_found");
    }

    [Fact]
    public async Task As_csv_no_name_is_a_formula()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        (await customer.Admin.Put($"/api/tenants/{customer.Id}", new { name = "=HYPERLINK(\"http://example.test\",\"x\")" })).Expect(200);
        await Measure(customer);
        var csv = (await provider.Admin.Get($"/api/tenants/{customer.Id}/usage?format=csv")).Expect(200);
        csv.Headers["Content-Type"].ShouldStartWith("text/csv");
        var lines = csv.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        lines[0].ShouldBe("tenant_id,tenant_slug,tenant_name,period,kind,name,from,until,peak,total,last");
        lines.Length.ShouldBeGreaterThan(2);
        lines.Skip(1).ShouldAllBe(l => l.StartsWith(customer.Id) && l.Contains(",\"'=HYPERLINK(\"\"http://example.test\"\",\"\"x\"\")\","));
        lines.ShouldContain(l => l.Contains(",QUOTA,seats,,,1,,1"));
        lines.ShouldContain(l => l.Contains(",PLAN,ENTERPRISE,2"));

        var page = (await provider.Admin.Send(HttpMethod.Get, "/api/usage?limit=1", null, ("Accept", "text/csv"))).Expect(200);
        page.Body.ShouldContain(customer.Id);
        page.Headers["X-Next-Cursor"].ShouldBe(customer.Id);
        (await provider.Admin.Send(HttpMethod.Get, "/api/usage?format=json", null, ("Accept", "text/csv"))).Expect(200).Json["items"].ShouldNotBeNull();
        (await provider.Admin.Get("/api/usage?format=xml")).Expect(400);
    }

    [Fact]
    public async Task Days_that_are_too_old_are_forgotten()
    {
        var tenant = await server.NewTenant();
        await server.Sql(tenant, "insert into control.tenant_usage_day (tenant_id, day, quota, used, peak) values ($1, current_date - 800, 'seats', 1, 1), ($1, current_date - 700, 'seats', 1, 1)", Guid.Parse(tenant.Id));
        await Measure(tenant);
        (await server.Sql(tenant, "select (current_date - day)::text from control.tenant_usage_day where tenant_id = $1 and quota = 'seats' order by day", Guid.Parse(tenant.Id))).ShouldBe(["700", "0"]);
    }

    [Fact]
    public async Task What_is_stored_is_measured_and_where_there_is_no_room_no_device_is_enrolled()
    {
        var provider = await server.NewTenant("Provider");
        var customer = await server.NewTenantBelow(provider);
        await Measure(customer);
        var before = await Stored(customer);
        await server.Sql(customer, "insert into event (tenant_id, id, name, at, data) select $1, gen_random_uuid(), 'organization.created', now(), jsonb_build_object('text', md5(n::text)) from generate_series(1, 5000) n", Guid.Parse(customer.Id));
        await server.Sql(customer, "analyze event");
        await Measure(customer);
        // 5,000 rows of about 120 bytes: by the width of a thousand and the planner's count.
        (await Stored(customer) - before).ShouldBeInRange(250_000, 1_500_000);

        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", new { limits = new[] { new { quota = "storage", limit = 1000 } } })).Expect(200);
        var group = await customer.NewGroup();
        var token = (await customer.Admin.Post("/api/enrollment-tokens", new { groupId = group, expiresInMinutes = 60, maxUses = 10 })).Expect(201).Text("token");
        (await Enrol(customer, token)).Expect(429).Text("detail").ShouldContain("'storage' is 1000");
        (await provider.Admin.Put($"/api/tenants/{customer.Id}/quotas", new { limits = Array.Empty<object>() })).Expect(200);
        (await Enrol(customer, token)).Expect(201);
    }

    private static async Task<ApiAnswer> Enrol(TestTenant tenant, string token)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        return await new ApiClient(tenant.Admin.Address, null).Post("/api/sensors/enroll", new EnrollRequest(
            token, SensorPublicKey.Write(key), "host", $"machine-{Guid.CreateVersion7():N}", "Debian", "12", "x64", "1.0.0", EnrollmentProof.Write(key, token)));
    }

    private static async Task<long> Stored(TestTenant tenant) =>
        (long)(await tenant.Admin.Get($"/api/tenants/{tenant.Id}/quotas")).Expect(200).Json["items"]!.AsArray().Single(q => (string?)q!["quota"] == "storage")!["used"]!;

    private static JsonNode Of(JsonNode usage, string quota) => usage["items"]!.AsArray().Single(q => (string?)q!["quota"] == quota)!;

    private async Task Measure(TestTenant tenant)
    {
        await server.Sql(tenant, "update control.tenant_measure set due_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await server.Work("tenancy.measure_tenants");
    }
}
