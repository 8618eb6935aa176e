using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Hosts.Cli;

/// <summary><c>holdfast tenants</c>.</summary>
public sealed class TenantTests(TestServer server)
{
    [Fact]
    public async Task A_tenant_is_made_listed_renamed_suspended_and_resumed()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var made = (await user.Run("tenants", "create", "North Ltd", "--json")).Expect(0).Json;
            var id = (string)made["id"]!;
            ((string?)made["parentId"], (string?)made["state"]).ShouldBe((tenant.Id, "ACTIVE"));
            (await user.Run("tenants", "list", "--search", "north")).Expect(0).Out.ShouldContain(id);
            (await user.Run("tenants", "rename", id, "South Ltd")).Expect(0).Out.ShouldContain("South Ltd");
            (await user.Run("tenants", "set-quotas", id, "seats=25", "devices=7")).Expect(0).Out.ShouldMatch(@"seats\s+0\s+0\s+25");
            (await user.Run("tenants", "set-quotas", id)).Expect(0).Out.ShouldNotMatch(@"seats\s+0\s+0\s+25 ");
            (await user.Run("tenants", "set-quotas", id, "seats")).Expect(2).Error.ShouldContain("seats=25");
            (await user.Run("tenants", "set-quotas", id, "elephants=1")).Expect(3);
            (await user.Run("tenants", "quotas", tenant.Id)).Expect(0).Out.ShouldMatch(@"seats\s+1\s+0\s");
            (await user.Run("tenants", "suspend", id, "--reason", "Contract ended")).Expect(0).Out.ShouldContain("Contract ended");
            (await user.Run("tenants", "list", "--state", "suspended")).Expect(0).Out.ShouldContain("South Ltd");
            (await user.Run("tenants", "suspend", id)).Expect(7);
            (await user.Run("tenants", "resume", id)).Expect(0).Out.ShouldContain("ACTIVE");
            (await user.Run("tenants", "list", "--state", "SUSPENDED")).Expect(0).Out.ShouldContain("No tenants.");
            (await user.Run("tenants", "show", tenant.Id, "--json")).Expect(0).Json["parentId"].ShouldBeNull();
            (await user.Run("tenants", "show", tenant.AdminId)).Expect(6);
            (await user.Run("tenants", "list", "--state", "SLEEPY")).Expect(2);
        }
    }

    [Fact]
    public async Task People_of_the_platform_make_tenants_at_the_top_and_read_its_log()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            (await user.Run("platform", "log")).Expect(5).Error.ShouldContain("SUPER_ADMIN");
            (await user.Run("tenants", "create", "Top Ltd", "--top-level")).Expect(5);
            await server.NewSuperAdmin(tenant);
            await server.Sql(tenant, "update control.login_session set methods = '{pwd,otp,mfa}' where tenant_id = $1", Guid.Parse(tenant.Id));
            await Eventually.Holds("the role to be noticed", async () => (await user.Run("platform", "log")).ExitCode == 0);
            (await user.Run("tenants", "create", "Top Ltd", "--top-level", "--json")).Expect(0).Json["parentId"].ShouldBeNull();
            (await user.Run("platform", "log")).Expect(0).Out.ShouldContain("tenancy.create_tenant");
            (await user.Run("platform", "refusals")).Expect(0);
            (await user.Run("platform", "addresses")).Expect(0);
            (await user.Run("platform", "addresses", "--release", "192.0.2.200")).Expect(6);
            (await user.Run("platform", "broker-keys")).Expect(0).Out.ShouldContain("OPERATOR_SIGNING");
        }
    }

    [Fact]
    public async Task Who_enters_a_tenant_acts_in_it_by_naming_it_and_leaves_it()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var customer = await server.NewTenantBelow(tenant);
            var group = await customer.NewGroup();
            (await user.Run("devices", "list", "--in", customer.Id)).Expect(6);
            (await user.Run("tenants", "enter", customer.Id)).Expect(0).Out.ShouldContain("FULL");
            (await user.Run("devices", "list", "--in", customer.Id)).Expect(0);
            (await user.Run("whoami", "--in", customer.Id, "--json")).Expect(0).Json["tenant"]!["id"]!.GetValue<string>().ShouldBe(customer.Id);
            (await user.Run("tenants", "allow", customer.Id, "NONE")).Expect(7);
            (await user.Run("tenants", "leave")).Expect(0);
            (await user.Run("devices", "list", "--in", customer.Id)).Expect(6);
            (await user.Run("tenants", "allow", tenant.Id, "READ")).Expect(0).Out.ShouldContain("READ");
            (await user.Run("tenants", "visits")).Expect(0).Out.ShouldContain("Nobody.");
            (await user.Run("tenants", "end-visit", group)).Expect(6);
        }
    }

    [Fact]
    public async Task A_tenant_is_moved_deleted_and_resumed()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var (north, south) = (await server.NewTenantBelow(tenant), await server.NewTenantBelow(tenant));
            (await user.Run("tenants", "move", south.Id, "--below", north.Id, "--json")).Expect(0).Json["parentId"]!.GetValue<string>().ShouldBe(north.Id);
            (await user.Run("tenants", "move", north.Id, "--below", south.Id)).Expect(3).Error.ShouldContain("below itself");
            (await user.Run("tenants", "move", north.Id)).Expect(2);
            (await user.Run("tenants", "delete", north.Id)).Expect(7).Error.ShouldContain("stand below");
            (await user.Run("tenants", "delete", south.Id)).Expect(0).Out.ShouldContain("DELETING");
            (await user.Run("tenants", "list", "--state", "DELETING")).Expect(0).Out.ShouldContain(south.Id);
            (await user.Run("tenants", "resume", south.Id)).Expect(0).Out.ShouldContain("ACTIVE");
            (await user.Run("tenants", "deletions")).Expect(0).Out.ShouldContain("No tenant was deleted.");
        }
    }

    [Fact]
    public async Task A_tenants_plan_trial_and_flags_are_set_from_above_and_its_usage_read()
    {
        var (user, tenant) = await CommandLineUser.New(server);
        using (user)
        {
            var customer = await server.NewTenantBelow(tenant);
            (await user.Run("tenants", "plans")).Expect(0).Out.ShouldContain("PROFESSIONAL");
            (await user.Run("tenants", "set-plan", customer.Id, "free")).Expect(0).Out.ShouldContain("Free (FREE)");
            (await user.Run("tenants", "set-plan", customer.Id, "PLATINUM")).Expect(3).Error.ShouldContain("no such plan");
            (await user.Run("tenants", "set-plan", tenant.Id, "FREE")).Expect(7);
            (await user.Run("tenants", "trial", customer.Id, "STARTER")).Expect(2).Error.ShouldContain("--days");
            (await user.Run("tenants", "trial", customer.Id, "STARTER", "--days", "9")).Expect(0).Out.ShouldContain("STARTER, until ");
            (await user.Run("tenants", "extend-trial", customer.Id, "--days", "9")).Expect(0);
            (await user.Run("tenants", "end-trial", customer.Id)).Expect(0).Out.ShouldContain("STARTER, ended ");
            (await user.Run("tenants", "set-flags", customer.Id, "webhooks=on", "--until", "2999-01-01")).Expect(0).Out.ShouldMatch(@"webhooks\s+on\s+OVERRIDE\s+2999-01-01 00:00:00Z");
            (await user.Run("tenants", "set-flags", customer.Id, "webhooks=maybe")).Expect(2).Error.ShouldContain("webhooks=on");
            (await user.Run("tenants", "set-quotas", customer.Id, "devices=7", "--until", "2999-01-01")).Expect(0).Out.ShouldContain("OWN");
            (await user.Run("tenants", "plan", customer.Id, "--json")).Expect(0).Json["plan"]!["key"]!.GetValue<string>().ShouldBe("FREE");
            (await user.Run("tenants", "usage")).Expect(0).Out.ShouldContain("ENTERPRISE from ");
            (await user.Run("tenants", "usage", customer.Id)).Expect(0).Out.ShouldContain("STARTER on trial from ");
            var file = user.At("usage.csv");
            (await user.Run("tenants", "usage", "--csv", "--out", file)).Expect(0);
            var lines = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
            lines.Count(l => l.StartsWith("tenant_id,", StringComparison.Ordinal)).ShouldBe(1);
            lines.ShouldContain(l => l.StartsWith(customer.Id, StringComparison.Ordinal) && l.Contains(",TRIAL,STARTER,", StringComparison.Ordinal));
            (await user.Run("tenants", "usage", "--period", "never")).Expect(3);
        }
    }

    [Fact]
    public async Task The_operator_makes_plans_and_gives_them_to_a_tenant_that_stands_below_no_other()
    {
        var tenant = await server.NewTenant();
        using var user = new CommandLineUser(await server.Address());
        (string, string)[] configuration = [("DATABASE_URL", await server.ApplicationConnection())];
        Task<Ran> Admin(params string[] args) => user.Run(["admin", .. args], null, configuration);
        (await Admin("plans", "list")).Expect(0).Out.ShouldMatch(@"ENTERPRISE\s+40\s+Enterprise\s+all");
        (await Admin("plans", "set", "TEAM_OF_TESTS")).Expect(3).Error.ShouldContain("A plan's key");
        (await Admin("plans", "set", "TEAM_OF_TESTS", "--name", "Team", "--for", "For a team.", "--rank", "40", "seats=2")).Expect(7).Error.ShouldContain("rank");
        (await Admin("plans", "set", "TEAM_OF_TESTS", "--name", "Team", "--for", "For a team.", "--rank", "25", "--flags", "webhooks", "seats=2", "devices=9")).Expect(0);
        (await Admin("plans", "set", "TEAM_OF_TESTS", "elephants=2")).Expect(3);
        (await Admin("plans", "set", "TEAM_OF_TESTS", "devices=none", "--json")).Expect(0).Json["limits"]!.ToJsonString().ShouldBe("""{"seats":2}""");
        (await Admin("plans", "history", "--json")).Expect(0).Json["items"]!.AsArray().Where(m => (string)m!["plan"]! == "TEAM_OF_TESTS").Select(m => (long?)m!["before"]?["limits"]!["devices"]).ShouldBe([9, null]);

        (await Admin("tenants", "plan", "nobody", "FREE")).Expect(6);
        (await Admin("tenants", "plan", tenant.Id, "TEAM_OF_TESTS")).Expect(0).Out.ShouldContain("TEAM_OF_TESTS");
        var slug = (await tenant.Admin.Get($"/api/tenants/{tenant.Id}")).Expect(200).Text("slug");
        (await Admin("tenants", "quotas", slug, "seats=1")).Expect(0).Out.ShouldContain("seats=1");
        (await Admin("tenants", "flags", slug, "api_keys=on", "--json")).Expect(0).Json["flagsOn"]!.AsArray().Select(f => (string)f!).ShouldBe(["api_keys", "webhooks"]);
        (await Admin("tenants", "trial", slug, "ENTERPRISE", "--days", "5")).Expect(0).Out.ShouldContain("ENTERPRISE, until ");
        (await Admin("tenants", "trial", slug, "--days", "5")).Expect(0);
        (await Admin("tenants", "end-trial", slug)).Expect(0).Out.ShouldContain("none");
        (await Admin("tenants", "show", slug)).Expect(0).Out.ShouldContain("TEAM_OF_TESTS");

        // The running server has heard of it, and the tenant's log says so.
        await Eventually.Holds("the plan to hold", async () => (string?)(await tenant.Admin.Get($"/api/tenants/{tenant.Id}/plan")).Expect(200).Json["plan"]!["key"] == "TEAM_OF_TESTS");
        (await tenant.Admin.Post("/api/roles", new { name = "r", permissions = new[] { "fleet:read" } })).Expect(403).Code.ShouldBe("tenancy.plan_lacks");
        ((string?)(await tenant.Audit("tenancy.set_plan"))[0]!["actor"]!["kind"]).ShouldBe("SYSTEM");
    }

    [Fact]
    public async Task How_tenants_below_stand_is_listed_as_far_as_they_show_it()
    {
        var (user, provider) = await CommandLineUser.New(server);
        var (below, customer) = await CommandLineUser.New(server);
        using (user)
        using (below)
        {
            await server.Sql(customer, "update control.tenant set parent_id = $1::uuid where tenant_id = $2::uuid", Guid.Parse(provider.Id), Guid.Parse(customer.Id));
            (await below.Run("tenants", "share", customer.Id, "devices", "tickets", "--json")).Expect(0).Json["shared"]!.AsArray().Count.ShouldBe(2);
            (await user.Run("tenants", "figures")).Expect(0).Out.ShouldContain(customer.Id);
            (await user.Run("tenants", "share", customer.Id, "score")).Error.ShouldContain("tenant.not_own");
            (await below.Run("tenants", "share", customer.Id, "secrets")).ExitCode.ShouldNotBe(0);
            (await below.Run("tenants", "share", customer.Id, "--json")).Expect(0).Json["shared"]!.AsArray().ShouldBeEmpty();
        }
    }
}
