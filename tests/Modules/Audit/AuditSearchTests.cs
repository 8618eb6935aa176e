using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Audit;

public sealed class AuditSearchTests(TestServer server)
{
    [Fact]
    public async Task A_search_finds_what_each_of_its_words_says_and_nothing_else()
    {
        var tenant = await server.NewTenant();
        var (north, south) = (await tenant.NewOrganization("North"), await tenant.NewOrganization("South"));
        var user = await tenant.NewUser("USER");
        (await user.Post("/api/organizations", new { name = "East" })).Expect(403);
        (await tenant.Admin.Delete($"/api/organizations/{south}")).Expect(204);
        await tenant.Audit("tenancy.create_organization", 3);

        async Task<string[]> Find(string query) =>
            [.. (await tenant.Admin.Get($"/api/audit?limit=200&{query}")).Expect(200).Json["items"]!.AsArray().Select(e => $"{(string?)e!["action"]} {(string?)e["resource"]!["name"]} {(string?)e["outcome"]}")];

        (await Find($"resourceId={north}")).ShouldBe(["tenancy.create_organization North SUCCESS"]);
        (await Find($"resourceId={south}")).ShouldBe(["tenancy.delete_organization South SUCCESS", "tenancy.create_organization South SUCCESS"]);
        (await Find($"resourceType=organization&actorId={tenant.AdminId}")).Length.ShouldBe(3);
        (await Find("outcome=DENIED")).ShouldHaveSingleItem().ShouldStartWith("tenancy.create_organization ");
        (await Find("category=AUTHORIZATION&severity=WARNING")).Length.ShouldBe(1);
        (await Find("q=sout")).Length.ShouldBe(2);
        (await Find("q=sout&action=tenancy.create_organization")).ShouldBe(["tenancy.create_organization South SUCCESS"]);
        (await Find("to=2020-01-01T00:00:00Z")).ShouldBeEmpty();
        (await Find("from=2020-01-01T00:00:00Z&action=tenancy.delete_organization")).Length.ShouldBe(1);
    }

    [Theory]
    [InlineData("outcome=PERHAPS")]
    [InlineData("from=yesterday")]
    [InlineData("actorId=ann")]
    [InlineData("colour=red")]
    public async Task What_cannot_be_searched_for_is_a_problem(string query) =>
        (await (await server.NewTenant()).Admin.Get($"/api/audit?{query}")).Expect(400).Code.ShouldNotBeNull();

    [Fact]
    public async Task Pages_lead_through_every_entry_once_newest_first()
    {
        var tenant = await server.NewTenant();
        for (var i = 0; i < 7; i++)
        {
            await tenant.NewOrganization($"Organization {i}");
        }

        await tenant.Audit("tenancy.create_organization", 7);
        var names = new List<string>();
        string? cursor = null;
        do
        {
            var page = (await tenant.Admin.Get($"/api/audit?action=tenancy.create_organization&limit=3{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}")).Expect(200).Json;
            names.AddRange(page["items"]!.AsArray().Select(e => (string)e!["resource"]!["name"]!));
            cursor = (string?)page["nextCursor"];
        }
        while (cursor is not null);
        names.ShouldBe(Enumerable.Range(0, 7).Reverse().Select(i => $"Organization {i}"));
    }

    [Fact]
    public async Task Another_tenants_entry_is_not_there()
    {
        var (one, other) = (await server.NewTenant(), await server.NewTenant());
        await one.NewOrganization("North");
        var id = (string)(await one.Audit("tenancy.create_organization"))[0]!["id"]!;
        foreach (var path in new[] { $"/api/audit/{id}", $"/api/audit/{id}/proof" })
        {
            (await other.Admin.Get(path)).Expect(404);
        }

        (await other.Admin.Get("/api/audit?limit=200")).Expect(200).Json["items"]!.AsArray().ShouldAllBe(e => (string?)e!["tenantId"] == other.Id);
    }
}
