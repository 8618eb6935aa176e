using Holdfast.Platform.Modularity.Operations;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Authorization;

/// <summary>A key for tests acts on nothing outside the platform, at whichever endpoint, and may do everything else.</summary>
public sealed class TestKeyTests(EndpointServer server)
{
    // What leads out of the platform. A feature that calls a connector without saying so ends in a 500 below.
    private static readonly string[] Outside =
    [
        "access.create_invitation",
        "access.resend_invitation",
        "access.test_identity_provider",
        "actions.check_run",
        "actions.execute_action",
        "actions.plan_run",
        "actions.start_run",
        "actions.undo_run",
        "integrations.test_integration",
        "mail.retry_mail",
        "playbooks.approve_step",
        "playbooks.resume_playbook_run",
        "playbooks.start_playbook",
        "tenancy.verify_domain",
        "tickets.execute_ticket",
        "webhooks.redeliver_delivery",
        "webhooks.test_webhook",
    ];

    [Fact]
    public async Task What_reaches_outside_is_as_reviewed() =>
        (await server.Features()).Where(e => e.Access!.LeavesPlatform).Select(e => e.Operation!).Order(StringComparer.Ordinal).ShouldBe(Outside);

    [Fact]
    public async Task A_test_key_is_refused_what_reaches_outside_and_nothing_else()
    {
        var tenant = await server.NewTenant();
        var text = (await tenant.Tenant.Admin.Post("/api/admin/api-keys", new { name = "trial", permissions = new[] { "*" }, mode = "TEST" })).Expect(201).Text("key");
        text.ShouldStartWith("sk_test_");
        var program = new ApiClient(tenant.Tenant.Admin.Address, text);
        var deliveries = $"/api/admin/webhooks/{tenant.Ids["WebhookId"]}/deliveries";
        var (sent, run) = ((await tenant.Tenant.Admin.Get(deliveries)).Json["items"]!.AsArray().Count, (await tenant.Tenant.Admin.Get($"/api/action-runs/{tenant.Ids["ActionRunId"]}")).Text("state"));
        foreach (var endpoint in (await server.Features()).Where(e => e.Access!.Entry == Entry.Permission).OrderBy(e => e.Method == "DELETE"))
        {
            var answer = await SampleRequest.To(endpoint, kind => tenant.Ids[kind]).Send(program);
            answer.Status.ShouldBeLessThan(500, $"{endpoint}: {answer.Body}");
            (answer.Code == "access.test_key").ShouldBe(endpoint.Access!.LeavesPlatform, $"{endpoint}: {answer.Body}");
        }

        (await tenant.Tenant.Admin.Get(deliveries)).Json["items"]!.AsArray().Count.ShouldBe(sent);
        (await tenant.Tenant.Admin.Get($"/api/action-runs/{tenant.Ids["ActionRunId"]}")).Text("state").ShouldBe(run);
        var entry = (await tenant.Tenant.Audit("integrations.test_integration"))[0]!;
        ((string?)entry["outcome"], (string?)entry["error"]).ShouldBe(("DENIED", "access.test_key"));
    }
}
