using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Passwords are changed by those who know them, and given anew to those who have lost them.</summary>
public sealed class PasswordTests(TestServer server)
{
    private const string Other = "blue horses swim far";

    [Fact]
    public async Task A_person_changes_their_password_with_the_one_that_they_have_and_their_other_sessions_end()
    {
        var tenant = await server.NewTenant();
        var elsewhere = await SignIn(tenant, tenant.Email, TestTenant.Password);
        (await tenant.Admin.Post("/api/auth/password", new { currentPassword = "something else", password = Other })).Expect(400).Code.ShouldBe("password.wrong");
        (await tenant.Admin.Post("/api/auth/password", new { currentPassword = TestTenant.Password, password = TestTenant.Password })).Expect(400).Code.ShouldBe("password.same");
        (await tenant.Admin.Post("/api/auth/password", new { currentPassword = TestTenant.Password, password = "password1234" })).Expect(400).Code.ShouldBe("password.common");
        (await tenant.Admin.Post("/api/auth/password", new { currentPassword = TestTenant.Password, password = Other })).Expect(204);

        (await tenant.Admin.Get("/api/auth/me")).Expect(200);
        (await elsewhere.Get("/api/auth/me")).Expect(401);
        (await Try(tenant, tenant.Email, TestTenant.Password)).Expect(401);
        (await Try(tenant, tenant.Email, Other)).Expect(200);
        var entry = (await tenant.Audit("access.change_password"))[0]!;
        entry.ToJsonString().ShouldNotContain(Other);
        ((string?)entry["outcome"]).ShouldBe("SUCCESS");
    }

