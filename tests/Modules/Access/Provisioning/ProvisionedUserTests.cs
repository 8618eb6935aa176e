using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>People whom an identity provider keeps.</summary>
public sealed class ProvisionedUserTests(NamedServer both) : IClassFixture<NamedServer>
{
    private const string Users = IdentityProvider.Users;

    [Fact]
    public async Task Somebody_is_made_read_replaced_and_removed_and_everybody_hears_of_it()
    {
        var provider = await IdentityProvider.New(both);
        var made = (await provider.Send(HttpMethod.Post, Users, JsonNode.Parse($$"""
            {
              "schemas": ["urn:ietf:params:scim:schemas:core:2.0:User", "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"],
              "externalId": "0a21f0f2", "userName": "{{provider.Address("Eva.Berg")}}", "active": true, "password": "not this one at all",
              "displayName": "Eva Berg", "emails": [{ "primary": true, "type": "work", "value": "other@nowhere.example" }],
              "name": { "formatted": "Eva Berg", "givenName": "Eva", "familyName": "Berg", "honorificPrefix": "Dr." },
              "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User": { "department": "North" }, "meta": { "resourceType": "User" }, "roles": []
            }
            """))).Expect(201);
        made.Headers["Content-Type"].ShouldBe("application/scim+json");
        made.Headers["Location"].ShouldBe($"{provider.Client.Address}scim/v2/Users/{made.Id}");
        made.Headers["ETag"].ShouldBe("\"1\"");
        (made.Text("userName"), made.Text("externalId"), made.Text("displayName"), (bool)made.Json["active"]!).ShouldBe((provider.Address("Eva.Berg"), "0a21f0f2", "Eva Berg", true));
        ((string?)made.Json["name"]!["givenName"], (string?)made.Json["emails"]![0]!["value"], (string?)made.Json["meta"]!["version"]).ShouldBe(("Eva", provider.Address("Eva.Berg"), "\"1\""));
        made.Body.ShouldNotContain("password");
        (await provider.Client.Get($"{Users}/{made.Id}")).Expect(200).Body.ShouldBe(made.Body);

        var shown = (await provider.Tenant.Admin.Get($"/api/users/{made.Id}")).Expect(200);
        (shown.Text("username"), shown.Text("email"), (string?)shown.Json["role"], shown.Text("status")).ShouldBe(("Eva Berg", provider.Address("Eva.Berg"), null, "ACTIVE"));
        (await new ApiClient(provider.Client.Address, null).Post("/api/auth/login", new { email = provider.Address("Eva.Berg"), password = "not this one at all" })).Expect(401).Code.ShouldBe("auth.invalid_credentials");

        var replaced = (await provider.Send(HttpMethod.Put, $"{Users}/{made.Id}", new JsonObject { ["userName"] = provider.Address("eva.north"), ["displayName"] = "Eva North" }, ("If-Match", "\"1\""))).Expect(200);
        (replaced.Text("userName"), replaced.Json["externalId"], replaced.Json["name"], (bool)replaced.Json["active"]!).ShouldBe((provider.Address("eva.north"), null, null, true));
        replaced.Headers["ETag"].ShouldBe("\"2\"");
        (await provider.Tenant.Admin.Get($"/api/users/{made.Id}")).Expect(200).Text("username").ShouldBe("Eva North");
        (await provider.Send(HttpMethod.Put, $"{Users}/{made.Id}", new JsonObject { ["userName"] = provider.Address("eva") }, ("If-Match", "\"1\""))).Expect(412).Text("status").ShouldBe("412");
        // Nothing else: nothing new.
        (await provider.Send(HttpMethod.Put, $"{Users}/{made.Id}", new JsonObject { ["userName"] = provider.Address("eva.north"), ["displayName"] = "Eva North" })).Expect(200).Headers["ETag"].ShouldBe("\"2\"");

        (await provider.Client.Delete($"{Users}/{made.Id}")).Expect(204).Body.ShouldBeEmpty();
        (await provider.Client.Get($"{Users}/{made.Id}")).Expect(404).Text("status").ShouldBe("404");
        (await provider.Tenant.Admin.Get($"/api/users/{made.Id}")).Expect(404);
        foreach (var action in new[] { "access.create_scim_user", "access.replace_scim_user", "access.delete_scim_user" })
        {
            var entry = (await provider.Tenant.Audit(action)).First(e => (string?)e!["resource"]!["type"] == "user")!;
            ((string?)entry["resource"]!["id"], (string?)entry["actor"]!["kind"], (string?)entry["actor"]!["id"]).ShouldBe((made.Id, "PROVISIONER", provider.TokenId));
        }
    }

