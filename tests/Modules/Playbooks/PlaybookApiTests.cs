using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Playbooks;

public sealed class PlaybookApiTests(PlaybookServer fixture) : IAsyncLifetime
{
    private const string Good = "name: First\ndescription: d\ntriggers:\n  - manual: true\nsteps:\n  - id: say\n    notify: { subject: s, text: t }\n";
    private TestTenant tenant = null!;

    private ApiClient Admin => tenant.Admin;

    public async ValueTask InitializeAsync() => tenant = await fixture.Server.NewTenant();

    public ValueTask DisposeAsync() => default;

    [Fact]
    public async Task A_playbook_is_written_read_revised_and_removed()
    {
        var made = (await Admin.Post("/api/playbooks", new { text = Good })).Expect(201);
        (made.Text("name"), made.Text("state"), (int)made.Json["latest"]!).ShouldBe(("First", "DRAFT", 1));
        ((string)(await Admin.Get($"/api/playbooks/{made.Id}")).Expect(200).Json["text"]!).ShouldBe(Good);

        var second = Good.Replace("First", "Second", StringComparison.Ordinal);
        (await Admin.Put($"/api/playbooks/{made.Id}", new { text = second }, ("If-Match", "\"7\""))).Expect(412);
        ((int)(await Admin.Put($"/api/playbooks/{made.Id}", new { text = second }, ("If-Match", "\"1\""))).Expect(200).Json["latest"]!).ShouldBe(2);
        var versions = (await Admin.Get($"/api/playbooks/{made.Id}/versions")).Expect(200).Json["items"]!.AsArray();
        versions.Select(v => ((int)v!["number"]!, (string)v["createdBy"]!)).ShouldBe([(2, "ann"), (1, "ann")]);
        var first = (await Admin.Get($"/api/playbooks/{made.Id}/versions?limit=1")).Expect(200).Json;
        ((int)first["items"]!.AsArray().Single()!["number"]!).ShouldBe(2);
        ((int)(await Admin.Get($"/api/playbooks/{made.Id}/versions?limit=1&cursor={Uri.EscapeDataString((string)first["nextCursor"]!)}")).Expect(200).Json["items"]!.AsArray().Single()!["number"]!).ShouldBe(1);

        (await Admin.Delete($"/api/playbooks/{made.Id}")).Expect(204);
        (await Admin.Get($"/api/playbooks/{made.Id}")).Expect(404).Code.ShouldBe("playbook.not_found");
        (await tenant.Audit("playbooks.update_playbook"))[0]!["after"]!["name"]!.GetValue<string>().ShouldBe("Second");
    }

    [Fact]
    public async Task A_text_with_mistakes_is_not_kept_and_each_is_said_with_its_place()
    {
        var bad = Good.Replace("subject: s", "colour: red", StringComparison.Ordinal);
        var refused = (await Admin.Post("/api/playbooks", new { text = bad })).Expect(400);
        refused.Code.ShouldBe("playbook.bad_definition");
        refused.Json["errors"]!.AsObject().Select(f => f.Key).ShouldBe(["text:7:13", "text:7:15"]);
        (await Admin.Get("/api/playbooks")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();

        var checks = (await Admin.Post("/api/playbooks/validate", new { text = bad })).Expect(200).Json;
        ((bool)checks["valid"]!, (int)checks["mistakes"]![0]!["line"]!, (string)checks["mistakes"]![1]!["code"]!).ShouldBe((false, 7, "playbook.unknown_member"));
        ((bool)(await Admin.Post("/api/playbooks/validate", new { text = Good })).Expect(200).Json["valid"]!).ShouldBeTrue();
        (await Admin.Post("/api/playbooks", new { text = " " })).Expect(400).Code.ShouldBe("playbook.text_needed");
    }

    [Fact]
    public async Task A_name_is_unique_in_its_tenant_and_free_in_another()
    {
        (await Admin.Post("/api/playbooks", new { text = Good })).Expect(201);
        (await Admin.Post("/api/playbooks", new { text = Good })).Expect(409).Code.ShouldBe("playbook.exists");
        (await (await fixture.Server.NewTenant()).Admin.Post("/api/playbooks", new { text = Good })).Expect(201);
    }

    [Fact]
    public async Task The_library_and_the_schema_are_there()
    {
        var library = System.Text.Json.Nodes.JsonNode.Parse((await Admin.Get("/api/playbooks/library")).Expect(200).Body)!.AsArray();
        library.Count.ShouldBe(6);
        foreach (var each in library)
        {
            (await Admin.Post("/api/playbooks", new { text = (string)each!["text"]! })).Expect(201);
        }

        ((string)(await Admin.Get("/api/playbooks/schema")).Expect(200).Json["title"]!).ShouldBe("Holdfast playbook");
    }

    [Fact]
    public async Task Only_a_person_with_the_right_publishes()
    {
        var id = (await Admin.Post("/api/playbooks", new { text = Good })).Expect(201).Id;
        (await (await tenant.NewUser("SECURITY_ANALYST")).Post($"/api/playbooks/{id}/publish", new { })).Expect(403);
        var key = (await Admin.Post("/api/admin/api-keys", new { name = "k", permissions = new[] { "playbooks:publish" }, scope = new { level = "TENANT", id = tenant.Id } })).Expect(201).Text("key");
        (await new ApiClient(Admin.Address, key).Post($"/api/playbooks/{id}/publish", new { })).Expect(409).Code.ShouldBe("playbook.person_needed");
        (await Admin.Post($"/api/playbooks/{id}/run", new { })).Expect(409).Code.ShouldBe("playbook.not_published");
        (await Admin.Post($"/api/playbooks/{id}/publish", new { number = 7 })).Expect(404).Code.ShouldBe("playbook.version_not_found");
        var published = (await Admin.Post($"/api/playbooks/{id}/publish", new { })).Expect(200);
        (published.Text("state"), (string)published.Json["publisher"]!["name"]!).ShouldBe(("PUBLISHED", "ann"));
        (await Admin.Post($"/api/playbooks/{id}/disable")).Expect(200).Text("state").ShouldBe("DISABLED");
        (await Admin.Post($"/api/playbooks/{id}/run", new { })).Expect(409).Code.ShouldBe("playbook.not_published");
    }

    [Fact]
    public async Task Somebody_with_a_right_on_an_organization_keeps_playbooks_there_and_nowhere_else()
    {
        var (organization, other) = (await tenant.NewOrganization(), await tenant.NewOrganization());
        var manager = await tenant.NewUserAt("MANAGER", "ORGANIZATION", organization);
        (await manager.Post("/api/playbooks", new { text = Good })).Expect(403);
        (await manager.Post("/api/playbooks", new { text = Good, scope = new { level = "ORGANIZATION", id = other } })).Expect(400).Code.ShouldBe("playbook.unknown_scope");
        var id = (await manager.Post("/api/playbooks", new { text = Good, scope = new { level = "ORGANIZATION", id = organization } })).Expect(201).Id;
        (await manager.Post($"/api/playbooks/{id}/publish", new { })).Expect(200);
        (await Admin.Get($"/api/playbooks/{id}")).Expect(200);
        (await (await tenant.NewUserAt("MANAGER", "ORGANIZATION", other)).Get($"/api/playbooks/{id}")).Expect(404);
    }
}
