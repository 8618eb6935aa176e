using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>Several operations in one request.</summary>
public sealed class BulkTests(NamedServer both) : IClassFixture<NamedServer>
{
    private const string Path = "/scim/v2/Bulk";

    [Fact]
    public async Task Operations_find_what_others_make_and_each_has_its_own_entry()
    {
        var provider = await IdentityProvider.New(both);
        var old = await provider.NewUser("old");
        // The group comes first and names who is made after it.
        var answer = (await Send(provider, $$"""
            [
              { "method": "POST", "path": "/Groups", "bulkId": "g", "data": { "displayName": "North", "members": [{ "type": "User", "value": "bulkId:u" }, { "value": "bulkId:v" }] } },
              { "method": "post", "path": "/Users", "bulkId": "u", "data": { "userName": "{{provider.Address("eva")}}" } },
              { "method": "POST", "path": "/Users", "bulkId": "v", "data": { "userName": "{{provider.Address("ben")}}", "displayName": "B" } },
              { "method": "PATCH", "path": "/Users/bulkId:v", "version": "\"1\"", "data": { "Operations": [{ "op": "replace", "path": "displayName", "value": "Ben" }] } },
              { "method": "PUT", "path": "/Users/{{old.Id}}", "data": { "userName": "{{provider.Address("older")}}" } },
              { "method": "PATCH", "path": "/Groups/bulkId:g", "data": { "Operations": [{ "op": "add", "path": "members", "value": [{ "value": "{{old.Id}}" }] }] } },
              { "method": "DELETE", "path": "/Users/{{old.Id}}" }
            ]
            """)).Expect(200);
        var outcomes = answer.Json["Operations"]!.AsArray();
        outcomes.Select(o => (string)o!["status"]!).ShouldBe(["201", "201", "201", "200", "200", "204", "204"]);
        ((string?)outcomes[0]!["bulkId"], (string?)outcomes[0]!["version"]).ShouldBe(("g", "\"1\""));
        var group = (await provider.Client.Get(new Uri((string)outcomes[0]!["location"]!).PathAndQuery)).Expect(200);
        group.Json["members"]!.AsArray().Select(m => (string)m!["display"]!).ShouldBe(["eva", "Ben"], ignoreOrder: true);
        (await provider.Found(IdentityProvider.Users, "displayName eq \"ben\"")).ShouldBe([provider.Address("ben")]);
        (await provider.Tenant.Audit("access.create_scim_user", 3)).Count.ShouldBe(3);
        (await provider.Tenant.Audit("access.patch_scim_group")).ShouldHaveSingleItem();
        (await provider.Tenant.Admin.Get("/api/audit?action=access.do_scim_bulk")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task Who_wait_for_one_another_in_a_circle_are_refused_and_nothing_is_done()
    {
        var provider = await IdentityProvider.New(both);
        var refused = (await Send(provider, $$"""
            [
              { "method": "POST", "path": "/Users", "bulkId": "u", "data": { "userName": "{{provider.Address("eva")}}" } },
              { "method": "POST", "path": "/Groups", "bulkId": "a", "data": { "displayName": "A", "members": [{ "value": "bulkId:b" }] } },
              { "method": "POST", "path": "/Groups", "bulkId": "b", "data": { "displayName": "B", "members": [{ "value": "bulkId:a" }] } }
            ]
            """)).Expect(409);
        (refused.Code, refused.Text("status")).ShouldBe(("provisioning.bulk_cycle", "409"));
        ((int)(await provider.Client.Get(IdentityProvider.Users)).Expect(200).Json["totalResults"]!).ShouldBe(0);
        (await Send(provider, """[{ "method": "POST", "path": "/Groups", "bulkId": "a", "data": { "displayName": "bulkId:a" } }]""")).Expect(409);
    }

    [Fact]
    public async Task What_fails_fails_alone_and_so_many_end_it()
    {
        var provider = await IdentityProvider.New(both);
        var stranger = Guid.CreateVersion7();
        var operations = $$"""
            [
              { "method": "POST", "path": "/Users", "bulkId": "u", "data": { "userName": "eva@nowhere.example" } },
              { "method": "POST", "path": "/Groups", "bulkId": "g", "data": { "displayName": "A", "members": [{ "value": "bulkId:u" }] } },
              { "method": "POST", "path": "/Groups", "bulkId": "h", "data": { "displayName": "B", "members": [{ "value": "bulkId:nobody" }] } },
              { "method": "DELETE", "path": "/Users/{{stranger}}" },
              { "method": "DELETE", "path": "/Users/x" },
              { "method": "GET", "path": "/Users" },
              { "method": "POST", "path": "/Users", "data": { "userName": "x" } },
              { "method": "PUT", "path": "/Users", "data": {} },
              { "method": "POST", "path": "/Bulk", "bulkId": "q", "data": {} },
              { "method": "PATCH", "path": "/Users/{{stranger}}", "version": "W/x", "data": {} },
              7,
              { "method": "POST", "path": "/Users", "bulkId": "w", "data": { "userName": "{{provider.Address("eva")}}" } }
            ]
            """;
        var outcomes = (await Send(provider, operations)).Expect(200).Json["Operations"]!.AsArray();
        outcomes.Select(o => (string)o!["status"]!).ShouldBe(["400", "409", "409", "404", "404", "400", "400", "400", "400", "400", "400", "201"]);
        ((string?)outcomes[0]!["response"]!["scimType"], (string?)outcomes[1]!["response"]!["code"], (string?)outcomes[3]!["response"]!["status"]).ShouldBe(("invalidValue", "provisioning.bulk_reference", "404"));
        outcomes = (await provider.Client.Send(HttpMethod.Post, Path, $$"""{"failOnErrors":2,"Operations":{{operations}}}""")).Expect(200).Json["Operations"]!.AsArray();
        outcomes.Select(o => (string)o!["status"]!).ShouldBe(["400", "409"]);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"Operations":[]}""")]
    [InlineData("""{"Operations":{}}""")]
    [InlineData("""{"Operations":[1],"failOnErrors":0}""")]
    [InlineData("""{"Operations":[{"method":"POST","path":"/Users","bulkId":"a","data":{}},{"method":"POST","path":"/Users","bulkId":"a","data":{}}]}""")]
    public async Task What_is_no_bulk_request_is_refused(string body)
    {
        var provider = await IdentityProvider.New(both);
        (await provider.Client.Send(HttpMethod.Post, Path, body)).Expect(400).Text("scimType").ShouldBe("invalidSyntax");
    }

    [Fact]
    public async Task Operations_and_bytes_are_bounded()
    {
        var provider = await IdentityProvider.New(both);
        string Many(int n) => new JsonArray([.. Enumerable.Range(0, n).Select(i => new JsonObject
        {
            ["method"] = "POST", ["path"] = "/Users", ["bulkId"] = $"b{i}", ["data"] = new JsonObject { ["userName"] = provider.Address($"u{i}") },
        })]).ToJsonString();
        (await Send(provider, Many(101))).Expect(413).Code.ShouldBe("provisioning.bulk_too_large");
        // It asks before it sends: who is refused by the length hangs up on a body that still comes.
        (await provider.Client.Send(HttpMethod.Post, Path, $$"""{"x":"{{new string('x', 1024 * 1024)}}"}""")).Expect(413);
        ((int)(await provider.Client.Get(IdentityProvider.Users)).Expect(200).Json["totalResults"]!).ShouldBe(0);
        (await Send(provider, Many(100))).Expect(200).Json["Operations"]!.AsArray().ShouldAllBe(o => (string)o!["status"]! == "201");
    }

    private static Task<ApiAnswer> Send(IdentityProvider provider, string operations) => provider.Send(
        HttpMethod.Post, Path, new JsonObject { ["schemas"] = new JsonArray("urn:ietf:params:scim:api:messages:2.0:BulkRequest"), ["Operations"] = JsonNode.Parse(operations) });
}
