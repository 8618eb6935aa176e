using System.ComponentModel.DataAnnotations;
using System.Text.Json.Nodes;
using Holdfast.Modules.Access;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access.Factors;

public sealed class PasskeyTests(TestServer server)
{
    [Fact]
    public async Task A_passkey_signs_in_alone_and_stands_for_two_factors()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator { Count = 1 };
        var added = (await Add(tenant.Admin, key)).Expect(201);
        added.Json["recoveryCodes"]!.AsArray().Count.ShouldBe(10);
        key.Count++;
        var session = (await SignIn(key)).Expect(200);
        CodeApp.Methods(session.Text("accessToken")).ShouldBe(["hwk", "mfa"]);
        ((string)session.Json["tenant"]!["id"]!).ShouldBe(tenant.Id);
        await tenant.Audit("access.login_passkey");
        await tenant.Audit("access.add_passkey");

        var listed = (await tenant.Admin.Get("/api/auth/passkeys")).Expect(200).Json["items"]!.AsArray();
        ((string)listed.Single()!["name"]!).ShouldBe("Laptop");
        ((string?)listed.Single()!["lastUsedAt"]).ShouldNotBeNull();
        (await tenant.Admin.Delete($"/api/auth/passkeys/{added.Id}")).Expect(204);
        (await tenant.Admin.Delete($"/api/auth/passkeys/{added.Id}")).Expect(404).Code.ShouldBe("passkey.not_found");
        key.Count++;
        (await SignIn(key)).Expect(401).Code.ShouldBe("auth.passkey_refused");
        ((int)(await tenant.Admin.Get("/api/auth/second-factors")).Json["recoveryCodesLeft"]!).ShouldBe(0);
    }

    [Fact]
    public async Task A_synced_passkey_that_does_not_count_is_used_again_and_again()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator { IsSynced = true };
        (await Add(tenant.Admin, key)).Expect(201);
        CodeApp.Methods((await SignIn(key)).Expect(200).Text("accessToken")).ShouldBe(["swk", "mfa"]);
        (await SignIn(key)).Expect(200);
    }

    [Fact]
    public async Task After_a_password_a_passkey_is_the_second_factor_also_without_verification()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator { Verifies = false, Count = 1 };
        (await Add(tenant.Admin, key)).Expect(201);
        key.Count++;
        (await SignIn(key)).Expect(401).Code.ShouldBe("auth.passkey_refused");

        var anonymous = await server.Anonymous();
        var owed = (await anonymous.Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(202);
        owed.Json["factors"]!.AsArray().Select(f => (string)f!).ShouldBe(["PASSKEY", "RECOVERY_CODE"]);
        key.Count++;
        var body = new JsonObject { ["challenge"] = owed.Text("challenge"), ["passkey"] = await Proof(key) };
        CodeApp.Methods((await Send("/api/auth/login/second-factor", body)).Expect(200).Text("accessToken")).ShouldBe(["pwd", "hwk", "mfa"]);
    }

    [Fact]
    public async Task Another_persons_passkey_is_no_second_factor()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        using var mine = new Authenticator();
        using var theirs = new Authenticator();
        (await Add(tenant.Admin, mine)).Expect(201);
        (await Add(other.Admin, theirs)).Expect(201);
        var owed = (await (await server.Anonymous()).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(202);
        (await Send("/api/auth/login/second-factor", new JsonObject { ["challenge"] = owed.Text("challenge"), ["passkey"] = await Proof(theirs) })).Expect(400).Code.ShouldBe("auth.code_wrong");
        (await tenant.Admin.Send(HttpMethod.Post, "/api/auth/confirm", new JsonObject { ["passkey"] = await Proof(theirs) }.ToJsonString())).Expect(400).Code.ShouldBe("passkey.not_yours");
    }

    [Fact]
    public async Task A_passkey_confirms_that_it_is_its_person()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator();
        (await Add(tenant.Admin, key)).Expect(201);
        await server.Sql(tenant, "update control.login_session set authenticated_at = now() - interval '1 hour' where tenant_id = $1", Guid.Parse(tenant.Id));
        (await tenant.Admin.Post("/api/auth/recovery-codes")).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        (await tenant.Admin.Post("/api/auth/confirm", new { password = TestTenant.Password })).Expect(403).Code.ShouldBe("auth.second_factor_needed");
        (await tenant.Admin.Send(HttpMethod.Post, "/api/auth/confirm", new JsonObject { ["passkey"] = await Proof(key) }.ToJsonString())).Expect(204);
        (await tenant.Admin.Post("/api/auth/recovery-codes")).Expect(200);
    }

    [Theory]
    [InlineData("http://localhost.example")]
    [InlineData("https://holdfast.example")]
    [InlineData("http://localhost:5000/path")]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_page_of_another_origin_gets_nothing(string origin)
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator { Origin = origin };
        (await Add(tenant.Admin, key)).Expect(400).Code.ShouldBe("passkey.not_added");
        key.Origin = "http://localhost:5000";
        (await Add(tenant.Admin, key)).Expect(201);
        key.Origin = origin;
        (await SignIn(key)).Expect(401).Code.ShouldBe("auth.passkey_refused");
        await tenant.Audit("access.login_passkey");
    }

    [Fact]
    public async Task A_page_in_anothers_frame_gets_nothing()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator();
        (await Add(tenant.Admin, key)).Expect(201);
        key.CrossOrigin = true;
        (await SignIn(key)).Expect(401).Code.ShouldBe("auth.passkey_refused");
    }

    [Fact]
    public async Task An_answer_for_another_domain_is_worth_nothing()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator { Domain = "localhost.example" };
        (await Add(tenant.Admin, key)).Expect(400).Code.ShouldBe("passkey.not_added");
        key.Domain = null;
        (await Add(tenant.Admin, key)).Expect(201);
        key.Domain = "holdfast.example";
        (await SignIn(key)).Expect(401).Code.ShouldBe("auth.passkey_refused");
    }

    [Fact]
    public async Task A_challenge_is_answered_once_and_a_made_up_one_never()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator();
        (await Add(tenant.Admin, key)).Expect(201);
        var proof = await Proof(key);
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Send("/api/auth/login/passkey", new JsonObject { ["passkey"] = proof.DeepClone() })));
        answers.Count(a => a.Status == 200).ShouldBe(1);
        answers.Count(a => a.Code == "auth.passkey_refused").ShouldBe(3);

        foreach (var made in new[] { "", "x", "AAAA", new string('A', 3000), (string)(await Ask())["challenge"]! })
        {
            var other = (await Proof(key)).AsObject();
            other["challenge"] = made;
            (await Send("/api/auth/login/passkey", new JsonObject { ["passkey"] = other })).Expect(401).Code.ShouldBe("auth.passkey_refused");
        }
    }

    [Fact]
    public async Task A_challenge_of_one_person_adds_nothing_to_another_and_none_to_sign_in()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        using var key = new Authenticator();
        var begun = (await tenant.Admin.Post("/api/auth/passkeys/options")).Expect(200).Json;
        var proof = new JsonObject { ["challenge"] = (string)begun["challenge"]!, ["credential"] = key.Create(begun["options"]!) };
        var body = new JsonObject { ["name"] = "Laptop", ["passkey"] = proof }.ToJsonString();
        (await other.Admin.Send(HttpMethod.Post, "/api/auth/passkeys", body)).Expect(400).Code.ShouldBe("passkey.not_added");
        (await tenant.Admin.Send(HttpMethod.Post, "/api/auth/passkeys", body)).Expect(201);
        (await tenant.Admin.Send(HttpMethod.Post, "/api/auth/passkeys", body)).Expect(400).Code.ShouldBe("passkey.not_added");
    }

    [Fact]
    public async Task A_copy_that_has_counted_no_further_is_refused()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator { Count = 7 };
        (await Add(tenant.Admin, key)).Expect(201);
        key.Count = 8;
        (await SignIn(key)).Expect(200);
        (await SignIn(key)).Expect(401).Code.ShouldBe("auth.passkey_refused");
        key.Count = 3;
        (await SignIn(key)).Expect(401);
        key.Count = 0;
        (await SignIn(key)).Expect(401);
        key.Count = 9;
        (await SignIn(key)).Expect(200);
        (await tenant.Audit("access.login_passkey", 3)).ShouldContain(e => (string?)e!["error"] == "auth.passkey_refused");
    }

    [Fact]
    public async Task Adding_and_removing_ask_for_a_fresh_sign_in()
    {
        var tenant = await server.NewTenant();
        using var key = new Authenticator();
        var id = (await Add(tenant.Admin, key)).Expect(201).Id;
        await server.Sql(tenant, "update control.login_session set authenticated_at = now() - interval '1 hour' where tenant_id = $1", Guid.Parse(tenant.Id));
        (await tenant.Admin.Post("/api/auth/passkeys/options")).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
        (await tenant.Admin.Delete($"/api/auth/passkeys/{id}")).Expect(403).Code.ShouldBe("auth.sign_in_not_fresh");
    }

    [Fact]
    public async Task Whoever_is_disabled_is_not_let_in_by_a_passkey()
    {
        var tenant = await server.NewTenant();
        var (person, id) = await tenant.NewUserWithId("USER");
        using var key = new Authenticator();
        (await Add(person, key)).Expect(201);
        (await tenant.Admin.Put($"/api/users/{id}", new { username = "gone", role = "USER", status = "DISABLED" })).Expect(200);
        (await SignIn(key)).Expect(401).Code.ShouldBe("auth.passkey_refused");
    }

    [Fact]
    public async Task Only_the_configured_domain_and_its_pages_count()
    {
        await using var configured = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:access:PasskeyDomain"] = "example.test", ["Holdfast:access:PasskeyOrigins"] = "https://one.example.test, https://two.example.test:8443",
        });
        var tenant = await configured.NewTenant();
        foreach (var (origin, status) in new[] { ("https://one.example.test", 201), ("https://two.example.test:8443", 201), ("https://example.test", 400), ("http://one.example.test", 400), ("http://localhost:5000", 400) })
        {
            using var key = new Authenticator { Origin = origin };
            (await Add(tenant.Admin, key)).Status.ShouldBe(status, origin);
        }
    }

    [Theory]
    [InlineData("localhost", "", true)]
    [InlineData("example.test", "", true)]
    [InlineData("example.test", "https://example.test, https://one.example.test:8443", true)]
    [InlineData("127.0.0.1", "", false)]
    [InlineData("", "", false)]
    [InlineData("example.test", "https://example.org", false)]
    [InlineData("example.test", "https://example.test/path", false)]
    [InlineData("example.test", "https://notexample.test", false)]
    public void Settings_fit_together_or_stop_the_start(string domain, string origins, bool fit)
    {
        var options = new AccessOptions { PasskeyDomain = domain, PasskeyOrigins = origins };
        options.Validate(new ValidationContext(options)).Any().ShouldBe(!fit);
    }

    private static async Task<ApiAnswer> Add(ApiClient person, Authenticator key)
    {
        var begun = (await person.Post("/api/auth/passkeys/options")).Expect(200).Json;
        var proof = new JsonObject { ["challenge"] = (string)begun["challenge"]!, ["credential"] = key.Create(begun["options"]!) };
        return await person.Send(HttpMethod.Post, "/api/auth/passkeys", new JsonObject { ["name"] = "Laptop", ["passkey"] = proof }.ToJsonString());
    }

    private async Task<ApiAnswer> SignIn(Authenticator key) => await Send("/api/auth/login/passkey", new JsonObject { ["passkey"] = await Proof(key) });

    private async Task<JsonNode> Proof(Authenticator key)
    {
        var asked = await Ask();
        return new JsonObject { ["challenge"] = (string)asked["challenge"]!, ["credential"] = key.Get(asked["options"]!) };
    }

    private async Task<JsonNode> Ask() => (await (await server.Anonymous()).Post("/api/auth/passkeys/challenge")).Expect(200).Json;

    private async Task<ApiAnswer> Send(string path, JsonObject body) => await (await server.Anonymous()).Send(HttpMethod.Post, path, body.ToJsonString());
}
