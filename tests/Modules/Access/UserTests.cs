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