    [Fact]
    public async Task Only_people_of_the_tenants_domains_are_there()
    {
        var (provider, other) = (await IdentityProvider.New(both), await IdentityProvider.New(both));
        foreach (var address in new[] { "eva@nowhere.example", $"eva@sub.{provider.Domain}", other.Address("eva") })
        {
            var refused = (await provider.Send(HttpMethod.Post, Users, new JsonObject { ["userName"] = address })).Expect(400);
            (refused.Code, refused.Text("scimType")).ShouldBe(("provisioning.foreign_domain", "invalidValue"));
        }

        var (_, byHand) = await provider.NewByHand("ben");
        var foreign = await other.NewUser("eva");
        // The administrator's address is in a domain that is nobody's.
        (await provider.Client.Get(Users)).Expect(200).Json["Resources"]!.AsArray().Select(u => (string)u!["id"]!).ShouldBe([byHand]);
        var random = Guid.CreateVersion7().ToString();
        string Plain(ApiAnswer answer, string id) => System.Text.RegularExpressions.Regex.Replace(answer.Body, "\"traceId\":\"[^\"]+\"", "").Replace(id, "", StringComparison.Ordinal);
        var body = new JsonObject { ["userName"] = provider.Address("x") };
        foreach (var id in new[] { foreign.Id, provider.Tenant.AdminId })
        {
            Plain((await provider.Client.Get($"{Users}/{id}")).Expect(404), id).ShouldBe(Plain(await provider.Client.Get($"{Users}/{random}"), random));
            Plain((await provider.Send(HttpMethod.Put, $"{Users}/{id}", body)).Expect(404), id).ShouldBe(Plain(await provider.Send(HttpMethod.Put, $"{Users}/{random}", body), random));
            (await provider.Patch($"{Users}/{id}", """[{"op":"replace","path":"active","value":false}]""")).Expect(404);
            (await provider.Client.Delete($"{Users}/{id}")).Expect(404);
            (await provider.Found(Users, $"id eq \"{id}\"")).ShouldBeEmpty();
            (await provider.Send(HttpMethod.Post, IdentityProvider.Groups, new JsonObject { ["displayName"] = "g", ["members"] = new JsonArray(new JsonObject { ["value"] = id }) })).Expect(400);
        }

        (await provider.Client.Get($"{Users}/none")).Expect(404);
        (await other.Client.Get($"{Users}/{foreign.Id}")).Expect(200);
        (await provider.Tenant.Admin.Get($"/api/users/{provider.Tenant.AdminId}")).Expect(200);
        // An address that is taken, whoever has it.
        (await provider.Send(HttpMethod.Post, Users, new JsonObject { ["userName"] = provider.Address("BEN") })).Expect(409).Text("scimType").ShouldBe("uniqueness");
    }

    [Fact]
    public async Task Guests_are_not_there_and_who_was_made_stays_when_the_domain_goes()
    {
        var (provider, home) = (await IdentityProvider.New(both), await IdentityProvider.New(both));
        var made = await provider.NewUser("eva");
        var (guest, id) = await home.NewByHand("gast");
        var (_, token) = await provider.Tenant.Invite(home.Address("gast"));
        (await guest.Post("/api/auth/memberships", new { token })).Expect(200);
        (await provider.Client.Get(Users)).Expect(200).Json["Resources"]!.AsArray().Select(u => (string)u!["id"]!).ShouldBe([made.Id]);
        (await provider.Client.Get($"{Users}/{id}")).Expect(404);
        var (_, byHand) = await provider.NewByHand("ben");
        (await provider.Tenant.Admin.Delete($"/api/domains/{provider.DomainId}")).Expect(204);
        await Eventually.Holds("the domain to be nobody's", async () => (await provider.Client.Get($"{Users}/{byHand}")).Status == 404);
        (await provider.Client.Get($"{Users}/{made.Id}")).Expect(200);
        (await provider.Patch($"{Users}/{made.Id}", """[{"op":"replace","path":"active","value":false}]""")).Expect(200);
        (await provider.Send(HttpMethod.Post, Users, new JsonObject { ["userName"] = provider.Address("new") })).Expect(400).Code.ShouldBe("provisioning.foreign_domain");
    }

