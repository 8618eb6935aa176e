using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access;

/// <summary>People of a domain that is a tenant's may join it by themselves, where it lets them.</summary>
public sealed class DomainAccessTests(NamedServer both) : IClassFixture<NamedServer>
{
    private readonly NameServer names = both.Names;
    private readonly TestServer server = both.Server;

    [Fact]
    public async Task Who_has_an_address_there_joins_with_the_role_and_the_answer_tells_nothing()
    {
        var tenant = await server.NewTenant("Open House");
        var (domain, id) = await Verified(tenant);
        var email = $"ben@{domain.ToUpperInvariant()}";
        (await Ask(email)).Expect(204);
        (await Mails(tenant)).ShouldBeEmpty();
        (await tenant.Admin.Put($"/api/domains/{id}/access", new { joinRole = "MEMBER" })).Expect(200).Text("joinRole").ShouldBe("MEMBER");
        (await Ask("ben@" + "sub." + domain)).Expect(204);
        (await Ask(tenant.Email)).Expect(204);
        (await Mails(tenant)).ShouldBeEmpty();

        (await Ask(email)).Expect(204);
        var mail = (await Mails(tenant)).ShouldHaveSingleItem()!;
        (await Ask(email)).Expect(204);
        (await Mails(tenant)).Count.ShouldBe(1);
        var token = await tenant.TokenIn((string)mail["id"]!);
        (await (await server.Anonymous()).Post("/api/auth/invitations/accept", new { token, username = "ben", password = TestTenant.Password })).Expect(201).Text("role").ShouldBe("MEMBER");
        ((string?)(await tenant.Audit("access.ask_to_join"))[0]!["actor"]!["kind"]).ShouldBe("SYSTEM");
        (await Ask(email)).Expect(204);
        (await Mails(tenant)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_domain_that_lapses_or_is_removed_lets_nobody_in_any_more()
    {
        var tenant = await server.NewTenant();
        var (domain, id) = await Verified(tenant);
        (await tenant.Admin.Put($"/api/domains/{id}/access", new { joinRole = "USER" })).Expect(200);
        await server.Sql(tenant, "update control.tenant_domain set state = 'LAPSED', changed_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await Eventually.Holds("the domain to be nobody's", async () =>
        {
            (await Ask($"x{Guid.CreateVersion7():N}@{domain}")).Expect(204);
            var sent = (await Mails(tenant)).Count;
            (await Ask($"x{Guid.CreateVersion7():N}@{domain}")).Expect(204);
            return (await Mails(tenant)).Count == sent;
        });
        (await tenant.Admin.Delete($"/api/domains/{id}")).Expect(204);
        (await server.Sql(tenant, "select count(*) from control.domain_access where tenant_id = $1", Guid.Parse(tenant.Id))).ShouldBe(["0"]);
        (await tenant.Admin.Get($"/api/domains/{id}/access")).Expect(404).Code.ShouldBe("domain.not_found");
    }

    [Fact]
    public async Task Nobody_lets_people_join_with_more_than_they_have_and_a_role_in_use_stays()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var (_, id) = await Verified(tenant);
        var role = (await tenant.Admin.Post("/api/roles", new { name = "host", permissions = new[] { "members:write", "domains:read", "fleet:read" } })).Expect(201).Id;
        var host = await tenant.NewUser(role);
        (await host.Put($"/api/domains/{id}/access", new { joinRole = "ADMIN" })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await host.Put($"/api/domains/{id}/access", new { joinRole = "NONE" })).Expect(400).Code.ShouldBe("role.unknown");
        (await host.Put($"/api/domains/{id}/access", new { joinRole = role })).Expect(200);
        (await tenant.Admin.Put($"/api/domains/{id}/access", new { joinRole = role }, ("If-Match", "\"0\""))).Expect(412);
        (await other.Admin.Put($"/api/domains/{id}/access", new { joinRole = "USER" })).Expect(404);
        (await other.Admin.Get($"/api/domains/{id}/access")).Expect(404);

        var spare = (await tenant.Admin.Post("/api/roles", new { name = "spare", permissions = new[] { "fleet:read" } })).Expect(201).Id;
        (await tenant.Admin.Put($"/api/domains/{id}/access", new { joinRole = spare })).Expect(200);
        (await tenant.Admin.Delete($"/api/roles/{spare}")).Expect(409).Body.ShouldContain("people of a domain");
        // Who may write roles and has little makes no door wider that stands open.
        var writer = (await tenant.Admin.Post("/api/roles", new { name = "writer", permissions = new[] { "roles:write", "fleet:read" } })).Expect(201).Id;
        (await (await tenant.NewUser(writer)).Put($"/api/roles/{spare}", new { name = "spare", permissions = new[] { "users:write" } })).Expect(403);
        (await tenant.Admin.Put($"/api/domains/{id}/access", new { joinRole = (string?)null })).Expect(200);
        (await tenant.Admin.Delete($"/api/roles/{spare}")).Expect(204);
    }

    private async Task<(string Name, string Id)> Verified(TestTenant tenant)
    {
        var name = $"d{Guid.CreateVersion7():N}.example";
        var domain = (await tenant.Admin.Post("/api/domains", new { name })).Expect(201);
        names.Texts[domain.Text("recordName")] = [domain.Text("recordText")];
        (await tenant.Admin.Post($"/api/domains/{domain.Id}/verify")).Expect(200);
        return (name, domain.Id);
    }

    private async Task<ApiAnswer> Ask(string email) => await (await server.Anonymous()).Post("/api/auth/join", new { email });

    private static async Task<System.Text.Json.Nodes.JsonArray> Mails(TestTenant tenant) => (await tenant.Admin.Get("/api/mails?limit=200")).Expect(200).Json["items"]!.AsArray();
}
