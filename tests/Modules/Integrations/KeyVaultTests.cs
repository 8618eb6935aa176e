using Holdfast.Modules.Integrations.Contracts;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Grafana;
using Holdfast.Tests.Harness.Products;
using Holdfast.Tests.Harness.KeyVault;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Integrations;

/// <summary>Integrations of a server that keeps secrets in an Azure Key Vault, through the door.</summary>
public sealed class KeyVaultTests(KeyVaultTests.Fixture fixture) : IClassFixture<KeyVaultTests.Fixture>, IAsyncLifetime
{
    private readonly TestServer server = fixture.Server;
    private readonly KeyVaultServer vault = fixture.Vault;
    private GrafanaServer grafana = null!;
    private TestTenant tenant = null!;

    public async ValueTask InitializeAsync()
    {
        vault.Fault = KeyVaultFault.None;
        grafana = await GrafanaServer.Start();
        tenant = await server.NewTenant();
    }

    public ValueTask DisposeAsync() => grafana.DisposeAsync();

    [Fact]
    public async Task A_secret_is_in_the_key_vault_and_nowhere_else_and_the_integration_works_with_it()
    {
        var created = await Create();
        ((string?)created.Json["secretRef"]!["store"], (int)created.Json["secretRef"]!["version"]!).ShouldBe(("azure", 1));
        var kept = Ours().ShouldHaveSingleItem();
        ((string?)created.Json["secretRef"]!["name"]).ShouldBe(kept.Name);
        kept.Value.ShouldContain(grafana.Token);

        ((bool)(await tenant.Admin.Post($"/api/integrations/{created.Id}/test")).Expect(200).Json["ok"]!).ShouldBeTrue();
        (await Annotate(created.Id)).ShouldBeOfType<ActionOutcome.Succeeded>();
        grafana.Requests.ShouldAllBe(r => r.Authorization == $"Bearer {grafana.Token}" || r.Path == "/api/health");

        await tenant.Audit("integrations.create_integration");
        var rows = await DatabaseText.Of(server, tenant);
        rows.ShouldContain(row => row.StartsWith("outside_secret ", StringComparison.Ordinal));
        rows.ShouldNotContain(row => row.StartsWith("secret ", StringComparison.Ordinal));
        foreach (var text in rows.Concat(server.Log))
        {
            text.ShouldNotContain(grafana.Token);
            text.ShouldNotContain(vault.ClientSecret);
        }
    }

    [Fact]
    public async Task A_replaced_secret_and_a_deleted_integrations_are_removed_from_the_key_vault()
    {
        var id = (await Create()).Id;
        var changed = (await tenant.Admin.Put($"/api/integrations/{id}", Change(secret: "glsa_second"))).Expect(200);
        ((int)changed.Json["secretRef"]!["version"]!).ShouldBe(2);
        await Remove();
        Ours().ShouldHaveSingleItem().Value.ShouldContain("glsa_second");

        (await tenant.Admin.Put($"/api/integrations/{id}", new { name = "Renamed", settings = new { url = grafana.Url } })).Expect(200);
        (await tenant.Admin.Delete($"/api/integrations/{id}")).Expect(204);
        await Remove();
        Ours().ShouldBeEmpty();
        vault.Secrets.Count(s => s.Tags["tenant"] == tenant.Id).ShouldBe(2);
    }