    [Fact]
    public async Task Guesses_at_the_password_of_an_open_session_are_counted_too()
    {
        var tenant = await server.NewTenant();
        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(i =>
            i % 2 == 0 ? tenant.Admin.Post("/api/auth/confirm", new { password = "wrong" }) : tenant.Admin.Post("/api/auth/password", new { currentPassword = "wrong", password = Other })));
        answers.Count(a => a.Code == "password.wrong").ShouldBe(5);
        answers.Count(a => a.Code == "auth.locked").ShouldBe(15);
    }

    [Fact]
    public async Task Who_was_given_a_password_chooses_another_before_there_is_a_session()
    {
        var tenant = await server.NewTenant();
        var email = $"new-{Guid.CreateVersion7():N}@example.test";
        (await tenant.Admin.Post("/api/users", new { username = "new", email, password = TestTenant.Password, role = "USER" })).Expect(201);
        (await Try(tenant, email, TestTenant.Password)).Expect(403).Code.ShouldBe("auth.password_change_required");
        (await Try(tenant, email, "wrong wrong wrong")).Expect(401).Code.ShouldBe("auth.invalid_credentials");

        var anonymous = await server.Anonymous();
        (await anonymous.Post("/api/auth/first-password", new { email, currentPassword = "wrong wrong wrong", password = Other })).Expect(401);
        (await anonymous.Post("/api/auth/first-password", new { email, currentPassword = TestTenant.Password, password = TestTenant.Password })).Expect(400).Code.ShouldBe("password.same");
        var chosen = (await anonymous.Post("/api/auth/first-password", new { email, currentPassword = TestTenant.Password, password = Other })).Expect(200);
        (await new ApiClient(anonymous.Address, chosen.Text("accessToken")).Get("/api/auth/me")).Expect(200);
        (await Try(tenant, email, Other)).Expect(200);
        (await anonymous.Post("/api/auth/first-password", new { email, currentPassword = Other, password = TestTenant.Password })).Expect(409).Code.ShouldBe("password.not_first");
    }

    [Fact]
    public async Task An_administrator_gives_a_person_a_first_password_and_their_sessions_end()
    {
        var tenant = await server.NewTenant();
        var (user, id, email) = await NewUser(tenant);
        (await user.Post($"/api/users/{tenant.AdminId}/password", new { password = Other })).Expect(403);
        (await tenant.Admin.Post($"/api/users/{tenant.AdminId}/password", new { password = Other })).Expect(409).Code.ShouldBe("password.own");
        (await tenant.Admin.Post($"/api/users/{id}/password", new { password = Other })).Expect(204);
        (await user.Get("/api/auth/me")).Expect(401);
        (await Try(tenant, email, TestTenant.Password)).Expect(401);
        (await Try(tenant, email, Other)).Expect(403).Code.ShouldBe("auth.password_change_required");
    }

    [Fact]
    public async Task A_reset_token_is_good_once_and_only_the_last_one()
    {
        var tenant = await server.NewTenant();
        var (user, id, email) = await NewUser(tenant);
        async Task<string> Token() => (await tenant.Admin.Post($"/api/users/{id}/password-reset")).Expect(200).Text("token");
        var (old, token) = (await Token(), await Token());
        var anonymous = await server.Anonymous();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Try(tenant, email, "wrong wrong wrong")));

        (await anonymous.Post("/api/auth/reset", new { token = old, password = Other })).Expect(400).Code.ShouldBe("password.reset_invalid");
        (await anonymous.Post("/api/auth/reset", new { token, password = "short" })).Expect(400).Code.ShouldBe("password.length");
        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => anonymous.Post("/api/auth/reset", new { token, password = Other })));
        answers.Count(a => a.Status == 204).ShouldBe(1);
        answers.Count(a => a.Code == "password.reset_invalid").ShouldBe(5);

        (await user.Get("/api/auth/me")).Expect(401);
        (await Try(tenant, email, Other)).Expect(200);
        var entries = (await tenant.Audit("access.reset_password")).ToJsonString() + (await tenant.Audit("access.create_password_reset")).ToJsonString();
        entries.ShouldNotContain(token);
    }

    [Fact]
    public async Task Much_asks_for_the_password_again_when_it_was_given_long_ago()
    {
        var tenant = await server.NewTenant();
        var (_, id, _) = await NewUser(tenant);
        await server.Sql(tenant, "update control.login_session set authenticated_at = now() - interval '1 day' where tenant_id = $1", Guid.Parse(tenant.Id));
        (await tenant.Admin.Post($"/api/users/{id}/password", new { password = Other })).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        (await tenant.Admin.Post($"/api/users/{id}/password-reset")).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        (await tenant.Admin.Post("/api/auth/confirm", new { password = "wrong" })).Expect(400).Code.ShouldBe("password.wrong");
        (await tenant.Admin.Post("/api/auth/confirm", new { password = TestTenant.Password })).Expect(204);
        (await tenant.Admin.Post($"/api/users/{id}/password", new { password = Other })).Expect(204);
    }

    [Fact]
    public async Task An_administrator_lets_a_locked_person_in()
    {
        var tenant = await server.NewTenant();
        var (user, id, email) = await NewUser(tenant);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Try(tenant, email, "wrong wrong wrong")));
        (await Try(tenant, email, TestTenant.Password)).Expect(429).Code.ShouldBe("auth.locked");
        (await user.Post($"/api/users/{id}/unlock")).Expect(403);
        (await tenant.Admin.Post($"/api/users/{id}/unlock")).Expect(204);
        (await Try(tenant, email, TestTenant.Password)).Expect(200);
        await tenant.Audit("access.unlock_user");
    }

    [Fact]
    public async Task Nobody_hands_a_password_to_who_may_do_more_than_they_may()
    {
        var tenant = await server.NewTenant();
        var role = (await tenant.Admin.Post("/api/roles", new { name = "Desk", permissions = new[] { "users:write", "tickets:read" } })).Expect(201).Id;
        var (desk, _) = await tenant.NewUserWithId(role);
        var (_, like) = await tenant.NewUserWithId(role);
        var (_, nobody) = await tenant.NewUserWithId(null);
        var (_, more) = await tenant.NewUserWithId("SECURITY_ANALYST");
        foreach (var person in new[] { tenant.AdminId, more })
        {
            (await desk.Post($"/api/users/{person}/password", new { password = Other })).Expect(403).Code.ShouldBe("password.escalation");
            (await desk.Post($"/api/users/{person}/password-reset")).Expect(403).Code.ShouldBe("password.escalation");
        }

        // By a group as well, and a password that was not handed out changes nothing.
        var group = (await tenant.Admin.Post("/api/user-groups", new { name = "Analysts" })).Expect(201).Id;
        (await tenant.Admin.Post("/api/role-assignments", new { principalKind = "GROUP", principalId = group, role = "AUDITOR", scope = new { level = "TENANT", id = tenant.Id } })).Expect(201);
        (await tenant.Admin.Put($"/api/user-groups/{group}/members/{nobody}", new { })).Expect(200);
        (await desk.Post($"/api/users/{nobody}/password-reset")).Expect(403).Code.ShouldBe("password.escalation");
        (await tenant.Admin.Get("/api/auth/me")).Expect(200);

        (await desk.Post($"/api/users/{like}/password", new { password = Other })).Expect(204);
        (await desk.Post($"/api/users/{like}/password-reset")).Expect(200);
        (await tenant.Admin.Post($"/api/users/{more}/password-reset")).Expect(200);
    }

    [Fact]
    public async Task A_password_is_not_made_of_the_companys_name_or_the_persons_wherever_it_is_set()
    {
        var tenant = await server.NewTenant("Silverlake Towing");
        var (_, id, email) = await NewUser(tenant);
        const string Company = "SilverlakeTowing99!";
        (await tenant.Admin.Post("/api/users", new { username = "eve", email = "eve@example.test", password = Company, role = "USER" })).Expect(400).Code.ShouldBe("password.own_words");
        (await tenant.Admin.Post("/api/auth/password", new { currentPassword = TestTenant.Password, password = Company })).Expect(400).Code.ShouldBe("password.own_words");
        (await tenant.Admin.Post($"/api/users/{id}/password", new { password = Company })).Expect(400).Code.ShouldBe("password.own_words");
        var token = (await tenant.Admin.Post($"/api/users/{id}/password-reset")).Expect(200).Text("token");
        (await (await server.Anonymous()).Post("/api/auth/reset", new { token, password = email.Split('@')[0] + "1" })).Expect(400).Code.ShouldBe("password.own_words");
    }

    private static Task<ApiAnswer> Try(TestTenant tenant, string email, string password) =>
        new ApiClient(tenant.Admin.Address, null).Post("/api/auth/login", new { email, password });

    private static async Task<ApiClient> SignIn(TestTenant tenant, string email, string password) =>
        new(tenant.Admin.Address, (await Try(tenant, email, password)).Expect(200).Text("accessToken"));

    private static async Task<(ApiClient Client, string Id, string Email)> NewUser(TestTenant tenant)
    {
        var client = await tenant.NewUser("USER");
        var user = (await client.Get("/api/auth/me")).Expect(200).Json["user"]!;
        return (client, (string)user["id"]!, (string)user["email"]!);
    }
}