    [Fact]
    public async Task Who_is_deactivated_is_out_at_once_and_comes_back_when_the_provider_says_so()
    {
        var provider = await IdentityProvider.New(both);
        var (client, id) = await provider.NewByHand("ben");
        (await client.Get("/api/auth/me")).Expect(200);
        var off = (await provider.Patch($"{Users}/{id}", """[{"op":"Replace","path":"active","value":"False"}]""")).Expect(200);
        ((bool)off.Json["active"]!).ShouldBeFalse();
        (await client.Get("/api/auth/me")).Expect(401);
        (await provider.LogIn(provider.Address("ben"))).Status.ShouldBeInRange(400, 499);
        (await provider.Tenant.Admin.Get($"/api/users/{id}")).Expect(200).Text("status").ShouldBe("DISABLED");
        (await provider.Found(Users, "active eq false")).ShouldBe([provider.Address("ben")]);
        (await provider.Patch($"{Users}/{id}", """[{"op":"replace","value":{"active":true}}]""")).Expect(200);
        (await provider.LogIn(provider.Address("ben"))).Expect(200);
    }

    [Fact]
    public async Task Whom_an_administrator_has_disabled_no_sync_enables()
    {
        var provider = await IdentityProvider.New(both);
        var (_, id) = await provider.NewByHand("ben");
        (await provider.Patch($"{Users}/{id}", """[{"op":"replace","path":"active","value":false}]""")).Expect(200);
        (await provider.Tenant.Admin.Put($"/api/users/{id}", new { username = "ben", role = "USER", status = "ACTIVE" })).Expect(200);
        (await provider.Tenant.Admin.Put($"/api/users/{id}", new { username = "ben", role = "USER", status = "DISABLED" })).Expect(200);
        var refused = (await provider.Patch($"{Users}/{id}", """[{"op":"replace","path":"active","value":true}]""")).Expect(409);
        (refused.Code, refused.Text("scimType")).ShouldBe(("provisioning.disabled_by_hand", "mutability"));
        (await provider.Send(HttpMethod.Put, $"{Users}/{id}", new JsonObject { ["userName"] = provider.Address("ben"), ["displayName"] = "Ben" })).Expect(200);
        (await provider.Tenant.Admin.Get($"/api/users/{id}")).Expect(200).Text("status").ShouldBe("DISABLED");
    }

    [Fact]
    public async Task The_last_administrator_stays()
    {
        var provider = await IdentityProvider.New(both);
        var (_, id) = await provider.NewByHand("boss", "ADMIN");
        (await provider.Tenant.Admin.Put($"/api/users/{provider.Tenant.AdminId}", new { username = "ann", role = "USER", status = "ACTIVE" })).Expect(200);
        foreach (var refused in new[] { await provider.Patch($"{Users}/{id}", """[{"op":"replace","path":"active","value":false}]"""), await provider.Client.Delete($"{Users}/{id}") })
        {
            (refused.Expect(409).Code, refused.Text("scimType")).ShouldBe(("user.last_admin", "mutability"));
        }

        (await provider.LogIn(provider.Address("boss"))).Expect(200);
    }

    [Fact]
    public async Task Seats_count_and_come_back()
    {
        var provider = await IdentityProvider.New(both);
        await both.Server.Sql(
            provider.Tenant, "update control.quota_use set used = used + 1000000 where tenant_id = $1 and quota = 'seats'", Guid.Parse(provider.Tenant.Id));
        var refused = (await provider.Send(HttpMethod.Post, Users, new JsonObject { ["userName"] = provider.Address("eva") })).Expect(429);
        (refused.Code, refused.Text("status")).ShouldBe(("tenancy.quota_exceeded", "429"));
        await both.Server.Sql(
            provider.Tenant, "update control.quota_use set used = used - 1000000 where tenant_id = $1 and quota = 'seats'", Guid.Parse(provider.Tenant.Id));
        var made = await provider.NewUser("eva");
        (await Seats(provider)).ShouldBe("2");
        (await provider.Client.Delete($"{Users}/{made.Id}")).Expect(204);
        (await Seats(provider)).ShouldBe("1");
    }

