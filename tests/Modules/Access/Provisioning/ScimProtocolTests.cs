using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>Lists, attributes, errors and what the protocol says of itself.</summary>
public sealed class ScimProtocolTests(NamedServer both) : IClassFixture<NamedServer>
{
    private const string Users = IdentityProvider.Users;
    private const string Groups = IdentityProvider.Groups;

    [Fact]
    public async Task The_protocol_says_of_itself_what_is_so()
    {
        var provider = await IdentityProvider.New(both);
        var config = (await provider.Client.Get("/scim/v2/ServiceProviderConfig")).Expect(200);
        config.Headers["Content-Type"].ShouldBe("application/scim+json");
        ((int)config.Json["bulk"]!["maxOperations"]!, (int)config.Json["filter"]!["maxResults"]!, (bool)config.Json["changePassword"]!["supported"]!).ShouldBe((100, 200, false));
        ((int)(await provider.Client.Get("/scim/v2/ResourceTypes")).Expect(200).Json["totalResults"]!).ShouldBe(2);
        (await provider.Client.Get("/scim/v2/ResourceTypes/User")).Expect(200).Text("endpoint").ShouldBe("/Users");
        (await provider.Client.Get("/scim/v2/ResourceTypes/Device")).Expect(404).Text("status").ShouldBe("404");
        var schemas = (await provider.Client.Get("/scim/v2/Schemas")).Expect(200).Json["Resources"]!.AsArray();
        schemas.Count.ShouldBe(2);
        foreach (var schema in schemas)
        {
            (await provider.Client.Get($"/scim/v2/Schemas/{(string)schema!["id"]!}")).Expect(200).Text("name").ShouldBe((string)schema["name"]!);
        }

        (await provider.Client.Get("/scim/v2/Schemas/urn:x")).Expect(404);
        // What somebody can say of themselves at their home, a tenant in the path says too.
        var slug = (string)provider.Tenant.Registered.Json["tenant"]!["slug"]!;
        ((string?)(await provider.Client.Get($"/t/{slug}/scim/v2/ServiceProviderConfig")).Expect(200).Json["meta"]!["location"]).ShouldBe($"{provider.Client.Address}t/{slug}/scim/v2/ServiceProviderConfig");
        (await provider.Client.Get($"/t/no-such/scim/v2/Users")).Expect(404);
    }

    [Fact]
    public async Task Whoever_comes_in_with_a_token_is_nobody_and_is_told_so()
    {
        var provider = await IdentityProvider.New(both);
        var answer = (await provider.Client.Get("/scim/v2/Me")).Expect(501);
        (answer.Text("status"), answer.Headers["Content-Type"]).ShouldBe(("501", "application/scim+json"));
        (await provider.Tenant.Admin.Get("/scim/v2/Me")).Expect(403);
    }

    [Fact]
    public async Task What_a_client_has_already_is_not_sent_again()
    {
        var provider = await IdentityProvider.New(both);
        var user = await provider.NewUser("eva");
        var group = await provider.NewGroup("North", user.Id);
        foreach (var path in new[] { $"{Users}/{user.Id}", $"{Groups}/{group.Id}" })
        {
            var tag = (await provider.Client.Get(path)).Expect(200).Headers["ETag"];
            foreach (var known in new[] { tag, "W/" + tag, $"\"77\", {tag}", "*" })
            {
                var same = (await provider.Client.Send(HttpMethod.Get, path, null, ("If-None-Match", known))).Expect(304);
                (same.Body, same.Headers["ETag"]).ShouldBe(("", tag));
            }

            (await provider.Client.Send(HttpMethod.Get, path, null, ("If-None-Match", "\"77\""))).Expect(200);
        }

        var before = (await provider.Client.Get($"{Users}/{user.Id}")).Headers["ETag"];
        (await provider.Patch($"{Users}/{user.Id}", """[{"op":"replace","path":"displayName","value":"Eva"}]""")).Expect(200);
        (await provider.Client.Send(HttpMethod.Get, $"{Users}/{user.Id}", null, ("If-None-Match", before))).Expect(200);
        // A change is no read.
        (await provider.Send(HttpMethod.Put, $"{Users}/{user.Id}", new JsonObject { ["userName"] = provider.Address("eva") }, ("If-None-Match", "*"))).Expect(200);
    }

    [Theory]
    [InlineData("POST", "/scim/v2/Users", """{"userName":"x","\ud800":1}""")]
    [InlineData("POST", "/scim/v2/Groups", """{"displayName":"x","\udc00":1}""")]
    [InlineData("POST", "/scim/v2/Users/.search", """{"\ud800":1}""")]
    [InlineData("POST", "/scim/v2/Bulk", """{"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{"\ud800":1}}]}""")]
    public async Task A_name_that_no_text_can_hold_is_no_syntax(string method, string path, string body)
    {
        var provider = await IdentityProvider.New(both);
        (await provider.Client.Send(new HttpMethod(method), path, new StringContent(body, Encoding.UTF8, "application/scim+json"))).Expect(400).Text("scimType").ShouldBe("invalidSyntax");
        var user = await provider.NewUser("eva");
        (await provider.Patch($"{Users}/{user.Id}", """[{"op":"replace","value":{"name":{"\udfff":"x"}}}]""")).Expect(400).Text("scimType").ShouldBe("invalidSyntax");
    }

