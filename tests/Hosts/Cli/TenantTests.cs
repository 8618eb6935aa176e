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
}
