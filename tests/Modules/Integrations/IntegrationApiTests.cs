using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;

namespace Holdfast.Tests.Modules.Integrations;

public sealed class IntegrationApiTests(IntegrationsServer fixture) : IAsyncLifetime
{
    private readonly TestServer server = fixture.Server;
    private GrafanaServer grafana = null!;
    private TestTenant tenant = null!;

    public async ValueTask InitializeAsync()
    {
        grafana = await GrafanaServer.Start("/grafana");
        tenant = await server.NewTenant();
    }

    public ValueTask DisposeAsync() => grafana.DisposeAsync();

    [Fact]
    public async Task Connectors_say_what_they_need_and_what_they_can_do()
    {
        var connectors = (await tenant.Admin.Get("/api/connectors")).Expect(200).Json.AsArray();
        var described = connectors.Single(c => (string?)c!["key"] == "grafana")!;
        described["settings"]!.AsArray().Select(s => (string?)s!["name"]).ShouldBe(["url", "webhookSignsBodyOnly", "webhookTimestampHeader", "caCertificatePem", "certificateSha256"]);
        ((string?)described["settings"]![0]!["type"]).ShouldBe("URL");
        ((bool)described["settings"]![0]!["required"]!).ShouldBeTrue();
        ((string?)described["secrets"]![0]!["name"]).ShouldBe("token");
        ((string?)described["actions"]![0]!["key"]).ShouldBe("grafana.annotate");
        ((string?)described["actions"]![0]!["parameters"]![0]!["name"]).ShouldBe("text");
    }