    [Fact]
    public async Task A_list_has_pages_an_order_and_only_what_is_wanted()
    {
        var provider = await IdentityProvider.New(both);
        foreach (var name in new[] { "cy", "Al", "bo", "dé" })
        {
            (await provider.Send(HttpMethod.Post, Users, new JsonObject { ["userName"] = provider.Address($"x{name.Length}{name[0]}"), ["displayName"] = name, ["name"] = name == "bo" ? null : new JsonObject { ["givenName"] = name } })).Expect(201);
        }

        async Task<List<string>> Names(string query) => [.. (await provider.Client.Get($"{Users}?{query}")).Expect(200).Json["Resources"]!.AsArray().Select(r => (string)r!["displayName"]!)];
        (await Names("sortBy=displayName")).ShouldBe(["Al", "bo", "cy", "dé"]);
        (await Names("sortBy=displayName&sortOrder=descending")).ShouldBe(["dé", "cy", "bo", "Al"]);
        (await Names("sortBy=name.givenName")).ShouldBe(["Al", "cy", "dé", "bo"]);
        (await Names("")).ShouldBe(["cy", "Al", "bo", "dé"]);
        (await Names("sortBy=displayName&startIndex=2&count=2")).ShouldBe(["bo", "cy"]);
        (await Names("sortBy=displayName&startIndex=-5&count=1")).ShouldBe(["Al"]);
        (await Names("startIndex=9")).ShouldBeEmpty();
        var none = (await provider.Client.Get($"{Users}?count=0")).Expect(200);
        ((int)none.Json["totalResults"]!, (int)none.Json["itemsPerPage"]!, (int)none.Json["startIndex"]!, none.Json["Resources"]!.AsArray().Count).ShouldBe((4, 0, 1, 0));
        ((int)(await provider.Client.Get($"{Users}?count=100000&startIndex=2")).Expect(200).Json["itemsPerPage"]!).ShouldBe(3);
        foreach (var query in new[] { "sortBy=nothing", "sortBy=groups", "count=x", "attributes=a..b", "excludedAttributes=%20%C3%A9", $"attributes={string.Join(',', Enumerable.Repeat("id", 101))}" })
        {
            (await provider.Client.Get($"{Users}?{query}")).Expect(400).Headers["Content-Type"].ShouldBe("application/scim+json");
        }

        JsonObject One(ApiAnswer answer) => answer.Expect(200).Json["Resources"]![0]!.AsObject();
        One(await provider.Client.Get($"{Users}?attributes=userName,name.givenName,urn:ietf:params:scim:schemas:core:2.0:User:active")).Select(m => m.Key).ShouldBe(["schemas", "userName", "id", "name", "active"], ignoreOrder: true);
        One(await provider.Client.Get($"{Users}?excludedAttributes=userName,emails.type,id,META")).Select(m => m.Key).ShouldBe(["schemas", "id", "name", "displayName", "active", "emails"], ignoreOrder: true);
        One(await provider.Client.Get($"{Users}?excludedAttributes=emails.type"))["emails"]![0]!.AsObject().Select(m => m.Key).ShouldBe(["value", "primary"]);
        // A client's own parameters are passed over.
        (await provider.Client.Get($"{Users}?aadOptscim062020&count=1")).Expect(200);
    }

    [Fact]
    public async Task A_search_by_body_is_the_same_list()
    {
        var provider = await IdentityProvider.New(both);
        await provider.NewUser("eva");
        await provider.NewUser("ben");
        await provider.NewGroup("North");
        var found = (await provider.Client.Send(HttpMethod.Post, Users + "/.search", new StringContent(
            """{"schemas":["urn:ietf:params:scim:api:messages:2.0:SearchRequest"],"filter":"userName sw \"E\"","attributes":["userName"],"startIndex":1,"count":10}""", Encoding.UTF8, "application/scim+json"))).Expect(200);
        ((int)found.Json["totalResults"]!, (string?)found.Json["Resources"]![0]!["userName"], found.Json["Resources"]![0]!["active"]).ShouldBe((1, provider.Address("eva"), null));
        ((int)(await provider.Client.Post(Groups + "/.search", new { filter = "displayName eq \"north\"" })).Expect(200).Json["totalResults"]!).ShouldBe(1);
        foreach (var body in new[] { """{"filter":7}""", """{"count":"x"}""", """{"attributes":"userName"}""", """{"attributes":[7]}""", """{"filter":"\ud800"}""" })
        {
            (await provider.Client.Send(HttpMethod.Post, Users + "/.search", body)).Expect(400).Text("scimType").ShouldBe("invalidSyntax");
        }

        (await provider.Client.Send(HttpMethod.Post, Users + "/.search", new StringContent("{}", Encoding.UTF8, "text/plain"))).Status.ShouldBe(415);
    }

