using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Tenancy;

/// <summary>Domains that tenants have proved to be theirs.</summary>
public sealed class DomainTests(NamedServer both) : IClassFixture<NamedServer>
{
    private readonly NameServer names = both.Names;
    private readonly TestServer server = both.Server;

    [Fact]
    public async Task A_domain_is_the_tenants_once_it_says_so_and_then_names_the_tenant()
    {
        var tenant = await server.NewTenant();
        var (name, other) = (Name(), await server.NewTenant());
        var added = (await tenant.Admin.Post("/api/domains", new { name = $" {name.ToUpperInvariant()}. " })).Expect(201);
        (added.Text("name"), added.Text("state"), added.Text("recordName")).ShouldBe((name, "PENDING", $"_holdfast.{name}"));
        (await tenant.Admin.Post("/api/domains", new { name })).Expect(409).Code.ShouldBe("domain.exists");
        (await tenant.Admin.Post($"/api/domains/{added.Id}/verify")).Expect(409).Code.ShouldBe("domain.not_proved");
        names.Texts[added.Text("recordName")] = ["v=spf1 -all", added.Text("recordText") + "x"];
        (await tenant.Admin.Post($"/api/domains/{added.Id}/verify")).Expect(409).Code.ShouldBe("domain.not_proved");
        names.IsBroken = true;
        var silent = (await tenant.Admin.Post($"/api/domains/{added.Id}/verify")).Expect(503);
        (silent.Code, silent.Headers["Retry-After"]).ShouldBe(("domain.no_answer", "30"));
        names.IsBroken = false;

        names.Texts[added.Text("recordName")] = ["v=spf1 -all", added.Text("recordText")];
        (await tenant.Admin.Post($"/api/domains/{added.Id}/verify")).Expect(200).Text("state").ShouldBe("VERIFIED");
        (await tenant.Audit("tenancy.verify_domain")).Select(e => (string?)e!["after"]?["state"]).ShouldContain("VERIFIED");

        // A request that comes in by that name acts in that tenant, or is answered as if there was nothing.
        (await At(name, tenant.Admin)).ShouldBe(200);
        (await At(name, other.Admin)).ShouldBe(404);
        (await At("www." + name, other.Admin)).ShouldBe(200);

        (await tenant.Admin.Delete($"/api/domains/{added.Id}")).Expect(204);
        (await At(name, other.Admin)).ShouldBe(200);
        (await tenant.Admin.Get("/api/domains")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_domain_is_one_tenants_at_a_time()
    {
        var (first, second) = (await server.NewTenant(), await server.NewTenant());
        var name = Name();
        var mine = (await first.Admin.Post("/api/domains", new { name })).Expect(201);
        var theirs = (await second.Admin.Post("/api/domains", new { name })).Expect(201);
        theirs.Text("recordText").ShouldNotBe(mine.Text("recordText"));
        names.Texts[mine.Text("recordName")] = [mine.Text("recordText"), theirs.Text("recordText")];
        (await first.Admin.Post($"/api/domains/{mine.Id}/verify")).Expect(200);
        (await second.Admin.Post($"/api/domains/{theirs.Id}/verify")).Expect(409).Code.ShouldBe("domain.taken");
        (await second.Admin.Post($"/api/domains/{mine.Id}/verify")).Expect(404).Code.ShouldBe("domain.not_found");
        (await second.Admin.Delete($"/api/domains/{mine.Id}")).Expect(404);
        (await first.Admin.Delete($"/api/domains/{mine.Id}")).Expect(204);
        (await second.Admin.Post($"/api/domains/{theirs.Id}/verify")).Expect(200);
        (await At(name, second.Admin)).ShouldBe(200);
        (await At(name, first.Admin)).ShouldBe(404);
    }

    [Fact]
    public async Task A_domain_that_does_not_say_so_for_a_week_is_the_tenants_no_longer_and_silence_counts_for_nothing()
    {
        var tenant = await server.NewTenant();
        var domain = (await tenant.Admin.Post("/api/domains", new { name = Name() })).Expect(201);
        names.Texts[domain.Text("recordName")] = [domain.Text("recordText")];
        (await tenant.Admin.Post($"/api/domains/{domain.Id}/verify")).Expect(200);
        names.IsBroken = true;
        (await Recheck(tenant, domain.Id, "9 days")).Json["missingSince"].ShouldBeNull();

        names.IsBroken = false;
        names.Texts.Clear();
        var missing = await Recheck(tenant, domain.Id, "2 days");
        (missing.Text("state"), missing.Json["missingSince"] is not null).ShouldBe(("VERIFIED", true));
        names.Texts[domain.Text("recordName")] = [domain.Text("recordText")];
        (await Recheck(tenant, domain.Id, "2 days")).Json["missingSince"].ShouldBeNull();

        names.Texts.Clear();
        await Recheck(tenant, domain.Id, "2 days");
        await server.Sql(tenant, "update control.tenant_domain set missing_since = now() - interval '8 days' where tenant_id = $1", Guid.Parse(tenant.Id));
        (await Recheck(tenant, domain.Id, "2 days")).Text("state").ShouldBe("LAPSED");
        var events = await server.Sql(tenant, "select name from shared.event where tenant_id = $1 and name like 'domain.%' order by seq", Guid.Parse(tenant.Id));
        events.ShouldBe(["domain.verified", "domain.lapsed"]);
        names.Texts[domain.Text("recordName")] = [domain.Text("recordText")];
        (await tenant.Admin.Post($"/api/domains/{domain.Id}/verify")).Expect(200).Text("state").ShouldBe("VERIFIED");
    }

    [Fact]
    public async Task What_is_no_domain_is_refused_and_only_who_may_adds_one()
    {
        var tenant = await server.NewTenant();
        foreach (var name in new[] { "", "localhost", "127.0.0.1", "https://example.com", "a..b", "-a.com", "exa mple.com", "example.com/path", new string('a', 64) + ".com", "::1", "1.2.3", "*.example.com" })
        {
            (await tenant.Admin.Post("/api/domains", new { name })).Expect(400).Code.ShouldBe("domain.bad_name", name);
        }

        (await tenant.Admin.Post("/api/domains", new { name = "bücher.example" })).Expect(201).Text("name").ShouldBe("xn--bcher-kva.example");
        (await (await tenant.NewUser("MANAGER")).Post("/api/domains", new { name = Name() })).Expect(403);
        (await (await tenant.NewUser("AUDITOR")).Get("/api/domains")).Expect(200);
    }

    private async Task<ApiAnswer> Recheck(TestTenant tenant, string id, string later)
    {
        await server.Sql(tenant, "update control.tenant_domain set checked_at = checked_at - $2::interval where tenant_id = $1", Guid.Parse(tenant.Id), later);
        await server.Work("tenancy.recheck_domains");
        return (await tenant.Admin.Get($"/api/domains/{id}")).Expect(200);
    }

    private static async Task<int> At(string host, ApiClient who) => (await who.Send(HttpMethod.Get, "/api/organizations", null, ("Host", host))).Status;

    private static string Name() => $"d{Guid.CreateVersion7():N}.example";
}