    [Fact]
    public async Task Names_that_are_taken_get_a_number()
    {
        var provider = await IdentityProvider.New(both);
        var names = new List<string>();
        foreach (var i in Enumerable.Range(0, 11))
        {
            var made = (await provider.Send(HttpMethod.Post, Users, new JsonObject { ["userName"] = provider.Address($"eva{i}"), ["displayName"] = "Eva (North) & Søn" })).Expect(201);
            made.Text("displayName").ShouldBe("Eva (North) & Søn");
            names.Add((await provider.Tenant.Admin.Get($"/api/users/{made.Id}")).Expect(200).Text("username"));
        }

        names.Take(3).ShouldBe(["Eva North Søn", "Eva North Søn 2", "Eva North Søn 3"]);
        names.Distinct().Count().ShouldBe(11);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"userName":null}""")]
    [InlineData("""{"userName":" "}""")]
    [InlineData("""{"userName":7}""")]
    [InlineData("""{"userName":"eva"}""")]
    [InlineData("""{"userName":"{a}","active":"maybe"}""")]
    [InlineData("""{"userName":"{a}","active":1}""")]
    [InlineData("""{"userName":"{a}","displayName":["x"]}""")]
    [InlineData("""{"userName":"{a}","displayName":"a\u0000b"}""")]
    [InlineData("""{"userName":"{a}","displayName":"\ud800"}""")]
    [InlineData("""{"userName":"{a}","name":"x"}""")]
    [InlineData("""{"userName":"{a}","name":{"givenName":{}}}""")]
    [InlineData("""{"userName":"{a}","externalId":{}}""")]
    [InlineData("""{"userName":"{a}","userName":"{a}"}""")]
    [InlineData("[]")]
    [InlineData("\"x\"")]
    [InlineData("")]
    [InlineData("{")]
    public async Task What_cannot_be_is_refused_and_nobody_is_made(string body)
    {
        var provider = await IdentityProvider.New(both);
        var refused = (await provider.Client.Send(HttpMethod.Post, Users, body.Replace("{a}", provider.Address("eva"), StringComparison.Ordinal))).Expect(400);
        (refused.Text("status"), (string?)refused.Json["schemas"]![0]).ShouldBe(("400", "urn:ietf:params:scim:api:messages:2.0:Error"));
        refused.Text("scimType").ShouldBeOneOf("invalidValue", "invalidSyntax");
        ((int)(await provider.Client.Get(Users)).Expect(200).Json["totalResults"]!).ShouldBe(0);
    }

    [Fact]
    public async Task Somebody_without_a_password_gets_one_by_a_reset()
    {
        var provider = await IdentityProvider.New(both);
        var made = await provider.NewUser("eva");
        (await provider.LogIn(provider.Address("eva"))).Expect(401);
        var token = (await provider.Tenant.Admin.Post($"/api/users/{made.Id}/password-reset")).Expect(200).Text("token");
        (await (await both.Server.Anonymous()).Post("/api/auth/reset", new { token, password = TestTenant.Password })).Status.ShouldBeInRange(200, 204);
        (await provider.LogIn(provider.Address("eva"))).Expect(200);
    }

    [Fact]
    public async Task An_address_that_changes_is_the_one_to_sign_in_with_and_stays_in_the_domain()
    {
        var provider = await IdentityProvider.New(both);
        var (_, id) = await provider.NewByHand("ben");
        (await provider.Patch($"{Users}/{id}", """[{"op":"replace","path":"userName","value":"ben@nowhere.example"}]""")).Expect(400).Code.ShouldBe("provisioning.foreign_domain");
        (await provider.LogIn(provider.Address("ben"))).Expect(200);
        (await provider.Patch($"{Users}/{id}", $$"""[{"op":"replace","path":"userName","value":"{{provider.Address("benjamin")}}"}]""")).Expect(200);
        (await provider.LogIn(provider.Address("ben"))).Expect(401);
        (await provider.LogIn(provider.Address("benjamin"))).Expect(200);
    }

    private async Task<string> Seats(IdentityProvider provider) =>
        (await both.Server.Sql(provider.Tenant, "select used from control.quota_use where tenant_id = $1 and quota = 'seats'", Guid.Parse(provider.Tenant.Id))).Single();
}