    [Theory]
    [InlineData("userName")]
    [InlineData("userName eq \"x\"; delete from app_user")]
    [InlineData("userName eq \"\\u0000\"")]
    [InlineData("password pr")]
    [InlineData("u.password_hash sw \"A\"")]
    [InlineData("passwordHash eq \"\"")]
    [InlineData("phoneNumbers[type eq \"work\"]")]
    [InlineData("userName[value eq \"x\"]")]
    [InlineData("emails[nothing eq \"x\"]")]
    [InlineData("groups[members[value pr]]")]
    [InlineData("active gt true")]
    [InlineData("active eq 1")]
    [InlineData("userName eq 7")]
    [InlineData("userName gt null")]
    [InlineData("meta.created co \"2026\"")]
    [InlineData("meta.created eq \"yesterday\"")]
    [InlineData("urn:x:userName eq \"x\"")]
    [InlineData("name eq \"x\"")]
    public async Task A_hostile_filter_is_a_clear_problem(string filter)
    {
        var provider = await IdentityProvider.New(both);
        var user = await provider.NewUser("eva");
        var refused = (await provider.Client.Get($"{Users}?filter={Uri.EscapeDataString(filter)}")).Expect(400);
        (refused.Code, refused.Text("scimType"), refused.Text("status")).ShouldBe(("provisioning.invalid_filter", "invalidFilter", "400"));
        refused.Text("detail").ShouldStartWith("The filter cannot be used.");
        (await provider.Client.Get($"{Users}/{user.Id}")).Expect(200).Body.ShouldBe(user.Body);
    }

    [Fact]
    public async Task What_a_filter_says_is_never_more_than_a_value()
    {
        var provider = await IdentityProvider.New(both);
        await provider.NewUser("eva");
        foreach (var value in new[] { "' or '1'='1", "%", "_", "\\\\", "x' union select password_hash from app_user --", "$1", "{0}", "eva%", "\\u0027)) or true --" })
        {
            (await provider.Found(Users, $"userName eq \"{value}\" or displayName co \"{value}\" or externalId sw \"{value}\" or emails[value ew \"{value}\"]")).ShouldBeEmpty(value);
        }

        var deep = $"{new string('(', 16)}userName pr{new string(')', 16)}";
        (await provider.Found(Users, deep)).Count.ShouldBe(1);
        (await provider.Client.Get($"{Users}?filter=({Uri.EscapeDataString(deep)})")).Expect(400).Text("scimType").ShouldBe("invalidFilter");
        var terms = string.Join(" and ", Enumerable.Repeat("not (groups[display co \"x\"])", 50));
        (await provider.Found(Users, terms)).Count.ShouldBe(1);
        (await provider.Client.Get($"{Users}?filter={Uri.EscapeDataString(terms + " and active pr")}")).Expect(400).Text("scimType").ShouldBe("invalidFilter");
        (await provider.Client.Post(Users + "/.search", new { filter = $"userName eq \"{new string('x', 4096)}\"" })).Expect(400).Text("scimType").ShouldBe("invalidFilter");
    }

    [Fact]
    public async Task A_patch_that_fails_somewhere_changes_nothing()
    {
        var provider = await IdentityProvider.New(both);
        var user = await provider.NewUser("eva");
        var group = await provider.NewGroup("North", user.Id);
        (await provider.Patch($"{Users}/{user.Id}", """[{"op":"replace","path":"displayName","value":"E"},{"op":"replace","path":"active","value":"x"}]""")).Expect(400);
        (await provider.Patch($"{Groups}/{group.Id}", """[{"op":"remove","path":"members"},{"op":"replace","path":"displayName","value":""}]""")).Expect(400);
        (await provider.Patch($"{Users}/{user.Id}", """[{"op":"replace","path":"displayName[x eq","value":"E"}]""")).Expect(400).Text("scimType").ShouldBe("invalidPath");
        ((string?)(await provider.Client.Get($"{Users}/{user.Id}")).Expect(200).Json["meta"]!["version"]).ShouldBe("\"1\"");
        (await provider.Client.Get($"{Groups}/{group.Id}")).Expect(200).Body.ShouldBe(group.Body);
        (await provider.Client.Send(HttpMethod.Post, Users, $$"""{"userName":"{{new string('x', 1024 * 1024)}}"}""")).Expect(413).Text("status").ShouldBe("413");
        (await provider.Client.Send(HttpMethod.Post, Users, $"{{\"userName\":\"{provider.Address("x")}\",\"x\":{new string('[', 40)}{new string(']', 40)}}}")).Expect(400).Text("scimType").ShouldBe("invalidSyntax");
    }
}
