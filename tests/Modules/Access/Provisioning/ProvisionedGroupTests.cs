using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>User groups that an identity provider keeps.</summary>
public sealed class ProvisionedGroupTests(NamedServer both) : IClassFixture<NamedServer>
{
    private const string Users = IdentityProvider.Users;
    private const string Groups = IdentityProvider.Groups;

    [Fact]
    public async Task A_group_is_made_read_replaced_and_removed()
    {
        var provider = await IdentityProvider.New(both);
        var (eva, ben) = ((await provider.NewUser("eva")).Id, (await provider.NewUser("ben")).Id);
        var made = await provider.NewGroup("North", eva);
        made.Headers["Location"].ShouldBe($"{provider.Client.Address}scim/v2/Groups/{made.Id}");
        var member = made.Json["members"]!.AsArray().ShouldHaveSingleItem()!;
        ((string?)member["value"], (string?)member["$ref"], (string?)member["display"]).ShouldBe((eva, $"{provider.Client.Address}scim/v2/Users/{eva}", "eva"));
        (await provider.Client.Get($"{Groups}/{made.Id}")).Expect(200).Body.ShouldBe(made.Body);
        (await provider.Client.Get($"{Groups}/{made.Id}?excludedAttributes=members")).Expect(200).Json["members"].ShouldBeNull();
        ((string?)(await provider.Client.Get($"{Users}/{eva}")).Expect(200).Json["groups"]![0]!["value"]).ShouldBe(made.Id);

        var shown = (await provider.Tenant.Admin.Get($"/api/user-groups/{made.Id}")).Expect(200);
        ((bool)shown.Json["provisioned"]!, (int)shown.Json["members"]!).ShouldBe((true, 1));
        var replaced = (await provider.Send(
            HttpMethod.Put, $"{Groups}/{made.Id}", new JsonObject { ["displayName"] = "South", ["externalId"] = "x1", ["members"] = new JsonArray(new JsonObject { ["value"] = ben }) }, ("If-Match", made.Headers["ETag"]))).Expect(200);
        (replaced.Text("displayName"), replaced.Text("externalId"), (string?)replaced.Json["members"]![0]!["value"]).ShouldBe(("South", "x1", ben));
        (await provider.Send(HttpMethod.Put, $"{Groups}/{made.Id}", new JsonObject { ["displayName"] = "West" }, ("If-Match", made.Headers["ETag"]))).Expect(412);
        (await Members(provider, made.Id)).ShouldBe([ben]);
        (await provider.NewGroup("West")).Json["members"].ShouldBeNull();
        (await provider.Send(HttpMethod.Post, Groups, new JsonObject { ["displayName"] = "SOUTH" })).Expect(409).Text("scimType").ShouldBe("uniqueness");
        (await provider.Client.Delete($"{Groups}/{made.Id}")).Expect(204);
        (await provider.Client.Get($"{Groups}/{made.Id}")).Expect(404);
        (await provider.Client.Get($"{Users}/{ben}")).Expect(200).Json["groups"].ShouldBeNull();
    }

    [Fact]
    public async Task What_people_have_made_is_not_there_and_what_the_provider_has_made_people_do_not_change()
    {
        var provider = await IdentityProvider.New(both);
        var (admin, eva) = (provider.Tenant.Admin, (await provider.NewUser("eva")).Id);
        var own = (await admin.Post("/api/user-groups", new { name = "own" })).Expect(201).Id;
        (await provider.Client.Get($"{Groups}/{own}")).Expect(404).Code.ShouldBe("user_group.not_found");
        (await provider.Patch($"{Groups}/{own}", $$"""[{"op":"add","path":"members","value":[{"value":"{{eva}}"}]}]""")).Expect(404);
        (await provider.Client.Delete($"{Groups}/{own}")).Expect(404);
        (await admin.Put($"/api/user-groups/{own}/members/{eva}", new { })).Expect(200);
        (await provider.Client.Get($"{Users}/{eva}")).Expect(200).Json["groups"].ShouldBeNull();
        (await provider.Send(HttpMethod.Post, Groups, new JsonObject { ["displayName"] = "own" })).Expect(409);

        var kept = (await provider.NewGroup("kept", eva)).Id;
        (await provider.Client.Get(Groups)).Expect(200).Json["Resources"]!.AsArray().Select(g => (string)g!["id"]!).ShouldBe([kept]);
        foreach (var refused in new[]
        {
            await admin.Put($"/api/user-groups/{kept}/members/{provider.Tenant.AdminId}", new { }),
            await admin.Delete($"/api/user-groups/{kept}/members/{eva}"),
            await admin.Put($"/api/user-groups/{kept}", new { name = "renamed" }),
        })
        {
            refused.Expect(409).Code.ShouldBe("user_group.provisioned");
        }

        // What it is for is the tenant's own note.
        (await admin.Put($"/api/user-groups/{kept}", new { name = "kept", meaning = "from the directory" })).Expect(200).Text("meaning").ShouldBe("from the directory");
        (await Members(provider, kept)).ShouldBe([eva]);
        (await admin.Delete($"/api/user-groups/{kept}")).Expect(204);
        (await provider.Client.Get($"{Groups}/{kept}")).Expect(404);
    }