    [Fact]
    public async Task A_created_integration_can_be_read_listed_renamed_and_deleted()
    {
        var created = await Create();
        created.Headers["Location"].ShouldBe($"/api/integrations/{created.Id}");
        (created.Text("status"), (string?)created.Json["secretRef"]!["store"], (int)created.Json["secretRef"]!["version"]!).ShouldBe(("UNTESTED", "local", 1));

        var read = (await tenant.Admin.Get($"/api/integrations/{created.Id}")).Expect(200);
        read.Body.ShouldBe(created.Body);
        (await tenant.Admin.Get("/api/integrations")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem()!.ToJsonString().ShouldBe(created.Json.ToJsonString());

        var renamed = (await tenant.Admin.Put($"/api/integrations/{created.Id}", new { name = "Other", settings = new { url = grafana.Url } }, ("If-Match", read.Headers["ETag"]))).Expect(200);
        (renamed.Text("name"), (int)renamed.Json["secretRef"]!["version"]!).ShouldBe(("Other", 1));

        (await tenant.Admin.Delete($"/api/integrations/{created.Id}", ("If-Match", read.Headers["ETag"]))).Expect(412).Code.ShouldBe("request.stale");
        (await tenant.Admin.Delete($"/api/integrations/{created.Id}")).Expect(204);
        (await tenant.Admin.Get($"/api/integrations/{created.Id}")).Expect(404).Code.ShouldBe("integration.not_found");
        (await Rows()).ShouldNotContain(row => row.StartsWith("secret ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_test_tells_whether_it_works_and_is_remembered()
    {
        var id = (await Create()).Id;
        var passed = (await tenant.Admin.Post($"/api/integrations/{id}/test")).Expect(200);
        ((bool)passed.Json["ok"]!).ShouldBeTrue();
        passed.Text("detail").ShouldContain("Main Org.");
        (await Get(id)).Text("status").ShouldBe("OK");

        grafana.Fault = ProductFault.ServerError;
        var failed = (await tenant.Admin.Post($"/api/integrations/{id}/test")).Expect(200);
        ((bool)failed.Json["ok"]!, failed.Text("code")).ShouldBe((false, "grafana.server_error"));
        var failing = await Get(id);
        failing.Text("status").ShouldBe("FAILING");
        failing.Text("lastError").ShouldBe(failed.Text("detail"));

        var changed = await tenant.Admin.Put($"/api/integrations/{id}", new { name = "G", settings = new { url = grafana.Url }, secret = new { token = grafana.ReadOnlyToken } });
        (changed.Expect(200).Text("status"), (int)changed.Json["secretRef"]!["version"]!).ShouldBe(("UNTESTED", 2));
        changed.Json["lastError"].ShouldBeNull();
    }

    [Fact]
    public async Task A_wrong_token_fails_the_test_with_grafanas_own_words()
    {
        var id = (await Create(token: "glsa_WrongWrongWrongWrongWrongWrong00_00000000")).Id;
        var failed = (await tenant.Admin.Post($"/api/integrations/{id}/test")).Expect(200);
        failed.Text("code").ShouldBe("grafana.unauthorized");
        failed.Text("detail").ShouldContain("Invalid API key");
    }

    [Fact]
    public async Task The_secret_is_in_no_answer_row_audit_entry_or_log_line()
    {
        const string Second = "glsa_SecondSecretOfTheIntegration0000_11111111";
        grafana.Fault = ProductFault.EchoSecret;
        var created = await Create(headers: ("Idempotency-Key", "once"));
        var replayed = await Create(headers: ("Idempotency-Key", "once"));
        replayed.Body.ShouldBe(created.Body);
        var answers = new List<ApiAnswer>
        {
            created,
            await tenant.Admin.Post($"/api/integrations/{created.Id}/test"),
            await tenant.Admin.Put($"/api/integrations/{created.Id}", new { name = "G", settings = new { url = grafana.Url }, secret = new { token = Second } }),
            await tenant.Admin.Post($"/api/integrations/{created.Id}/test"),
            await tenant.Admin.Put($"/api/integrations/{created.Id}", new { name = "G", settings = new { url = grafana.Url, token = Second }, secret = new { token = Second, other = Second } }),
            await tenant.Admin.Post("/api/integrations", $$"""{"connector":"grafana","name":"H","settings":{"url":"{{grafana.Url}}"},"secret":"{{Second}}"}"""),
            await tenant.Admin.Get($"/api/integrations/{created.Id}"),
            await tenant.Admin.Get("/api/integrations"),
        };
        await tenant.Audit("integrations.test_integration", atLeast: 2);
        answers.Add(await tenant.Admin.Get("/api/audit?limit=200"));
        grafana.Requests.Select(r => r.Authorization).ShouldBe([$"Bearer {grafana.Token}", $"Bearer {Second}"]);
        var rows = await Rows();
        foreach (var table in new[] { "secret", "integration", "idempotency", "audit_entry", "event" })
        {
            rows.ShouldContain(row => row.StartsWith(table + " ", StringComparison.Ordinal), table);
        }

        var everything = answers.Select(a => a.Body).Concat(rows).Concat(server.Log).ToList();
        foreach (var secret in new[] { grafana.Token, Second })
        {
            everything.ShouldNotContain(text => text.Contains(secret, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task The_address_of_a_stored_secret_changes_only_together_with_it()
    {
        await using var attacker = await GrafanaServer.Start();
        var id = (await Create()).Id;
        (await tenant.Admin.Put($"/api/integrations/{id}", new { name = "G", settings = new { url = attacker.Url } })).Expect(400).Code.ShouldBe("integration.secret_needed");
        (await tenant.Admin.Post($"/api/integrations/{id}/test")).Expect(200);
        attacker.Requests.ShouldBeEmpty();
        (await tenant.Admin.Put($"/api/integrations/{id}", new { name = "G", settings = new { url = attacker.Url }, secret = new { token = "glsa_new" } })).Expect(200);
    }

    [Theory]
    [InlineData("""{"connector":"nosuch","name":"G","settings":{}}""", "integration.unknown_connector", "connector")]
    [InlineData("""{"connector":"grafana","name":" ","settings":{"url":"http://127.0.0.1"},"secret":{"token":"t"}}""", "integration.bad_name", "name")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{},"secret":{"token":"t"}}""", "integration.bad_fields", "settings.url")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{"url":"http://127.0.0.1"}}""", "integration.bad_fields", "secret.token")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{"url":"http://127.0.0.1"},"secret":null}""", "integration.bad_fields", "secret.token")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{"url":"http://127.0.0.1","more":1},"secret":{"token":"t"}}""", "integration.bad_fields", "settings.more")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{"url":"http://127.0.0.1"},"secret":{"token":5}}""", "integration.bad_fields", "secret.token")]
    [InlineData("""{"connector":"grafana","name":"G","settings":[],"secret":{"token":"t"}}""", "integration.bad_fields", "settings")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{"url":"http://a:b@127.0.0.1"},"secret":{"token":"t"}}""", "integration.bad_fields", "settings.url")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{"url":"http://10.0.0.1"},"secret":{"token":"t"}}""", "integration.forbidden_address", "settings.url")]
    [InlineData("""{"connector":"grafana","name":"G","settings":{"url":"http://127.0.0.1"},"secret":{"token":"t"},"status":"OK"}""", "request.unknown_member", "status")]
    [InlineData("""{"connector":"grafana","name":"G"}""", "request.missing_member", "settings")]
    public async Task What_is_wrong_is_named_and_nothing_is_made(string body, string code, string field)
    {
        var answer = (await tenant.Admin.Post("/api/integrations", body)).Expect(400);
        answer.Code.ShouldBe(code);
        answer.Json["errors"]!.AsObject().ShouldContain(e => e.Key == field);
        (await tenant.Admin.Get("/api/integrations")).Json["items"]!.AsArray().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_name_is_unique_in_its_tenant()
    {
        await Create();
        (await tenant.Admin.Post("/api/integrations", Body())).Expect(409).Code.ShouldBe("integration.exists");
    }

    [Fact]
    public async Task Another_tenants_integration_is_as_if_it_were_not_there()
    {
        var theirs = (await Create()).Id;
        var other = (await server.NewTenant()).Admin;
        var nobodys = Guid.CreateVersion7().ToString();
        foreach (var id in new[] { theirs, nobodys })
        {
            (await other.Get($"/api/integrations/{id}")).Expect(404).Code.ShouldBe("integration.not_found");
            (await other.Put($"/api/integrations/{id}", new { name = "X", settings = new { url = grafana.Url } })).Expect(404);
            (await other.Post($"/api/integrations/{id}/test")).Expect(404);
            (await other.Delete($"/api/integrations/{id}")).Expect(404);
        }

        (await other.Get("/api/integrations")).Json["items"]!.AsArray().ShouldBeEmpty();
        grafana.Requests.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_user_may_look_and_not_change()
    {
        var id = (await Create()).Id;
        var user = await tenant.NewUser("USER");
        (await user.Get("/api/integrations")).Expect(200);
        (await user.Get("/api/connectors")).Expect(200);
        (await user.Post("/api/integrations", Body("Other"))).Expect(403);
        (await user.Post($"/api/integrations/{id}/test")).Expect(403);
        (await user.Delete($"/api/integrations/{id}")).Expect(403);
    }

    [Fact]
    public async Task Every_change_is_in_the_audit_log_as_a_change_of_configuration()
    {
        var id = (await Create()).Id;
        (await tenant.Admin.Delete($"/api/integrations/{id}")).Expect(204);
        var created = (await tenant.Audit("integrations.create_integration"))[0]!;
        ((string?)created["category"], (string?)created["after"]!["name"], created["before"]).ShouldBe(("SYSTEM_CONFIG", "G", null));
        var deleted = (await tenant.Audit("integrations.delete_integration"))[0]!;
        ((string?)deleted["before"]!["name"], deleted["after"]).ShouldBe(("G", null));
    }

    private object Body(string name = "G", string? token = null) =>
        new { connector = "grafana", name, settings = new { url = grafana.Url }, secret = new { token = token ?? grafana.Token } };

    private async Task<ApiAnswer> Create(string? token = null, params (string, string)[] headers) =>
        (await tenant.Admin.Post("/api/integrations", Body(token: token), headers)).Expect(201);

    private async Task<ApiAnswer> Get(string id) => (await tenant.Admin.Get($"/api/integrations/{id}")).Expect(200);

    private Task<List<string>> Rows() => DatabaseText.Of(server, tenant);
}
