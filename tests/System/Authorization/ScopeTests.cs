using Holdfast.Platform.Modularity.Operations;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Authorization;

/// <summary>A right at one organization, group or device opens exactly that branch of the tree, at every endpoint.</summary>
public sealed class ScopeTests(EndpointServer server)
{
    private static readonly string[] Levels = ["ORGANIZATION", "GROUP", "DEVICE"];

    private const string Legend = """
        # What somebody may do who is administrator of one organization, one group or one device, and of nothing else in the tenant.
        # own    asked about things of that branch    other    asked about the same kinds of things of another organization of the tenant
        #   yes   it is done, or the thing's own state or version stands against it    a code   it is refused so


        """;

    [Fact]
    public async Task Every_endpoint_by_who_has_a_right_on_one_node_is_as_reviewed()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var rows = new List<string[]> { new[] { "endpoint", "requires" }.Concat(Levels.SelectMany(l => new[] { $"{l} own", $"{l} other" })).ToArray() };
        var admins = await Task.WhenAll(Levels.Select(l => tenant.Tenant.NewUserAt("ADMIN", l, tenant.Ids[Node(l)])));
        foreach (var endpoint in (await server.Features()).Where(e => e.Access!.Entry == Entry.Permission).OrderBy(e => e.Method == "DELETE"))
        {
            var cells = new List<string> { endpoint.ToString(), endpoint.Access!.ToString() };
            foreach (var admin in admins)
            {
                cells.Add(await Ask(SampleRequest.To(endpoint, kind => tenant.Ids[kind]), admin));
                cells.Add(Names(endpoint) ? await Ask(SampleRequest.To(endpoint, kind => other[kind]), admin) : "-");
            }

            rows.Add([.. cells]);
        }

        foreach (var (row, i) in rows.Skip(1).SelectMany(r => new[] { 3, 5, 7 }.Select(i => (r, i))))
        {
            row[i].ShouldNotBe("yes", $"{row[0]} about another branch");
        }