    [Fact]
    public async Task Who_is_put_into_a_group_has_its_roles_and_loses_them_with_it()
    {
        var provider = await IdentityProvider.New(both);
        var (client, ben) = await provider.NewByHand("ben", null);
        (await client.Get("/api/devices")).Expect(403);
        var group = (await provider.NewGroup("analysts")).Id;
        (await provider.Tenant.Admin.Post("/api/role-assignments", new { principalKind = "GROUP", principalId = group, role = "SECURITY_ANALYST", scope = new { level = "TENANT", id = provider.Tenant.Id } })).Expect(201);
        (await provider.Patch($"{Groups}/{group}", $$"""[{"op":"Add","path":"members","value":[{"value":"{{ben}}"}]}]""")).Expect(204);
        await Eventually.Holds("the role to be there", async () => (await client.Get("/api/devices")).Status == 200);
        (await provider.Patch($"{Groups}/{group}", $$"""[{"op":"remove","path":"members[value eq \"{{ben}}\"]"}]""")).Expect(204);
        await Eventually.Holds("the role to be gone", async () => (await client.Get("/api/devices")).Status == 403);
        // Nobody is in it: nothing changes.
        var before = (await provider.Client.Get($"{Groups}/{group}")).Expect(200).Headers["ETag"];
        (await provider.Patch($"{Groups}/{group}", $$"""[{"op":"remove","path":"members[value eq \"{{ben}}\"]"}]""")).Expect(204).Headers["ETag"].ShouldBe(before);
    }

    [Fact]
    public async Task The_group_that_makes_the_last_administrator_keeps_them()
    {
        var provider = await IdentityProvider.New(both);
        var (_, ben) = await provider.NewByHand("ben", null);
        var group = (await provider.NewGroup("bosses", ben)).Id;
        (await provider.Tenant.Admin.Post("/api/role-assignments", new { principalKind = "GROUP", principalId = group, role = "ADMIN", scope = new { level = "TENANT", id = provider.Tenant.Id } })).Expect(201);
        (await provider.Tenant.Admin.Put($"/api/users/{provider.Tenant.AdminId}", new { username = "ann", role = "USER", status = "ACTIVE" })).Expect(200);
        foreach (var refused in new[]
        {
            await provider.Patch($"{Groups}/{group}", """[{"op":"remove","path":"members"}]"""),
            await provider.Send(HttpMethod.Put, $"{Groups}/{group}", new JsonObject { ["displayName"] = "bosses" }),
            await provider.Client.Delete($"{Groups}/{group}"),
            await provider.Client.Delete($"{Users}/{ben}"),
        })
        {
            refused.Expect(409).Code.ShouldBe("user.last_admin");
        }

        (await Members(provider, group)).ShouldBe([ben]);
    }

    [Fact]
    public async Task Many_come_and_go_in_one_request_and_too_many_do_not()
    {
        var provider = await IdentityProvider.New(both);
        var group = (await provider.NewGroup("all")).Id;
        await both.Server.Sql(
            provider.Tenant,
            """
            insert into control.app_user (tenant_id, id, username, email, status, password_hash, created_at)
            select $1, gen_random_uuid(), 'u' || n, 'u' || n || '@' || $2, 'ACTIVE', '', now() from generate_series(1, 1000) n
            """,
            Guid.Parse(provider.Tenant.Id), provider.Domain);
        var ids = await both.Server.Sql(provider.Tenant, "select id from control.app_user where tenant_id = $1 and username like 'u%' order by id", Guid.Parse(provider.Tenant.Id));
        JsonArray All(IEnumerable<string> some) => new([.. some.Select(i => new JsonObject { ["value"] = i })]);
        string Adding(IEnumerable<string> some) => new JsonArray(new JsonObject { ["op"] = "add", ["path"] = "members", ["value"] = All(some) }).ToJsonString();
        (await provider.Patch($"{Groups}/{group}", Adding(ids))).Expect(204);
        (await Members(provider, group)).Order(StringComparer.Ordinal).ShouldBe(ids.Order(StringComparer.Ordinal));
        var refused = (await provider.Patch($"{Groups}/{group}", Adding(ids.Append(Guid.CreateVersion7().ToString())))).Expect(400);
        (refused.Code, refused.Text("scimType")).ShouldBe(("provisioning.too_many", "tooMany"));
        (await provider.Send(HttpMethod.Put, $"{Groups}/{group}", new JsonObject { ["displayName"] = "all", ["members"] = All(ids.Take(2)) })).Expect(200);
        (await Members(provider, group)).Count.ShouldBe(2);
        (await provider.Found(Groups, $"members eq \"{ids[0]}\" and id eq \"{group}\"", "displayName")).ShouldBe(["all"]);
        (await provider.Found(Groups, $"members[value eq \"{ids[5]}\"]", "displayName")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"displayName":""}""")]
    [InlineData("""{"displayName":"g","members":"x"}""")]
    [InlineData("""{"displayName":"g","members":[{"value":"x"}]}""")]
    [InlineData("""{"displayName":"g","members":[{"display":"x"}]}""")]
    [InlineData("""{"displayName":"g","members":[{"value":"01890000-0000-7000-8000-000000000000"}]}""")]
    [InlineData("""{"displayName":"g","externalId":7}""")]
    public async Task What_cannot_be_is_refused_and_no_group_is_made(string body)
    {
        var provider = await IdentityProvider.New(both);
        (await provider.Client.Send(HttpMethod.Post, Groups, body)).Expect(400).Text("scimType").ShouldBe("invalidValue");
        ((int)(await provider.Client.Get(Groups)).Expect(200).Json["totalResults"]!).ShouldBe(0);
    }

    private static async Task<List<string>> Members(IdentityProvider provider, string group) =>
        [.. (await provider.Client.Get($"{Groups}/{group}")).Expect(200).Json["members"]?.AsArray().Select(m => (string)m!["value"]!) ?? []];
}
