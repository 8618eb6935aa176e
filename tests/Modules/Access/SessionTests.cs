using System.Buffers.Binary;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

public sealed class SessionTests(TestServer server)
{
    [Fact]
    public async Task Registration_makes_a_tenant_with_its_first_administrator_and_signs_them_in()
    {
        var tenant = await server.NewTenant("Müller & Söhne");
        ((string?)tenant.Registered.Json["tenant"]!["slug"]).ShouldStartWith("muller-sohne-");
        ((string?)tenant.Registered.Json["user"]!["role"]).ShouldBe("ADMIN");
        ((int)tenant.Registered.Json["expiresIn"]!).ShouldBe(900);
        var me = (await tenant.Admin.Get("/api/auth/me")).Expect(200);
        ((string?)me.Json["user"]!["email"]).ShouldBe(tenant.Email);
    }

    [Fact]
    public async Task An_address_in_use_cannot_register_again()
    {
        var tenant = await server.NewTenant();
        var again = await (await server.Anonymous()).Post(
            "/api/auth/register", new { company = "Other", username = "ann", email = tenant.Email.ToUpperInvariant(), password = TestTenant.Password });
        again.Expect(409).Code.ShouldBe("user.email_taken");
    }

    [Fact]
    public async Task A_refresh_token_works_once_and_its_second_use_ends_the_session()
    {
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        var first = tenant.Registered.Text("refreshToken");
        var next = (await anonymous.Post("/api/auth/refresh", new { refreshToken = first })).Expect(200);
        var client = new ApiClient(tenant.Admin.Address, next.Text("accessToken"));
        (await client.Get("/api/auth/me")).Expect(200);

        (await anonymous.Post("/api/auth/refresh", new { refreshToken = first })).Expect(401).Code.ShouldBe("auth.invalid_refresh_token");
        (await anonymous.Post("/api/auth/refresh", new { refreshToken = next.Text("refreshToken") })).Expect(401);
        (await client.Get("/api/auth/me")).Expect(401).Code.ShouldBe("auth.invalid_token");
    }

