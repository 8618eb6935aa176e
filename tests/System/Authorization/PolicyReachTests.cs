using System.Text.RegularExpressions;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Authorization;

/// <summary>A policy about one organization, group or device takes exactly that branch of the tree out, or opens it, at every endpoint.</summary>
public sealed class PolicyReachTests(EndpointServer server)
{
    [Fact]
    public async Task A_branch_that_a_policy_forbids_is_in_no_list_and_behind_no_endpoint_and_all_else_is_as_it_was()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var (admin, id) = await tenant.Tenant.NewUserWithId("ADMIN");
        await Make(tenant, $"forbid (principal == User::\"{id}\", action, resource in Organization::\"{other["OrganizationId"]}\");");
        var strange = other.Where(o => tenant.Ids[o.Key] != o.Value && o.Key != "UserId").ToList();
        var held = new HashSet<string>();
        foreach (var endpoint in (await server.Features()).Where(e => e.Method == "GET" && e.Access!.Entry == Entry.Permission && e.Access!.Narrows && e.RouteIds.Count == 0))
        {
            var answer = (await SampleRequest.To(endpoint, kind => tenant.Ids[kind]).Send(admin)).Expect(200);
            // The audit log has the policy itself, at the tenant.
            var body = Regex.Replace(answer.Body, $"Organization::.{{0,8}}?{other["OrganizationId"]}", "");
            foreach (var (kind, strangeId) in strange)
            {
                body.ShouldNotContain(strangeId, customMessage: $"{endpoint} shows the {kind} of the forbidden branch.");
            }

            held.UnionWith(tenant.Ids.Where(own => answer.Body.Contains($"\"id\":\"{own.Value}\"", StringComparison.Ordinal)).Select(own => own.Key));
        }

        foreach (var kind in new[] { "OrganizationId", "GroupId", "DeviceId", "TicketId", "FindingId", "WebhookId", "AuditEntryId" })
        {
            held.ShouldContain(kind);
        }

        foreach (var path in new[] { "/api/tickets/{TicketId}", "/api/devices/{DeviceId}", "/api/organizations/{OrganizationId}", "/api/groups/{GroupId}", "/api/admin/webhooks/{WebhookId}" })
        {
            (await admin.Get(Named(path, tenant.Ids))).Expect(200);
            var refused = (await admin.Get(Named(path, other))).Expect(404);
            refused.Code.ShouldBe((await admin.Get(path.Replace(path[path.IndexOf('{')..], Guid.CreateVersion7().ToString(), StringComparison.Ordinal))).Code);
            (await tenant.Tenant.Admin.Get(Named(path, other))).Expect(200);
        }

