using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Modules.Tenancy.Domain;
using Holdfast.Modules.Tenancy.Features;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Tenancy;

/// <summary>The same operation over HTTP and through the runner: the same answer, the same refusal, the same entry.</summary>
public sealed class TransportTests(TestServer server)
{
    private const string Operation = "tenancy.create_organization";

    [Theory]
    [InlineData("North", "tenants:read", "auth.forbidden", "DENIED")]
    [InlineData("", "structure:write", "name.bad", "FAILURE")]
    [InlineData("Taken", "structure:write", "organization.exists", "FAILURE")]
    [InlineData("North", "structure:write", null, "SUCCESS")]
    public async Task An_operation_is_the_same_by_both_ways(string name, string permission, string? code, string outcome)
    {
        var (byHttp, byRunner) = (await server.NewTenant(), await server.NewTenant());
        await byHttp.NewOrganization("Taken");
        await byRunner.NewOrganization("Taken");

        var user = await byHttp.NewUser(permission == "structure:write" ? "MANAGER" : "USER");
        var answered = await user.Post("/api/organizations", new { name });
        var run = await Run(byRunner, permission, name);

        answered.Code.ShouldBe(code);
        run.Problem?.Code.ShouldBe(code);
        run.Succeeded.ShouldBe(answered.Status == 201);
        if (run.Succeeded)
        {
            answered.Text("name").ShouldBe(run.Value.Name);
            (await byRunner.Admin.Get($"/api/organizations/{run.Value.Id}")).Expect(200);
        }

        var (one, other) = (await Newest(byHttp, outcome), await Newest(byRunner, outcome));
        foreach (var member in new[] { "action", "category", "severity", "outcome", "error" })
        {
            ((string?)one[member]).ShouldBe((string?)other[member], member);
        }

        ((string?)one["resource"]!["type"]).ShouldBe((string?)other["resource"]!["type"]);
    }

    [Fact]
    public async Task What_throws_leaves_its_entry_and_goes_on_up()
    {
        var tenant = await server.NewTenant();
        await Should.ThrowAsync<InvalidOperationException>(() => Run(tenant, "structure:write", "North", (_, _, _) => throw new InvalidOperationException("on purpose")));
        var entry = await Newest(tenant, "FAILURE");
        ((string?)entry["error"], (string?)entry["action"]).ShouldBe(("operation.failed", Operation));
        await Should.ThrowAsync<OperationCanceledException>(() => Run(tenant, "structure:write", "North", (_, _, _) => throw new OperationCanceledException()));
        await Eventually.Holds("the entry of what was cancelled", async () => (await tenant.Audit(Operation)).Any(e => (string?)e!["error"] == "operation.cancelled"));
    }

    [Fact]
    public async Task An_agent_acts_for_a_person_and_the_log_says_so()
    {
        var tenant = await server.NewTenant();
        (await Run(tenant, "structure:write", "North")).Succeeded.ShouldBeTrue();
        var actor = (await Newest(tenant, "SUCCESS"))["actor"]!;
        ((string?)actor["kind"], (string?)actor["name"], (string?)actor["onBehalfOf"]!["kind"], (string?)actor["onBehalfOf"]!["name"]).ShouldBe(("AGENT", "triage", "USER", "ann"));
    }

    [Fact]
    public async Task A_tenant_over_its_rate_is_refused_and_the_refusal_is_not_logged()
    {
        await using var slow = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Http:TenantBurst"] = "3", ["Holdfast:Http:TenantPerSecond"] = "1" });
        var tenant = await slow.NewTenant();
        var results = new List<Result<Organization>>();
        for (var i = 0; i < 6; i++)
        {
            results.Add(await Run(slow, tenant, "tenants:read", "North", Create));
        }

        results[^1].Problem!.Code.ShouldBe("request.too_many");
        results.ShouldContain(r => r.Problem!.Code == "auth.forbidden");
        var refused = results.Count(r => r.Problem!.Code == "auth.forbidden");
        (await slow.Sql(tenant, "select count(*)::text from audit_entry where action = 'tenancy.create_organization'")).ShouldBe([$"{refused}"]);
    }

    private Task<Result<Organization>> Run(TestTenant tenant, string permission, string name) => Run(server, tenant, permission, name, Create);

    private Task<Result<Organization>> Run(TestTenant tenant, string permission, string name, Func<CreateOrganization, OpContext, CreateOrganizationRequest, Task<Result<Organization>>> handle) =>
        Run(server, tenant, permission, name, handle);

    private static Task<Result<Organization>> Create(CreateOrganization feature, OpContext op, CreateOrganizationRequest request) =>
        feature.Handle(op, request, TestContext.Current.CancellationToken);

    private static async Task<Result<Organization>> Run(
        TestServer server, TestTenant tenant, string permission, string name, Func<CreateOrganization, OpContext, CreateOrganizationRequest, Task<Result<Organization>>> handle)
    {
        var id = new TenantId(Guid.Parse(tenant.Id));
        var agent = new Principal(PrincipalKind.Agent, Guid.CreateVersion7(), "triage")
        {
            Home = id,
            OnBehalfOf = new Principal(PrincipalKind.User, Guid.Parse(tenant.AdminId), "ann") { Home = id },
            Grants = Grants.Of([(id, new Scope(ScopeLevel.Tenant, id.Value), permission)]),
        };
        var request = new CreateOrganizationRequest(name);
        var caller = new OpContext(id, agent, new Origin(IPAddress.Loopback, null, null, "request"), "");
        return await (await server.Services()).GetRequiredService<OperationRunner>()
            .Run<CreateOrganization, Organization>(caller, request, (feature, op, _) => handle(feature, op, request), TestContext.Current.CancellationToken);
    }

    private static Task<JsonNode> Newest(TestTenant tenant, string outcome) => Eventually.Get(
        $"an entry with outcome {outcome}", async () => (await tenant.Audit(Operation)).FirstOrDefault(e => (string?)e!["outcome"] == outcome));
}
