using System.Net;
using Holdfast.Modules.Access;
using Holdfast.Modules.Access.Domain;
using Holdfast.Modules.Access.Tokens;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Refusals;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Keys of the tenants' own programs: made, used, limited, rotated, taken away.</summary>
public sealed class ApiKeyTests(TestServer server)
{
    private const string Keys = "/api/admin/api-keys";

    [Fact]
    public async Task A_key_is_shown_once_and_opens_what_it_was_given()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post(Keys, new { name = " CI ", permissions = new[] { "structure:read", "structure:read" } })).Expect(201);
        var text = made.Text("key");
        text.ShouldMatch("^sk_live_[0-9A-Za-z]{36}$");
        made.Headers["Location"].ShouldBe($"{Keys}/{made.Id}");

        var read = (await tenant.Admin.Get($"{Keys}/{made.Id}")).Expect(200);
        read.Body.ShouldNotContain(text);
        (read.Text("name"), read.Text("prefix"), read.Text("mode"), (string?)read.Json["createdBy"]).ShouldBe(("CI", text[..14], "LIVE", tenant.AdminId));
        read.Json["permissions"]!.AsArray().Select(p => (string)p!).ShouldBe(["structure:read"]);
        (await tenant.Admin.Get(Keys)).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!["id"]!.GetValue<string>().ShouldBe(made.Id);

        var program = With(tenant, text);
        (await program.Get("/api/organizations")).Expect(200);
        (await program.Post("/api/organizations", new { name = "North" })).Expect(403).Code.ShouldBe("auth.forbidden");
        (await program.Get("/api/auth/me")).Expect(403).Code.ShouldBe("auth.wrong_principal");
        var entry = (await tenant.Audit("tenancy.create_organization"))[0]!;
        ((string?)entry["outcome"], (string?)entry["actor"]!["kind"], (string?)entry["actor"]!["id"], (string?)entry["actor"]!["name"]).ShouldBe(("DENIED", "API_KEY", made.Id, "CI"));
    }

    [Fact]
    public async Task A_key_acts_where_it_was_given_its_rights_and_nowhere_else()
    {
        var tenant = await server.NewTenant();
        var (here, there) = (await tenant.NewOrganization(), await tenant.NewOrganization());
        var text = (await tenant.Admin.Post(Keys, new { name = "branch", permissions = new[] { "*" }, scope = new { level = "ORGANIZATION", id = here } })).Expect(201).Text("key");
        var program = With(tenant, text);
        (await program.Get("/api/organizations")).Expect(200).Json["items"]!.AsArray().Select(o => (string)o!["id"]!).ShouldBe([here]);
        (await program.Put($"/api/organizations/{here}", new { name = "renamed" })).Expect(200);
        (await program.Put($"/api/organizations/{there}", new { name = "renamed" })).Expect(404);
        (await program.Get("/api/users")).Expect(403);
    }

    [Fact]
    public async Task A_key_of_one_tenant_is_nothing_in_another()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        var (id, text) = await Make(one, "*");
        var program = With(one, text);
        (await program.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", other.Id))).Expect(404);
        (await other.Admin.Get($"{Keys}/{id}")).Expect(404).Code.ShouldBe("api_key.not_found");
        (await other.Admin.Delete($"{Keys}/{id}")).Expect(404);
        (await other.Admin.Post($"{Keys}/{id}/rotate")).Expect(404);
        (await program.Get("/api/organizations")).Expect(200);
    }

    [Fact]
    public async Task Who_has_rights_on_a_branch_makes_and_sees_keys_of_that_branch()
    {
        var tenant = await server.NewTenant();
        var (here, there) = (await tenant.NewOrganization(), await tenant.NewOrganization());
        var local = await tenant.NewUserAt("ADMIN", "ORGANIZATION", here);
        var (whole, _) = await Make(tenant, "fleet:read");
        (await local.Post(Keys, new { name = "k", permissions = new[] { "fleet:read" } })).Expect(403).Code.ShouldBe("auth.out_of_reach");
        (await local.Post(Keys, new { name = "k", permissions = new[] { "fleet:read" }, scope = new { level = "ORGANIZATION", id = there } })).Expect(400).Code.ShouldBe("assignment.unknown_scope");
        var own = (await local.Post(Keys, new { name = "k", permissions = new[] { "*" }, scope = new { level = "ORGANIZATION", id = here } })).Expect(201).Id;
        (await local.Get(Keys)).Expect(200).Json["items"]!.AsArray().Select(k => (string)k!["id"]!).ShouldBe([own]);
        (await local.Get($"{Keys}/{whole}")).Expect(404);
        (await local.Get($"{Keys}/{whole}/usage")).Expect(404);
        (await local.Post($"{Keys}/{whole}/rotate")).Expect(404);
        (await local.Delete($"{Keys}/{whole}")).Expect(404);
    }

    [Fact]
    public async Task A_key_makes_no_keys_and_gives_nobody_more_than_it_has()
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Post(Keys, new { name = "k", permissions = new[] { "keys:write" } })).Expect(400).Code.ShouldBe("api_key.unknown_permission");
        var (id, text) = await Make(tenant, "*", "keys:*");
        var all = With(tenant, text);
        (await all.Get(Keys)).Expect(200);
        (await all.Post(Keys, new { name = "k", permissions = new[] { "fleet:read" } })).Expect(403).Code.ShouldBe("auth.forbidden");
        (await all.Post($"{Keys}/{id}/rotate")).Expect(403).Code.ShouldBe("auth.forbidden");
        (await all.Delete($"{Keys}/{id}")).Expect(403).Code.ShouldBe("auth.forbidden");

        var people = With(tenant, (await Make(tenant, "users:write", "roles:assign")).Text);
        var (_, user) = await tenant.NewUserWithId("USER");
        var somebody = new { username = "eve", email = $"eve-{Guid.CreateVersion7():N}@example.test", password = TestTenant.Password, role = "ADMIN" };
        (await people.Post("/api/users", somebody)).Expect(403).Code.ShouldBe("assignment.escalation");
        (await people.Put($"/api/users/{user}", new { username = "eve", role = "ADMIN", status = "ACTIVE" })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await people.Post("/api/role-assignments", new { principalKind = "USER", principalId = user, role = "ADMIN", scope = new { level = "TENANT", id = tenant.Id } })).Expect(403).Code.ShouldBe("assignment.escalation");
        (await people.Post($"/api/users/{user}/password", new { password = "blue horses swim far" })).Expect(403).Code.ShouldBe("auth.wrong_principal");
        (await people.Post($"/api/users/{user}/password-reset")).Expect(403).Code.ShouldBe("auth.wrong_principal");
        (await people.Put($"/api/users/{user}", new { username = "renamed", role = "USER", status = "ACTIVE" })).Expect(200);
    }

    [Theory]
    [InlineData("""{"name":" ","permissions":["fleet:read"]}""", "api_key.bad_name")]
    [InlineData("""{"name":"k","permissions":[]}""", "api_key.bad_permissions")]
    [InlineData("""{"name":"k","permissions":[null]}""", "api_key.bad_permissions")]
    [InlineData("""{"name":"k","permissions":["fleet:read","nothing:read"]}""", "api_key.unknown_permission")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"ratePerMinute":0}""", "api_key.bad_rate")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"networks":["10.0.0.1/8"]}""", "api_key.bad_networks")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"networks":["home"]}""", "api_key.bad_networks")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"networks":["10"]}""", "api_key.bad_networks")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"networks":["fe80::1%eth0"]}""", "api_key.bad_networks")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"networks":[null]}""", "api_key.bad_networks")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"expiresAt":"2001-01-01T00:00:00Z"}""", "api_key.past_expiry")]
    [InlineData("""{"name":"k","permissions":["fleet:read"],"scope":{"level":"GROUP","id":"01890000-0000-7000-8000-000000000000"}}""", "assignment.unknown_scope")]
    public async Task What_cannot_be_is_refused_in_words(string body, string code)
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Send(HttpMethod.Post, Keys, body)).Expect(400).Code.ShouldBe(code);
        (await tenant.Admin.Get(Keys)).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_is_no_key_is_refused_and_counted_and_a_wrong_checksum_costs_no_look_up()
    {
        var tenant = await server.NewTenant();
        var (_, text) = await Make(tenant, "*");
        var wrong = text[..^1] + (text[^1] == '0' ? '1' : '0');
        foreach (var bad in new[] { wrong, "sk_live_", "sk_other", ApiKeyText.New(ApiKeyMode.Live) })
        {
            (await new ApiClient(tenant.Admin.Address, bad, IPAddress.Parse("127.3.1.7")).Get("/api/organizations")).Expect(401).Code.ShouldBe("auth.invalid_key");
        }

        var log = (await server.Services()).GetRequiredService<RefusalLog>();
        await log.Write(TestContext.Current.CancellationToken);
        (await log.Read(TimeProvider.System.GetUtcNow().AddMinutes(-5), 10_000, TestContext.Current.CancellationToken))
            .Where(r => r.Kind == "auth.invalid_key" && r.Network == "127.3.1.0/24").Sum(r => r.Count).ShouldBe(4);
        ApiKeyText.Digest(wrong).ShouldBeNull("without a digest there is nothing to look up");
    }

    [Fact]
    public async Task A_key_that_has_ended_is_worth_nothing_and_its_tenant_is_told()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post(Keys, new { name = "short", permissions = new[] { "*" }, expiresAt = TimeProvider.System.GetUtcNow().AddSeconds(2) })).Expect(201);
        var program = With(tenant, made.Text("key"));
        (await program.Get("/api/organizations")).Expect(200);
        await Eventually.Holds("the key to end", async () => (await program.Get("/api/organizations")).Status == 401);
        (await program.Get("/api/organizations")).Code.ShouldBe("auth.invalid_key");
        var entry = (await tenant.Audit("access.authenticate"))[0]!;
        ((string?)entry["outcome"], (string?)entry["severity"], (string?)entry["resource"]!["id"], (string?)entry["error"]).ShouldBe(("DENIED", "WARNING", made.Id, "auth.invalid_key"));
        (await tenant.Admin.Post($"{Keys}/{made.Id}/rotate")).Expect(409).Code.ShouldBe("api_key.ended");
        (await tenant.Admin.Delete($"{Keys}/{made.Id}")).Expect(204);
    }

    [Fact]
    public async Task A_key_is_good_from_its_networks_only()
    {
        var tenant = await server.NewTenant();
        var made = (await tenant.Admin.Post(Keys, new { name = "k", permissions = new[] { "*" }, networks = new[] { "127.3.2.0/24", "127.3.3.9", "2001:db8::/32" } })).Expect(201);
        made.Json["networks"]!.AsArray().Select(n => (string)n!).ShouldBe(["127.3.2.0/24", "127.3.3.9/32", "2001:db8::/32"]);
        var text = made.Text("key");
        ApiClient From(string address) => new(tenant.Admin.Address, text, IPAddress.Parse(address));
        (await From("127.3.2.200").Get("/api/organizations")).Expect(200);
        (await From("127.3.3.9").Get("/api/organizations")).Expect(200);
        (await From("127.3.3.10").Get("/api/organizations")).Expect(403).Code.ShouldBe("access.key_address");
        ((string?)(await tenant.Audit("access.authenticate"))[0]!["error"]).ShouldBe("access.key_address");
    }

    [Fact]
    public async Task A_rotated_key_has_another_text_and_the_one_before_is_worth_nothing_or_only_for_a_while()
    {
        var tenant = await server.NewTenant();
        var (id, first) = await Make(tenant, "structure:read");
        (await With(tenant, first).Get("/api/organizations")).Expect(200);
        var second = (await tenant.Admin.Post($"{Keys}/{id}/rotate")).Expect(200);
        (second.Id, (string?)second.Json["replacedUntil"]).ShouldBe((id, null));
        (await With(tenant, first).Get("/api/organizations")).Expect(401);
        (await With(tenant, second.Text("key")).Get("/api/organizations")).Expect(200);

        var third = (await tenant.Admin.Post($"{Keys}/{id}/rotate", new { graceSeconds = 2 })).Expect(200);
        third.Json["replacedUntil"].ShouldNotBeNull();
        (await With(tenant, second.Text("key")).Get("/api/organizations")).Expect(200);
        (await With(tenant, third.Text("key")).Get("/api/organizations")).Expect(200);
        await Eventually.Holds("the grace to end", async () => (await With(tenant, second.Text("key")).Get("/api/organizations")).Status == 401);
        (await With(tenant, third.Text("key")).Get("/api/organizations")).Expect(200);

        foreach (var seconds in new[] { -1, 604_801 })
        {
            (await tenant.Admin.Post($"{Keys}/{id}/rotate", new { graceSeconds = seconds })).Expect(400).Code.ShouldBe("api_key.bad_grace");
        }

        (await Events(tenant)).ShouldBe(["api_key.created", "api_key.rotated", "api_key.rotated"]);
    }

    [Fact]
    public async Task A_revoked_key_is_out_at_once_stays_to_be_seen_and_makes_place_for_another()
    {
        await using var small = TestServer.With(new Dictionary<string, string?> { ["Holdfast:access:KeysPerTenant"] = "1" });
        var tenant = await small.NewTenant();
        var (id, text) = await Make(tenant, "*");
        (await tenant.Admin.Post(Keys, new { name = "k", permissions = new[] { "*" } })).Expect(429).Code.ShouldBe("tenancy.quota_exceeded");
        (await With(tenant, text).Get("/api/organizations")).Expect(200);
        (await tenant.Admin.Delete($"{Keys}/{id}", ("If-Match", "\"7\""))).Expect(412);
        (await tenant.Admin.Delete($"{Keys}/{id}")).Expect(204);
        (await With(tenant, text).Get("/api/organizations")).Expect(401).Code.ShouldBe("auth.invalid_key");
        (await tenant.Admin.Delete($"{Keys}/{id}")).Expect(409).Code.ShouldBe("api_key.ended");
        (await tenant.Admin.Get(Keys)).Json["items"]!.AsArray().ShouldBeEmpty();
        (await tenant.Admin.Get($"{Keys}?revoked=true")).Json["items"]!.AsArray().ShouldHaveSingleItem()!["revokedFor"]!.GetValue<string>().ShouldBe("BY_USER");
        await Make(tenant, "*");
    }

    [Fact]
    public async Task Whoever_holds_a_key_can_have_it_taken_away_and_learns_nothing_by_asking()
    {
        var tenant = await server.NewTenant();
        var (id, text) = await Make(tenant, "*");
        var anonymous = await server.Anonymous();
        var answers = new List<ApiAnswer>();
        foreach (var said in new[] { ApiKeyText.New(ApiKeyMode.Live), text, text })
        {
            answers.Add((await anonymous.Post($"{Keys}/report-leak", new { key = said })).Expect(204));
        }

        foreach (var said in new[] { "", "sk_live_x", text[..43] })
        {
            (await anonymous.Post($"{Keys}/report-leak", new { key = said })).Expect(400).Code.ShouldBe("api_key.no_key");
        }

        answers.ShouldAllBe(a => a.Body == "");
        (await With(tenant, text).Get("/api/organizations")).Expect(401);
        (await tenant.Admin.Get($"{Keys}/{id}")).Expect(200).Text("revokedFor").ShouldBe("LEAKED");
        var entry = (await tenant.Audit("access.report_leaked_key")).ShouldHaveSingleItem()!;
        ((string?)entry["severity"], (string?)entry["outcome"], (string?)entry["resource"]!["id"]).ShouldBe(("WARNING", "SUCCESS", id));
        (await Events(tenant)).ShouldBe(["api_key.created", "api_key.leaked"]);
    }

    [Fact]
    public async Task What_is_asked_with_a_key_is_counted_by_day_and_operation()
    {
        var tenant = await server.NewTenant();
        var (id, text) = await Make(tenant, "structure:read");
        (await tenant.Admin.Get($"{Keys}/{id}/usage")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        var program = new ApiClient(tenant.Admin.Address, text, IPAddress.Parse("127.3.4.7"));
        for (var i = 0; i < 3; i++)
        {
            (await program.Get("/api/organizations")).Expect(200);
        }

        (await program.Post("/api/organizations", new { name = "n" })).Expect(403);
        var usage = await Eventually.Get("all four to be counted", async () =>
        {
            await (await server.Services()).GetRequiredService<KeyUses>().Write(TestContext.Current.CancellationToken);
            var said = (await tenant.Admin.Get($"{Keys}/{id}/usage?days=2")).Expect(200).Json;
            return said["items"]!.AsArray().Sum(u => (long)u!["requests"]!) == 4 ? said : null;
        });
        var counted = usage["items"]!.AsArray().GroupBy(u => (string)u!["operation"]!).ToDictionary(g => g.Key, g => (g.Sum(u => (long)u!["requests"]!), g.Sum(u => (long)u!["refusals"]!)));
        counted.Count.ShouldBe(2);
        (counted["tenancy.list_organizations"], counted["tenancy.create_organization"]).ShouldBe(((3, 0), (1, 1)));
        ((string?)usage["lastUsedFrom"]).ShouldBe("127.3.4.7");
        (await tenant.Admin.Get($"{Keys}/{id}")).Text("lastUsedFrom").ShouldBe("127.3.4.7");
        foreach (var days in new[] { "0", "91", "x" })
        {
            (await tenant.Admin.Get($"{Keys}/{id}/usage?days={days}")).Expect(400).Code.ShouldBe("request.bad_parameter");
        }
    }

    [Fact]
    public async Task What_cannot_be_written_is_kept_and_what_is_too_old_goes()
    {
        var tenant = await server.NewTenant();
        var (id, _) = await Make(tenant, "structure:read");
        var services = await server.Services();
        var uses = ActivatorUtilities.CreateInstance<KeyUses>(services);
        var key = new Principal(PrincipalKind.ApiKey, Guid.Parse(id), "k") { Home = Id.TryParse<TenantId>(tenant.Id, out var home) ? home : default };
        var longAgo = TimeProvider.System.GetUtcNow().AddDays(-91);
        uses.Count(key, "tenancy.list_organizations", false, TimeProvider.System.GetUtcNow(), null);
        uses.Count(key, "tenancy.list_organizations", false, longAgo, null);
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => uses.Write(stopped.Token));
        await uses.Write(TestContext.Current.CancellationToken);
        await uses.Write(TestContext.Current.CancellationToken);
        (await Rows(tenant)).ShouldBe(["1", "1"]);

        await using (var scope = services.OpenWork(OpContext.OfSystem(default, "access.prune_key_uses", "test")))
        {
            await ActivatorUtilities.CreateInstance<global::Holdfast.Modules.Access.Reconcilers.PruneKeyUses>(scope.ServiceProvider).Reconcile(TestContext.Current.CancellationToken);
        }

        (await Rows(tenant)).ShouldBe(["1"]);
    }

    [Fact]
    public async Task A_key_has_a_rate_of_its_own_beside_its_tenants()
    {
        var tenant = await server.NewTenant();
        var text = (await tenant.Admin.Post(Keys, new { name = "slow", permissions = new[] { "*" }, ratePerMinute = 5 })).Expect(201).Text("key");
        var program = With(tenant, text);
        (await program.Get("/api/organizations")).Expect(200).Headers["RateLimit-Limit"].ShouldBe("5");
        for (var i = 0; i < 4; i++)
        {
            (await program.Get("/api/organizations")).Expect(200);
        }

        var refused = (await program.Get("/api/organizations")).Expect(429);
        refused.Code.ShouldBe("request.too_many");
        int.Parse(refused.Headers["Retry-After"]).ShouldBeInRange(1, 12);
        (refused.Headers["RateLimit-Limit"], refused.Headers["RateLimit-Remaining"]).ShouldBe(("5", "0"));
        (await tenant.Admin.Get("/api/organizations")).Expect(200).Headers["RateLimit-Limit"].ShouldBe("1000000");
        (await With(tenant, (await Make(tenant, "*")).Text).Get("/api/organizations")).Expect(200);
    }

    [Fact]
    public async Task More_than_a_prefix_of_a_key_is_in_no_log_answer_or_audit_entry()
    {
        var tenant = await server.NewTenant();
        var (id, first) = await Make(tenant, "*");
        await With(tenant, first).Get("/api/organizations");
        await With(tenant, first).Post("/api/organizations", new { name = 7 });
        await With(tenant, first[..^1] + "!").Get("/api/organizations");
        var second = (await tenant.Admin.Post($"{Keys}/{id}/rotate")).Expect(200).Text("key");
        await With(tenant, first).Get("/api/organizations");
        await (await server.Anonymous()).Post($"{Keys}/report-leak", new { key = second });
        await With(tenant, second).Get("/api/organizations");
        await tenant.Audit("access.report_leaked_key");
        var seen = (await tenant.Admin.Get("/api/audit?limit=200")).Body + (await tenant.Admin.Get($"{Keys}?revoked=true")).Body + (await tenant.Admin.Get($"{Keys}/{id}/usage")).Body
            + string.Join('\n', server.Log) + string.Join('\n', await server.Sql(tenant, "select data::text from event"));
        foreach (var text in new[] { first, second })
        {
            seen.ShouldNotContain(text[..15]);
            seen.ShouldNotContain(Convert.ToHexStringLower(ApiKeyText.Digest(text)!.Value.ToBytes()));
        }
    }

    private static ApiClient With(TestTenant tenant, string text) => new(tenant.Admin.Address, text);

    private static async Task<(string Id, string Text)> Make(TestTenant tenant, params string[] permissions)
    {
        var made = (await tenant.Admin.Post(Keys, new { name = "key", permissions })).Expect(201);
        return (made.Id, made.Text("key"));
    }

    private Task<List<string>> Events(TestTenant tenant) => server.Sql(tenant, "select name from event where name like 'api_key.%' order by seq");

    private Task<List<string>> Rows(TestTenant tenant) => server.Sql(tenant, "select requests from control.api_key_use order by day");
}