        // What hangs at the tenant is not in the organization.
        (await admin.Get("/api/users")).Expect(200);
        (await admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(201);
        (await admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW", deviceId = other["DeviceId"] })).Code.ShouldBe("ticket.unknown_device");
        (await admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW", deviceId = tenant.Ids["DeviceId"] })).Expect(201);
    }

    [Fact]
    public async Task A_permit_opens_one_branch_and_its_counts()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var (user, id) = await tenant.Tenant.NewUserWithId(null);
        (await user.Get("/api/devices")).Expect(403);
        await Make(tenant, $"permit (principal == User::\"{id}\", action in Action::\"read\", resource in Group::\"{tenant.Ids["GroupId"]}\");");
        (await Ids(user, "/api/devices")).ShouldBe([tenant.Ids["DeviceId"]]);
        (await Ids(user, "/api/groups")).ShouldBe([tenant.Ids["GroupId"]]);
        (await Ids(user, "/api/organizations")).ShouldBeEmpty();
        (await user.Get($"/api/tickets/{tenant.Ids["TicketId"]}")).Expect(200);
        (await user.Get($"/api/tickets/{other["TicketId"]}")).Expect(404);
        (await user.Post($"/api/tickets/{tenant.Ids["TicketId"]}/comments", new { text = "t" })).Expect(403);
        (await user.Get("/api/users")).Expect(403);
    }

    [Fact]
    public async Task Equal_is_what_hangs_exactly_there_and_is_what_hangs_at_such_a_node()
    {
        var tenant = await server.NewTenant();
        var (user, id) = await tenant.Tenant.NewUserWithId(null);
        var self = $"principal == User::\"{id}\"";
        var policy = await Make(tenant, $"permit ({self}, action == Action::\"structure:read\", resource == Organization::\"{tenant.Ids["OrganizationId"]}\");");
        (await Ids(user, "/api/organizations")).ShouldBe([tenant.Ids["OrganizationId"]]);
        (await Ids(user, "/api/groups")).ShouldBeEmpty();
        await Change(tenant, policy, $"permit ({self}, action == Action::\"structure:read\", resource is Group);");
        (await Ids(user, "/api/organizations")).ShouldBeEmpty();
        (await Ids(user, "/api/groups")).ShouldBe([tenant.Ids["GroupId"]]);
        // What is said in conditions counts as what is said in the scope.
        var other = await tenant.NewBranch(server.Server);
        await Change(tenant, policy, $"permit ({self}, action, resource)\nwhen {{ resource in Organization::\"{tenant.Ids["OrganizationId"]}\" || (resource is Device && resource == Device::\"{other["DeviceId"]}\") }}\nunless {{ resource in [Group::\"{tenant.Ids["GroupId"]}\"] }};");
        (await Ids(user, "/api/groups")).ShouldBeEmpty();
        (await Ids(user, "/api/organizations")).ShouldBe([tenant.Ids["OrganizationId"]]);
        (await Ids(user, "/api/devices")).ShouldBe([other["DeviceId"]]);
        (await user.Get($"/api/tickets/{other["TicketId"]}")).Expect(200);
        (await user.Get($"/api/tickets/{tenant.Ids["TicketId"]}")).Expect(404);
        await Change(tenant, policy, $"permit ({self}, action == Action::\"users:read\", resource == Tenant::\"{tenant.Tenant.Id}\");\npermit ({self}, action == Action::\"fleet:read\", resource == Tenant::\"{Guid.CreateVersion7()}\");");
        (await user.Get("/api/users")).Expect(200);
        (await user.Get("/api/devices")).Expect(403);
    }

    [Fact]
    public async Task Live_events_of_a_forbidden_branch_are_not_heard()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var (member, id) = await tenant.Tenant.NewUserWithId("MEMBER");
        await Make(tenant, $"forbid (principal == User::\"{id}\", action == Action::\"tickets:read\", resource in Group::\"{other["GroupId"]}\");");
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(member.Address, "/api/live"));
        request.Headers.Authorization = new("Bearer", member.Token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        (await Next(stream)).Name.ShouldBe("event: hello");
        var elsewhere = (await tenant.Tenant.Admin.Post($"/api/tickets/{other["TicketId"]}/comments", new { text = "t" })).Expect(201);
        (await tenant.Tenant.Admin.Post($"/api/tickets/{tenant.Ids["TicketId"]}/comments", new { text = "t" })).Expect(201);
        // Signals come in the order of their commits: what was left out would stand before. What is found on devices comes when it will.
        var heard = await Next(stream);
        while (heard.Name.StartsWith("event: finding.", StringComparison.Ordinal))
        {
            heard = await Next(stream);
        }

        heard.Name.ShouldBe("event: ticket.commented");
        heard.Data.ShouldNotContain(elsewhere.Id);
        heard.Data.ShouldNotContain(other["TicketId"]);
    }