    [Fact]
    public async Task A_removed_tenants_secrets_are_removed_from_the_key_vault_and_until_then_the_tenant_is_not_gone()
    {
        await Create();
        var provider = await server.NewTenant("Provider");
        await server.Sql(tenant, "update control.tenant set parent_id = $1 where tenant_id = $2", Guid.Parse(provider.Id), Guid.Parse(tenant.Id));
        (await provider.Admin.Delete($"/api/tenants/{tenant.Id}")).Expect(200);
        await server.Sql(tenant, "update control.tenant set delete_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        vault.Fault = KeyVaultFault.Away;
        await server.Work("tenancy.remove_tenants");
        Ours().ShouldHaveSingleItem();
        (await provider.Admin.Get($"/api/tenants/{tenant.Id}")).Expect(200).Text("state").ShouldBe("REMOVING");
        (await provider.Admin.Post($"/api/tenants/{tenant.Id}/resume")).Expect(409).Code.ShouldBe("tenant.removing");

        vault.Fault = KeyVaultFault.None;
        await Eventually.Holds("the tenant to be gone", async () =>
        {
            await server.Work("tenancy.remove_tenants");
            return (await provider.Admin.Get($"/api/tenants/{tenant.Id}")).Status == 404;
        });
        Ours().ShouldBeEmpty();
    }

    [Fact]
    public async Task While_the_key_vault_is_away_nothing_is_changed_and_the_caller_may_try_again()
    {
        var created = await Create();
        vault.Fault = KeyVaultFault.Away;
        foreach (var refused in new[]
        {
            await tenant.Admin.Post("/api/integrations", Body("Other")),
            await tenant.Admin.Put($"/api/integrations/{created.Id}", Change(secret: "glsa_second")),
        })
        {
            refused.Expect(503).Code.ShouldBe("vault.unavailable");
            refused.Headers.Keys.ShouldContain("Retry-After");
        }

        var test = (await tenant.Admin.Post($"/api/integrations/{created.Id}/test")).Expect(200);
        ((bool)test.Json["ok"]!, test.Text("code")).ShouldBe((false, "vault.unavailable"));
        var failed = (await Annotate(created.Id)).ShouldBeOfType<ActionOutcome.Failed>();
        (failed.Code, failed.Retryable).ShouldBe(("vault.unavailable", true));
        grafana.Requests.ShouldBeEmpty();

        vault.Fault = KeyVaultFault.None;
        var items = (await tenant.Admin.Get("/api/integrations")).Expect(200).Json["items"]!.AsArray();
        ((string?)items.ShouldHaveSingleItem()!["secretRef"]!["name"]).ShouldBe((string?)created.Json["secretRef"]!["name"]);
        ((bool)(await tenant.Admin.Post($"/api/integrations/{created.Id}/test")).Expect(200).Json["ok"]!).ShouldBeTrue();
    }

    [Fact]
    public async Task A_change_that_fails_after_the_secret_was_set_leaves_nothing_behind()
    {
        await Create();
        (await tenant.Admin.Post("/api/integrations", Body("G"))).Expect(409).Code.ShouldBe("integration.exists");
        Ours().Length.ShouldBe(2);
        await Remove();
        Ours().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_stale_change_sets_no_secret()
    {
        var created = await Create();
        (await tenant.Admin.Put($"/api/integrations/{created.Id}", Change(secret: "glsa_second"), ("If-Match", "\"9\""))).Expect(412);
        Ours().ShouldHaveSingleItem();
    }

    [Fact]
    public async Task With_a_wrong_application_secret_the_caller_is_told_and_the_log_says_why_without_it()
    {
        const string Wrong = "hf8Q~WrongSecretOfTheApplication";
        var settings = new Dictionary<string, string?>(vault.Settings) { ["Holdfast:Vault:Azure:ClientSecret"] = Wrong };
        await using var refused = TestServer.With(ProductServer.Reachable.Concat(settings).ToDictionary(s => s.Key, s => s.Value), vault.AddTo);
        var admin = (await refused.NewTenant()).Admin;
        var answer = (await admin.Post("/api/integrations", Body())).Expect(503);
        answer.Code.ShouldBe("vault.refused");
        answer.Body.ShouldNotContain("AADSTS");
        (await admin.Get("/api/integrations")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        refused.Log.ShouldContain(line => line.Contains("AADSTS7000215", StringComparison.Ordinal));
        refused.Log.ShouldAllBe(line => !line.Contains(Wrong, StringComparison.Ordinal) && !line.Contains(grafana.Token, StringComparison.Ordinal));
    }

    private object Body(string name = "G", string? token = null) =>
        new { connector = "grafana", name, settings = new { url = grafana.Url }, secret = new { token = token ?? grafana.Token } };

    private object Change(string secret) => new { name = "G", settings = new { url = grafana.Url }, secret = new { token = secret } };

    private async Task<ApiAnswer> Create() => (await tenant.Admin.Post("/api/integrations", Body())).Expect(201);

    private KeptSecret[] Ours() => [.. vault.Present.Where(s => s.Tags["tenant"] == tenant.Id)];

    private async Task<ActionOutcome> Annotate(string integration)
    {
        var op = OpContext.OfSystem(TenantId.From(Guid.Parse(tenant.Id)), "test", "test");
        await using var scope = (await server.Services()).OpenOp(op);
        var integrations = scope.ServiceProvider.GetRequiredService<IIntegrations>();
        var (id, stop) = (IntegrationId.From(Guid.Parse(integration)), TestContext.Current.CancellationToken);
        var annotate = (await integrations.FindAction(op, id, "grafana.annotate", stop)).ShouldNotBeNull();
        return await integrations.Execute(op, id, annotate.Action.Key, System.Text.Json.JsonSerializer.SerializeToElement(new { text = "from a test" }), "ref", annotate.Basis, stop);
    }

    private async Task Remove()
    {
        await server.Sql(tenant, "update outside_secret_due set due_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await server.Work("vault.remove_outside_secrets");
    }

    public sealed class Fixture : IAsyncLifetime
    {
        public KeyVaultServer Vault { get; private set; } = null!;

        public TestServer Server { get; private set; } = null!;

        public async ValueTask InitializeAsync()
        {
            Vault = await KeyVaultServer.Start();
            Server = TestServer.With(ProductServer.Reachable.Concat(Vault.Settings).ToDictionary(s => s.Key, s => s.Value), Vault.AddTo);
        }

        public async ValueTask DisposeAsync()
        {
            await Server.DisposeAsync();
            await Vault.DisposeAsync();
        }
    }
}