    [Fact]
    public async Task After_logout_neither_token_is_worth_anything()
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Post("/api/auth/logout")).Expect(200);
        (await tenant.Admin.Get("/api/auth/me")).Expect(401);
        (await (await server.Anonymous()).Post("/api/auth/refresh", new { refreshToken = tenant.Registered.Text("refreshToken") })).Expect(401);
    }

    [Fact]
    public async Task The_console_gets_its_refresh_token_in_a_cookie_that_scripts_cannot_read()
    {
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        var login = (await anonymous.Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password, refreshTokenIn = "COOKIE" })).Expect(200);
        login.Json["refreshToken"].ShouldBeNull();
        var cookie = login.Headers["Set-Cookie"];
        cookie.ShouldContain("httponly", Case.Insensitive);
        cookie.ShouldContain("samesite=strict", Case.Insensitive);
        cookie.ShouldContain("path=/api/auth", Case.Insensitive);

        var pair = cookie.Split(';')[0];
        (await anonymous.Post("/api/auth/refresh", null, ("Cookie", pair))).Expect(401);
        (await anonymous.Post("/api/auth/refresh", null, ("Cookie", pair), ("X-Holdfast-Console", "1"))).Expect(200).Json["refreshToken"].ShouldBeNull();
    }

    [Fact]
    public async Task Signing_out_takes_the_cookie_alone()
    {
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        var (cookie, token) = await ConsoleSession(tenant);
        (await anonymous.Post("/api/auth/logout", null, ("Cookie", cookie))).Expect(401);
        (await new ApiClient(anonymous.Address, token).Get("/api/auth/me")).Expect(200);

        var answer = (await anonymous.Post("/api/auth/logout", null, ("Cookie", cookie), ("X-Holdfast-Console", "1"))).Expect(200);
        answer.Headers["Set-Cookie"].ShouldContain("expires=Thu, 01 Jan 1970", Case.Insensitive);
        (await new ApiClient(anonymous.Address, token).Get("/api/auth/me")).Expect(401);
        (await anonymous.Post("/api/auth/refresh", null, ("Cookie", cookie), ("X-Holdfast-Console", "1"))).Expect(401);
        ((string?)(await tenant.Audit("access.logout"))[0]!["actor"]!["email"]).ShouldBe(tenant.Email);
    }

    [Fact]
    public async Task Signing_in_ends_the_session_whose_cookie_it_replaces()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        var (cookie, token) = await ConsoleSession(one);
        (await new ApiClient(one.Admin.Address, token).Get("/api/auth/me")).Expect(200);
        await ConsoleSession(other, cookie);
        (await new ApiClient(one.Admin.Address, token).Get("/api/auth/me")).Expect(401);
        (await one.Admin.Get("/api/auth/me")).Expect(200);
    }

    [Fact]
    public async Task A_session_that_is_not_used_ends()
    {
        var tenant = await server.NewTenant();
        await server.Sql(tenant, "update control.login_session set idle_until = now() - interval '1 second' where tenant_id = $1", Guid.Parse(tenant.Id));
        (await (await server.Anonymous()).Post("/api/auth/refresh", new { refreshToken = tenant.Registered.Text("refreshToken") })).Expect(401).Code.ShouldBe("auth.invalid_refresh_token");
    }

    [Fact]
    public async Task The_cookie_is_secure_unless_all_that_is_known_says_that_it_stays_on_this_machine()
    {
        var tenant = await server.NewTenant();
        async Task<bool> IsSecure(params (string, string)[] headers) => (await (await server.Anonymous()).Post(
            "/api/auth/login", new { email = tenant.Email, password = TestTenant.Password, refreshTokenIn = "COOKIE" }, headers)).Expect(200).Headers["Set-Cookie"].Contains("secure", StringComparison.OrdinalIgnoreCase);

        (await IsSecure()).ShouldBeFalse();
        (await IsSecure(("Origin", "http://localhost:5173"))).ShouldBeFalse();
        (await IsSecure(("Origin", "https://holdfast.example"))).ShouldBeTrue();
        (await IsSecure(("Host", "holdfast.example"))).ShouldBeTrue();
        (await IsSecure(("X-Forwarded-For", "203.0.113.7"))).ShouldBeTrue();
        (await IsSecure(("X-Forwarded-Proto", "http"))).ShouldBeTrue();
    }

    [Fact]
    public async Task People_see_their_sessions_and_end_them()
    {
        var tenant = await server.NewTenant();
        var stranger = await tenant.NewUser("ADMIN");
        var second = await SignIn(tenant, TestTenant.Password);
        await SignIn(tenant, TestTenant.Password);
        var listed = (await second.Get("/api/auth/sessions")).Expect(200).Json["items"]!.AsArray();
        listed.Count.ShouldBe(3);
        listed.Count(s => (bool)s!["current"]!).ShouldBe(1);
        ((string?)listed[0]!["address"]).ShouldBe("127.0.0.1");

        var first = (string)listed[2]!["id"]!;
        (await stranger.Delete($"/api/auth/sessions/{first}")).Expect(404).Code.ShouldBe("session.not_found");
        (await second.Delete($"/api/auth/sessions/{first}")).Expect(204);
        (await tenant.Admin.Get("/api/auth/me")).Expect(401);

        (await second.Delete("/api/auth/sessions")).Expect(204);
        (await second.Get("/api/auth/sessions")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_administrator_ends_the_sessions_of_a_person()
    {
        var tenant = await server.NewTenant();
        var user = await tenant.NewUser("USER");
        var id = (string)(await user.Get("/api/auth/me")).Expect(200).Json["user"]!["id"]!;
        (await user.Delete($"/api/users/{id}/sessions")).Expect(403);
        (await tenant.Admin.Delete($"/api/users/{id}/sessions")).Expect(204);
        (await user.Get("/api/auth/me")).Expect(401);
        await tenant.Audit("access.end_user_sessions");
    }

    [Fact]
    public async Task Failed_log_ins_lock_an_address_whether_or_not_anybody_has_it()
    {
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        foreach (var email in new[] { tenant.Email, $"nobody-{Guid.CreateVersion7():N}@example.test" })
        {
            for (var i = 0; i < 5; i++)
            {
                (await anonymous.Post("/api/auth/login", new { email, password = "wrong wrong wrong" })).Expect(401).Code.ShouldBe("auth.invalid_credentials");
            }

            var locked = (await anonymous.Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(429);
            locked.Code.ShouldBe("auth.locked");
            int.Parse(locked.Headers["Retry-After"]).ShouldBeInRange(20, 30);
        }
    }

    [Fact]
    public async Task An_unknown_address_takes_as_long_as_a_wrong_password()
    {
        await using var installed = TestServer.HashingAsInstalled();
        var anonymous = await installed.Anonymous();
        var (known, unknown) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var i = 0; i < 5; i++)
        {
            var tenant = await installed.NewTenant();
            known.Add(await Took(tenant.Email));
            unknown.Add(await Took($"nobody-{Guid.CreateVersion7():N}@example.test"));
        }

        // Without a password to check, it would be a fiftieth.
        (unknown.Order().ElementAt(2) / known.Order().ElementAt(2)).ShouldBeInRange(0.25, 4);

        async Task<TimeSpan> Took(string email)
        {
            var began = TimeProvider.System.GetTimestamp();
            (await anonymous.Post("/api/auth/login", new { email, password = "wrong wrong wrong" })).Expect(401).Code.ShouldBe("auth.invalid_credentials");
            return TimeProvider.System.GetElapsedTime(began);
        }
    }

    [Fact]
    public async Task A_password_is_kept_under_at_least_210000_iterations()
    {
        await using var installed = TestServer.HashingAsInstalled();
        var tenant = await installed.NewTenant();
        var hash = Convert.FromBase64String((await installed.Sql(tenant, "select password_hash from control.app_user where tenant_id = $1", Guid.Parse(tenant.Id))).Single());

        // The framework's format 3: a marker, then function (2: HMAC-SHA512), iterations and salt length, each big-endian.
        hash[0].ShouldBe((byte)1);
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(1)).ShouldBe(2u);
        BinaryPrimitives.ReadUInt32BigEndian(hash.AsSpan(5)).ShouldBeGreaterThanOrEqualTo(210_000u);
    }

    [Theory]
    [InlineData("short", "password.length")]
    [InlineData("password12345", "password.common")]
    [InlineData("P@ssw0rd!!!!", "password.common")]
    [InlineData("aaaaaaaaaaaa", "password.common")]
    [InlineData("abcabcabcabcabc", "password.common")]
    [InlineData("123456789012", "password.common")]
    [InlineData("qwertyuiop12", "password.common")]
    [InlineData("zaphod-1234567", "password.own_words")]
    public async Task A_poor_password_is_refused(string password, string code)
    {
        var answer = await (await server.Anonymous()).Post(
            "/api/auth/register", new { company = "Acme", username = "zaphod", email = $"z-{Guid.CreateVersion7():N}@example.test", password });
        answer.Expect(400).Code.ShouldBe(code);
    }

    [Fact]
    public async Task A_token_with_another_signature_algorithm_or_a_changed_payload_is_refused()
    {
        var tenant = await server.NewTenant();
        var parts = tenant.Admin.Token!.Split('.');
        static string Encode(string json) => System.Buffers.Text.Base64Url.EncodeToString(System.Text.Encoding.UTF8.GetBytes(json));
        var payload = System.Text.Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(parts[1]));
        foreach (var forged in new[]
        {
            $"{Encode("{\"alg\":\"none\",\"typ\":\"JWT\"}")}.{parts[1]}.",
            $"{parts[0]}.{Encode(payload.Replace("api", "apx", StringComparison.Ordinal))}.{parts[2]}",
            $"{parts[0]}.{parts[1]}.{(parts[2][0] == 'A' ? 'B' : 'A')}{parts[2][1..]}",
            $"{parts[0]}.{parts[1]}.{parts[2]}=",
            $"{parts[0]}.{parts[1]}",
        })
        {
            (await new ApiClient(tenant.Admin.Address, forged).Get("/api/auth/me")).Expect(401);
        }
    }

    private async Task<(string Cookie, string Token)> ConsoleSession(TestTenant tenant, string? replaces = null)
    {
        (string, string)[] headers = replaces is null ? [] : [("Cookie", replaces), ("X-Holdfast-Console", "1")];
        var login = (await (await server.Anonymous()).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password, refreshTokenIn = "COOKIE" }, headers)).Expect(200);
        return (login.Headers["Set-Cookie"].Split(';')[0], login.Text("accessToken"));
    }

    private static async Task<ApiClient> SignIn(TestTenant tenant, string password) =>
        new(tenant.Admin.Address, (await new ApiClient(tenant.Admin.Address, null).Post("/api/auth/login", new { email = tenant.Email, password })).Expect(200).Text("accessToken"));
}