    [Fact]
    public async Task A_device_is_out_while_it_stands_badly_and_back_when_it_does_not()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var (member, id) = await tenant.Tenant.NewUserWithId("MEMBER");
        Guid Device(IReadOnlyDictionary<string, string> of) => Guid.Parse(of["DeviceId"]);
        // What they have sent is analysed first, and nothing after it.
        await Eventually.Holds("both devices to have been analysed", async () =>
            (await server.Server.Sql(tenant.Tenant, "select count(*) from shared.health where tenant_id = $1 and level = 'DEVICE'", Guid.Parse(tenant.Tenant.Id))).Single() == "2");
        await server.Server.Sql(tenant.Tenant, "update work.analysis_schedule set due_at = now() + interval '1 day', held_until = null where tenant_id = $1", Guid.Parse(tenant.Tenant.Id));
        // As the analysis writes it, in thousandths.
        Task Stands(Guid device, int score) => server.Server.Sql(
            tenant.Tenant, "insert into shared.health (tenant_id, level, id, score, computed_at) values ($1, 'DEVICE', $2, $3, now()) on conflict (tenant_id, level, id) do update set score = $3",
            Guid.Parse(tenant.Tenant.Id), device, score);
        await Stands(Device(tenant.Ids), 30_000);
        await Stands(Device(other), 90_000);
        await Make(tenant, $"forbid (principal == User::\"{id}\", action in [Action::\"tickets\", Action::\"fleet\"], resource is Device) when {{ resource has score && resource.score < 40 && resource.os like \"*\" }};");
        (await Ids(member, "/api/devices")).ShouldBe([other["DeviceId"]]);
        (await member.Get($"/api/tickets/{tenant.Ids["TicketId"]}")).Expect(404);
        (await member.Get($"/api/tickets/{other["TicketId"]}")).Expect(200);
        async Task<bool> May(string device) => (bool)(await tenant.Tenant.Admin.Post(
            "/api/access/check", new { principalKind = "USER", principalId = id, permission = "tickets:write", scope = new { level = "DEVICE", id = device } })).Expect(200).Json["allowed"]!;
        (await May(tenant.Ids["DeviceId"])).ShouldBeFalse();
        (await May(other["DeviceId"])).ShouldBeTrue();
        // What hangs at no device is not concerned.
        (await member.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Expect(201);
        await Stands(Device(tenant.Ids), 60_000);
        await Eventually.Holds("the device to be back", async () => (await member.Get($"/api/tickets/{tenant.Ids["TicketId"]}")).Status == 200);
        (await Ids(member, "/api/devices")).ShouldBe([other["DeviceId"], tenant.Ids["DeviceId"]], ignoreOrder: true);
    }

    private static string Named(string path, IReadOnlyDictionary<string, string> ids) => ids.Aggregate(path, (p, id) => p.Replace($"{{{id.Key}}}", id.Value, StringComparison.Ordinal));

    private static async Task<IEnumerable<string>> Ids(ApiClient client, string path) => (await client.Get(path)).Expect(200).Json["items"]!.AsArray().Select(i => (string)i!["id"]!);

    private static async Task<string> Make(StockedTenant tenant, string text) => (await tenant.Tenant.Admin.Post("/api/policies", new { name = "p", text })).Expect(201).Id;

    private static async Task Change(StockedTenant tenant, string id, string text) => (await tenant.Tenant.Admin.Put($"/api/policies/{id}", new { name = "p", text, enabled = true })).Expect(200);

    private static async Task<(string Name, string Data)> Next(StreamReader stream)
    {
        var (name, data) = ("", "");
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        enough.CancelAfter(TimeSpan.FromSeconds(30));
        while (true)
        {
            var line = await stream.ReadLineAsync(enough.Token) ?? throw new InvalidOperationException("The stream has ended.");
            if (line.StartsWith("event:", StringComparison.Ordinal))
            {
                name = line;
            }
            else if (line.StartsWith("data:", StringComparison.Ordinal))
            {
                data = line;
            }
            else if (line.Length == 0 && name.Length > 0)
            {
                return (name, data);
            }
        }
    }
}
