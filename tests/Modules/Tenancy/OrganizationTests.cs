using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Tenancy;

public sealed class OrganizationTests(TestServer server)
{
    [Fact]
    public async Task A_created_organization_can_be_read_renamed_and_deleted()
    {
        var tenant = await server.NewTenant();
        var created = (await tenant.Admin.Post("/api/organizations", new { name = " North " })).Expect(201);
        created.Text("name").ShouldBe("North");
        created.Headers["Location"].ShouldBe($"/api/organizations/{created.Id}");

        var read = (await tenant.Admin.Get($"/api/organizations/{created.Id}")).Expect(200);
        read.Body.ShouldBe(created.Body);

        var renamed = (await tenant.Admin.Put($"/api/organizations/{created.Id}", new { name = "South" }, ("If-Match", read.Headers["ETag"]))).Expect(200);
        ((long)renamed.Json["version"]!).ShouldBe(2);

        (await tenant.Admin.Delete($"/api/organizations/{created.Id}", ("If-Match", read.Headers["ETag"]))).Expect(412).Code.ShouldBe("request.stale");
        (await tenant.Admin.Delete($"/api/organizations/{created.Id}")).Expect(204);
        (await tenant.Admin.Get($"/api/organizations/{created.Id}")).Expect(404).Code.ShouldBe("organization.not_found");
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_with_before_and_after()
    {
        var tenant = await server.NewTenant();
        var id = await tenant.NewOrganization("North");
        (await tenant.Admin.Put($"/api/organizations/{id}", new { name = "South" })).Expect(200);

        var entry = (await tenant.Audit("tenancy.update_organization"))[0]!;
        ((string?)entry["before"]!["name"]).ShouldBe("North");
        ((string?)entry["after"]!["name"]).ShouldBe("South");
        ((string?)entry["actor"]!["id"]).ShouldBe(tenant.AdminId);
        ((string?)entry["resource"]!["id"]).ShouldBe(id);
    }

    [Fact]
    public async Task A_name_is_unique_in_its_tenant_and_free_in_another()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        await one.NewOrganization("North");
        (await one.Admin.Post("/api/organizations", new { name = "North" })).Expect(409).Code.ShouldBe("organization.exists");
        await other.NewOrganization("North");
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("line\nbreak")]
    public async Task A_name_that_will_not_do_is_named_as_the_field_that_is_wrong(string name)
    {
        var tenant = await server.NewTenant();
        var answer = (await tenant.Admin.Post("/api/organizations", new { name })).Expect(400);
        answer.Code.ShouldBe("name.bad");
        ((string?)answer.Json["errors"]!["name"]).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_list_is_read_page_by_page_newest_first()
    {
        var tenant = await server.NewTenant();
        var made = new List<string>();
        for (var i = 0; i < 5; i++)
        {
            made.Insert(0, await tenant.NewOrganization());
        }

        var read = new List<string>();
        for (string? cursor = null; ;)
        {
            var page = (await tenant.Admin.Get($"/api/organizations?limit=2{(cursor is null ? "" : $"&cursor={cursor}")}")).Expect(200).Json;
            read.AddRange(page["items"]!.AsArray().Select(o => (string)o!["id"]!));
            if ((cursor = (string?)page["nextCursor"]) is null)
            {
                break;
            }
        }

        read.ShouldBe(made);
    }

    [Fact]
    public async Task An_organization_with_groups_stays()
    {
        var tenant = await server.NewTenant();
        var organization = await tenant.NewOrganization();
        var group = await tenant.NewGroup(organization);
        (await tenant.Admin.Delete($"/api/organizations/{organization}")).Expect(409).Code.ShouldBe("organization.not_empty");
        (await tenant.Admin.Delete($"/api/groups/{group}")).Expect(204);
        (await tenant.Admin.Delete($"/api/organizations/{organization}")).Expect(204);
    }

    [Fact]
    public async Task A_user_may_look_and_not_change()
    {
        var tenant = await server.NewTenant();
        var user = await tenant.NewUser("USER");
        (await user.Get("/api/organizations")).Expect(200);
        (await user.Post("/api/organizations", new { name = "North" })).Expect(403).Code.ShouldBe("auth.forbidden");
        var denied = (await tenant.Audit("tenancy.create_organization"))[0]!;
        ((string?)denied["outcome"]).ShouldBe("DENIED");
    }
}