        await Snapshot.Matches("tests/System/Authorization/Snapshots/scope.txt", Legend + TextTable.Of([rows[0], .. rows.Skip(1).OrderBy(r => r[0].Split(' ')[1], StringComparer.Ordinal).ThenBy(r => r[0], StringComparer.Ordinal)]));
    }

    [Fact]
    public async Task A_list_holds_what_is_in_the_branch_and_nothing_else()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var strange = other.Where(o => tenant.Ids[o.Key] != o.Value && o.Key != "UserId").ToList();
        foreach (var level in Levels)
        {
            var admin = await tenant.Tenant.NewUserAt("ADMIN", level, tenant.Ids[Node(level)]);
            var held = new List<string>();
            foreach (var endpoint in (await server.Features()).Where(e => e.Method == "GET" && e.Access!.Narrows && e.RouteIds.Count == 0))
            {
                var answer = (await SampleRequest.To(endpoint, kind => tenant.Ids[kind]).Send(admin)).Expect(200);
                foreach (var (kind, id) in strange)
                {
                    answer.Body.ShouldNotContain(id, customMessage: $"{endpoint} shows the {kind} of another branch to an administrator of one {level}.");
                }

                held.AddRange(tenant.Ids.Where(own => answer.Body.Contains($"\"id\":\"{own.Value}\"", StringComparison.Ordinal)).Select(own => own.Key));
            }

            held.ShouldContain("DeviceId");
            held.ShouldContain("TicketId");
            held.ShouldContain("FindingId");
            held.ShouldContain("WebhookId");
            held.ShouldContain("AuditEntryId");
            held.Contains("OrganizationId").ShouldBe(level == "ORGANIZATION");
            held.Contains("GroupId").ShouldBe(level != "DEVICE");
        }
    }

    [Fact]
    public async Task Live_events_are_those_of_the_branch()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var member = await tenant.Tenant.NewUserAt("MEMBER", "GROUP", tenant.Ids["GroupId"]);
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(member.Address, "/api/live"));
        request.Headers.Authorization = new("Bearer", member.Token);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        using var stream = new StreamReader(await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken));
        (await Next(stream)).ShouldBe("event: hello");
        await Comment(tenant, other["TicketId"]);
        (await tenant.Tenant.Admin.Post("/api/organizations", new { name = "North" })).Expect(201);
        await Comment(tenant, tenant.Ids["TicketId"]);
        // Signals come in the order of their commits: what was left out would stand before.
        (await Next(stream)).ShouldBe("event: ticket.commented");
    }

    [Fact]
    public async Task A_refusal_by_place_has_the_same_entry_as_one_at_the_door()
    {
        var tenant = await server.NewTenant();
        var member = await tenant.Tenant.NewUserAt("MEMBER", "GROUP", tenant.Ids["GroupId"]);
        (await member.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW" })).Code.ShouldBe("auth.out_of_reach");
        (await member.Post("/api/organizations", new { name = "North" })).Code.ShouldBe("auth.forbidden");
        var refused = (await tenant.Tenant.Audit("tickets.create_ticket", 2)).Single(e => (string?)e!["outcome"] == "DENIED")!;
        var atDoor = (await tenant.Tenant.Audit("tenancy.create_organization", 2)).Single(e => (string?)e!["outcome"] == "DENIED")!;
        foreach (var member2 in new[] { "category", "severity", "outcome" })
        {
            ((string?)refused[member2]).ShouldBe((string?)atDoor[member2]);
        }

        ((string?)refused["error"]).ShouldBe("auth.out_of_reach");
    }

    [Fact]
    public async Task A_device_that_moves_takes_its_tickets_with_it_and_leaves_who_has_a_right_where_it_stood()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var (left, joined) = (await tenant.Tenant.NewUserAt("MEMBER", "GROUP", tenant.Ids["GroupId"]), await tenant.Tenant.NewUserAt("MEMBER", "ORGANIZATION", other["OrganizationId"]));
        (await left.Get($"/api/tickets/{tenant.Ids["TicketId"]}")).Expect(200);
        // A right where the device stands is no right where it is to go.
        (await left.Put($"/api/devices/{tenant.Ids["DeviceId"]}", new { groupId = other["GroupId"] })).Code.ShouldBe("device.unknown_group");
        (await tenant.Tenant.Admin.Put($"/api/devices/{tenant.Ids["DeviceId"]}", new { groupId = other["GroupId"] })).Expect(200);
        (await left.Get($"/api/devices/{tenant.Ids["DeviceId"]}")).Expect(404);
        (await joined.Get($"/api/devices/{tenant.Ids["DeviceId"]}")).Expect(200);
        await Eventually.Holds("the ticket to follow its device", async () => (await joined.Get($"/api/tickets/{tenant.Ids["TicketId"]}")).Status == 200);
        (await left.Get($"/api/tickets/{tenant.Ids["TicketId"]}")).Expect(404);
    }

    [Fact]
    public async Task An_assignment_ends_when_its_time_is_over()
    {
        var tenant = await server.NewTenant();
        var (user, id) = await tenant.Tenant.NewUserWithId(null);
        (await user.Get("/api/devices")).Expect(403);
        var ends = TimeProvider.System.GetUtcNow().AddSeconds(3);
        (await tenant.Tenant.Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = id, role = "USER", scope = new { level = "TENANT", id = tenant.Tenant.Id }, expiresAt = ends })).Expect(201);
        (await user.Get("/api/devices")).Expect(200);
        await Eventually.Holds("the assignment to end", async () => (await user.Get("/api/devices")).Status == 403);
        TimeProvider.System.GetUtcNow().ShouldBeGreaterThanOrEqualTo(ends);
    }

    [Fact]
    public async Task Nobody_gives_what_they_have_not_at_that_place()
    {
        var tenant = await server.NewTenant();
        var other = await tenant.NewBranch(server.Server);
        var admin = await tenant.Tenant.NewUserAt("ADMIN", "ORGANIZATION", tenant.Ids["OrganizationId"]);
        object Give(string role, string level, string node) => new { principalKind = "USER", principalId = tenant.Ids["UserId"], role, scope = new { level, id = node } };
        (await admin.Post("/api/role-assignments", Give("MANAGER", "GROUP", tenant.Ids["GroupId"]))).Expect(201);
        (await admin.Post("/api/role-assignments", Give("MANAGER", "GROUP", other["GroupId"]))).Code.ShouldBe("assignment.unknown_scope");
        (await admin.Post("/api/role-assignments", Give("USER", "TENANT", tenant.Tenant.Id))).Code.ShouldBe("assignment.unknown_scope");
        (await admin.Post("/api/role-assignments", Give("NOBODY", "GROUP", tenant.Ids["GroupId"]))).Code.ShouldBe("role.unknown");
        (await admin.Delete($"/api/role-assignments/{other["AssignmentId"]}")).Expect(404);
        (await admin.Delete($"/api/role-assignments/{tenant.Ids["AssignmentId"]}")).Expect(204);
    }

    [Fact]
    public async Task A_tenant_below_is_entered_by_who_has_a_role_there_and_by_nobody_else()
    {
        var (parent, child, stranger) = (await server.Server.NewTenant(), await server.Server.NewTenant(), await server.Server.NewTenant());
        var (analyst, id) = await parent.NewUserWithId(null);
        var (named, organization) = (("X-Tenant", child.Id), await child.NewOrganization());
        (await analyst.Send(HttpMethod.Get, "/api/organizations", null, named)).Expect(404);
        await server.Server.Sql(
            parent,
            "insert into control.assignment select $1::uuid, gen_random_uuid(), 'USER', $2::uuid, 'MANAGER', $3::uuid, 'TENANT', $3::uuid, null, now()",
            Guid.Parse(parent.Id),
            Guid.Parse(id),
            Guid.Parse(child.Id));
        await parent.NewUser("USER");
        // A role in a tenant that is not below its own gives nothing.
        (await analyst.Send(HttpMethod.Get, "/api/organizations", null, named)).Expect(404);
        await server.Server.Sql(child, "update control.tenant set parent_id = $1::uuid where tenant_id = $2::uuid", Guid.Parse(parent.Id), Guid.Parse(child.Id));
        (await analyst.Send(HttpMethod.Get, "/api/organizations", null, named)).Expect(200).Body.ShouldContain(organization);
        (await analyst.Get("/api/organizations")).Expect(403);
        (await analyst.Send(HttpMethod.Get, "/api/organizations", null, named, ("X-Tenant", stranger.Id))).Expect(404);
        (await parent.Admin.Send(HttpMethod.Get, "/api/organizations", null, named)).Expect(404);
        (await child.Admin.Send(HttpMethod.Get, "/api/organizations", null, ("X-Tenant", parent.Id))).Expect(404);
        (await analyst.Send(HttpMethod.Post, "/api/organizations", new { name = "South" }, named)).Expect(201);
        var entry = (await child.Audit("tenancy.create_organization", 2))[0]!;
        ((string?)entry["actor"]!["tenantId"], (string?)entry["actor"]!["id"]).ShouldBe((parent.Id, id));
    }

    private static string Node(string level) => level switch { "ORGANIZATION" => "OrganizationId", "GROUP" => "GroupId", _ => "DeviceId" };

    // A playbook's text, checked and not kept, is about no branch.
    private static bool Names(ApiEndpoint endpoint) => endpoint.RouteIds.Count > 0 || (endpoint.Body is not null && endpoint.ToString() != "POST /api/playbooks/validate");

    private static async Task<string> Ask(SampleRequest request, ApiClient client)
    {
        var answer = await request.Send(client);
        answer.Status.ShouldBeLessThan(500, $"{request.Endpoint}: {answer.Body}");
        return answer.Status is < 400 or 409 or 412 ? "yes" : answer.Code!;
    }

    private static async Task Comment(StockedTenant tenant, string ticket) => (await tenant.Tenant.Admin.Post($"/api/tickets/{ticket}/comments", new { text = "t" })).Expect(201);

    private static async Task<string> Next(StreamReader stream)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (await stream.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.StartsWith("event: ", StringComparison.Ordinal))
            {
                return line;
            }
        }

        throw new InvalidOperationException("The stream ended.");
    }
}
