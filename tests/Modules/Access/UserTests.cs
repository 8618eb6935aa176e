using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

public sealed class UserTests(TestServer server)
{
    [Fact]
    public async Task An_administrator_creates_users_and_users_do_not()
    {
        var tenant = await server.NewTenant();
        var user = await tenant.NewUser("USER");
        (await user.Post("/api/users", new { username = "eve", email = "eve@example.test", password = TestTenant.Password, role = "ADMIN" })).Expect(403);
        (await user.Get("/api/users")).Expect(403);
        (await tenant.Admin.Get("/api/users")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(2);
    }

    [Fact]
    public async Task People_are_found_by_name_and_address_and_nothing_in_a_search_is_a_pattern()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var mark = Guid.CreateVersion7().ToString("N");
        async Task<string> Person(TestTenant where, string name, string address) =>
            (await where.Admin.Post("/api/users", new { username = name, email = $"{address}-{mark}@example.test", password = TestTenant.Password, role = "USER" })).Expect(201).Id;
        var (jose, zoe) = (await Person(tenant, "José 1_0", "first_one"), await Person(tenant, "Zoe", "second"));
        await Person(other, "José 2_0", "third_one");
        foreach (var (search, expected) in new (string, string[])[]
        {
            ("JOSÉ", [jose]), ("1_0", [jose]), ("T_O", [jose]), ("%%", []), ("s_c", []), ("zoe", [zoe]), (mark, [zoe, jose]), ("SECOND-", [zoe]), ("third_one", []),
        })
        {
            var found = (await tenant.Admin.Get($"/api/users?search={Uri.EscapeDataString(search)}")).Expect(200).Json["items"]!.AsArray();
            found.Select(u => (string)u!["id"]!).ShouldBe(expected, search);
        }

        var first = (await tenant.Admin.Get($"/api/users?search={mark}&limit=1")).Expect(200).Json;
        (await tenant.Admin.Get($"/api/users?search={mark}&limit=1&cursor={first["nextCursor"]}")).Expect(200).Json["items"]![0]!["id"]!.GetValue<string>().ShouldBe(jose);
        (await tenant.Admin.Get("/api/users?search=a")).Expect(400).Code.ShouldBe("request.bad_parameter");
    }

    [Fact]
    public async Task The_last_administrator_can_be_neither_demoted_nor_disabled_nor_deleted()
    {
        var tenant = await server.NewTenant();
        var path = $"/api/users/{tenant.AdminId}";
        (await tenant.Admin.Put(path, new { username = "ann", role = "USER", status = "ACTIVE" })).Expect(409).Code.ShouldBe("user.last_admin");
        (await tenant.Admin.Put(path, new { username = "ann", role = "ADMIN", status = "DISABLED" })).Expect(409);
        (await tenant.Admin.Delete(path)).Expect(409).Code.ShouldBe("user.last_admin");
    }

    [Fact]
    public async Task A_disabled_user_is_out_at_once()
    {
        var tenant = await server.NewTenant();
        var user = await tenant.NewUser("USER");
        var me = (await user.Get("/api/auth/me")).Expect(200).Json["user"]!;
        (await tenant.Admin.Put($"/api/users/{(string)me["id"]!}", new { username = "was here", role = "USER", status = "DISABLED" })).Expect(200);
        (await user.Get("/api/auth/me")).Expect(401);
        (await (await server.Anonymous()).Post("/api/auth/login", new { email = (string)me["email"]!, password = TestTenant.Password })).Expect(401);
    }

    [Fact]
    public async Task Passwords_and_their_hashes_are_in_no_answer_log_or_audit_entry()
    {
        var tenant = await server.NewTenant();
        await tenant.NewUser("USER");
        var seen = (await tenant.Admin.Get("/api/users")).Body + (await tenant.Audit("access.create_user")).ToJsonString() + string.Join('\n', server.Log);
        seen.ShouldNotContain(TestTenant.Password);
        seen.ShouldNotContain("passwordHash");
        seen.ShouldNotContain(tenant.Registered.Text("refreshToken"));
        seen.ShouldNotContain(tenant.Admin.Token!);
    }
}
