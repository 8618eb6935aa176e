using System.Diagnostics;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>Tokens of identity providers: made, shown once, used at one place only, taken away.</summary>
public sealed class ProvisioningTokenTests(NamedServer both) : IClassFixture<NamedServer>
{
    private const string Tokens = IdentityProvider.Tokens;
    private const string Users = IdentityProvider.Users;
    private readonly TestServer server = both.Server;

    [Fact]
    public async Task A_token_is_shown_once_and_the_log_names_it()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post(Tokens, new { name = " Entra ", ratePerMinute = 600 })).Expect(201);
        var text = made.Text("token");
        text.ShouldMatch("^hfs_[0-9A-Za-z]{46}$");
        var listed = (await tenant.Admin.Get(Tokens)).Expect(200);
        listed.Body.ShouldNotContain(text);
        var one = listed.Json["items"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)one["name"], (string?)one["prefix"], (string?)one["createdBy"], (int?)one["ratePerMinute"]).ShouldBe(("Entra", text[..12], tenant.AdminId, 600));
        var entry = (await tenant.Audit("access.create_provisioning_token")).Single(e => (string?)e!["resource"]!["type"] == "provisioning_token")!;
        entry.ToJsonString().ShouldNotContain(text);

        var provider = new ApiClient(tenant.Admin.Address, text);
        (await provider.Post("/scim/v2/Groups", new { displayName = "North" })).Expect(201);
        entry = (await tenant.Audit("access.create_scim_group")).Single(e => (string?)e!["resource"]!["type"] == "user_group")!;
        ((string?)entry["actor"]!["kind"], (string?)entry["actor"]!["id"], (string?)entry["actor"]!["name"], (string?)entry["outcome"]).ShouldBe(("PROVISIONER", made.Id, "Entra", "SUCCESS"));
        await Eventually.Holds("the use to be written down", async () => (await tenant.Admin.Get(Tokens)).Json["items"]![0]!["lastUsedAt"] is not null);
    }

    [Fact]
    public async Task A_token_opens_provisioning_and_nothing_else_and_nothing_else_opens_provisioning()
    {
        var provider = await IdentityProvider.New(both);
        foreach (var path in new[] { "/api/users", "/api/auth/me", "/api/user-groups", "/api/audit", Tokens })
        {
            (await provider.Client.Get(path)).Expect(401).Code.ShouldBe("auth.required");
        }

        (await provider.Client.Post(Tokens, new { name = "more" })).Expect(401);
        var key = (await provider.Tenant.Admin.Post("/api/admin/api-keys", new { name = "all", permissions = new[] { "*" } })).Expect(201).Text("key");
        foreach (var other in new[] { provider.Tenant.Admin, new ApiClient(provider.Tenant.Admin.Address, key) })
        {
            (await other.Get(Users)).Expect(403).Code.ShouldBe("auth.wrong_principal");
        }

        var refused = (await (await server.Anonymous()).Get(Users)).Expect(401);
        (refused.Code, refused.Headers["Content-Type"], refused.Headers["WWW-Authenticate"]).ShouldBe(("auth.required", "application/scim+json", "Bearer"));
        ((string?)refused.Json["schemas"]![0], refused.Text("status")).ShouldBe(("urn:ietf:params:scim:api:messages:2.0:Error", "401"));
        (await provider.Client.Get(Users)).Expect(200);
    }

    [Fact]
    public async Task A_revoked_token_is_out_within_a_second_and_what_it_tries_is_in_the_log()
    {
        var provider = await IdentityProvider.New(both);
        (await provider.Client.Get(Users)).Expect(200);
        (await provider.Tenant.Admin.Delete($"{Tokens}/{provider.TokenId}")).Expect(204);
        var since = Stopwatch.GetTimestamp();
        await Eventually.Holds("the token to be refused", async () => (await provider.Client.Get(Users)).Status == 401);
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(1));
        (await provider.Client.Get(Users)).Expect(401).Code.ShouldBe("auth.invalid_provisioning_token");
        (await provider.Tenant.Admin.Delete($"{Tokens}/{provider.TokenId}")).Expect(409).Code.ShouldBe("provisioning_token.ended");
        (await provider.Tenant.Admin.Get(Tokens)).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await provider.Tenant.Admin.Get(Tokens + "?revoked=true")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(1);
        (await provider.Tenant.Audit("access.authenticate")).ShouldContain(e => (string?)e!["resource"]!["id"] == provider.TokenId);
    }

    [Fact]
    public async Task A_token_that_another_process_revokes_is_out_within_a_second_without_a_signal()
    {
        var provider = await IdentityProvider.New(both);
        (await provider.Client.Get(Users)).Expect(200);
        await server.Sql(provider.Tenant, "update control.provisioning_token set revoked_at = now() where tenant_id = $1", Guid.Parse(provider.Tenant.Id));
        var since = Stopwatch.GetTimestamp();
        await Eventually.Holds("the token to be refused", async () => (await provider.Client.Get(Users)).Status == 401);
        Stopwatch.GetElapsedTime(since).ShouldBeLessThan(TimeSpan.FromSeconds(1.5));
    }

    [Fact]
    public async Task A_token_ends_when_it_was_to_and_made_up_ones_are_nothing()
    {
        var provider = await IdentityProvider.New(both);
        await server.Sql(provider.Tenant, "update control.provisioning_token set expires_at = now() - interval '1 second' where tenant_id = $1", Guid.Parse(provider.Tenant.Id));
        await Eventually.Holds("the token to be refused", async () => (await provider.Client.Get(Users)).Status == 401);
        foreach (var text in new[] { provider.Token[..^1] + (provider.Token[^1] == '0' ? '1' : '0'), "hfs_", "hfs_" + new string('0', 46), provider.Token + "0" })
        {
            (await new ApiClient(provider.Tenant.Admin.Address, text).Get(Users)).Expect(401);
        }
    }

    [Fact]
    public async Task Only_who_has_everything_makes_a_token_and_a_key_makes_none()
    {
        var tenant = await server.NewTenant();
        var role = (await tenant.Admin.Post("/api/roles", new { name = "people", permissions = new[] { "users:*", "roles:*", "members:*" } })).Expect(201).Id;
        var people = await tenant.NewUser(role);
        (await people.Get(Tokens)).Expect(200);
        (await people.Post(Tokens, new { name = "t" })).Expect(403).Code.ShouldBe("provisioning_token.escalation");
        (await (await tenant.NewUser("MANAGER")).Post(Tokens, new { name = "t" })).Expect(403).Code.ShouldBe("auth.forbidden");
        var key = (await tenant.Admin.Post("/api/admin/api-keys", new { name = "all", permissions = new[] { "*" } })).Expect(201).Text("key");
        (await new ApiClient(tenant.Admin.Address, key).Post(Tokens, new { name = "t" })).Expect(403).Code.ShouldBe("auth.wrong_principal");
        // What people may make, they may take away.
        var made = (await tenant.Admin.Post(Tokens, new { name = "t" })).Expect(201);
        (await people.Delete($"{Tokens}/{made.Id}", ("If-Match", "\"9\""))).Expect(412);
        (await people.Delete($"{Tokens}/{made.Id}")).Expect(204);
    }

    [Theory]
    [InlineData("""{"name":" "}""", "provisioning_token.bad_name")]
    [InlineData("""{"name":"a\nb"}""", "provisioning_token.bad_name")]
    [InlineData("""{"name":"t","expiresAt":"2001-01-01T00:00:00Z"}""", "provisioning_token.bad_expiry")]
    [InlineData("""{"name":"t","expiresAt":"2999-01-01T00:00:00Z"}""", "provisioning_token.bad_expiry")]
    [InlineData("""{"name":"t","ratePerMinute":0}""", "provisioning_token.bad_rate")]
    public async Task What_cannot_be_is_refused_in_words(string body, string code)
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Send(HttpMethod.Post, Tokens, body)).Expect(400).Code.ShouldBe(code);
        (await tenant.Admin.Get(Tokens)).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_tenant_has_a_bounded_number_of_tokens_and_another_tenants_are_not_there()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var first = (await tenant.Admin.Post(Tokens, new { name = "t" })).Expect(201).Id;
        await server.Sql(
            tenant,
            """
            insert into control.provisioning_token (tenant_id, id, name, prefix, hash, created_at)
            select $1, gen_random_uuid(), 't', 'hfs_', uuid_send(gen_random_uuid()), now() from generate_series(1, 19)
            """,
            Guid.Parse(tenant.Id));
        (await tenant.Admin.Post(Tokens, new { name = "t" })).Expect(409).Code.ShouldBe("provisioning_token.too_many");
        (await other.Admin.Delete($"{Tokens}/{first}")).Expect(404).Code.ShouldBe("provisioning_token.not_found");
        (await tenant.Admin.Delete($"{Tokens}/{first}")).Expect(204);
        (await tenant.Admin.Post(Tokens, new { name = "t" })).Expect(201);
    }

    [Fact]
    public async Task A_token_has_a_rate_of_its_own()
    {
        var tenant = await server.NewTenant();
        var provider = new ApiClient(tenant.Admin.Address, (await tenant.Admin.Post(Tokens, new { name = "slow", ratePerMinute = 2 })).Expect(201).Text("token"));
        (await provider.Get(Users)).Expect(200);
        (await provider.Get(Users)).Expect(200);
        var refused = (await provider.Get(Users)).Expect(429);
        (refused.Text("status"), refused.Headers.ContainsKey("Retry-After")).ShouldBe(("429", true));
        (await tenant.Admin.Get(Tokens)).Expect(200);
    }
}
