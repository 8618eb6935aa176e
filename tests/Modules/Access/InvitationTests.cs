using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Access;

/// <summary>People are asked into a tenant by mail.</summary>
public sealed class InvitationTests(TestServer server)
{
    [Fact]
    public async Task Who_is_invited_makes_an_account_and_has_the_role_at_its_place()
    {
        var tenant = await server.NewTenant("Inviting House");
        var organization = await tenant.NewOrganization();
        var email = Address();
        var (invited, token) = await tenant.Invite(email, "MANAGER", "ORGANIZATION", organization);
        (invited.Text("state"), invited.Text("email"), (string?)invited.Json["scope"]!["id"]).ShouldBe(("PENDING", email, organization));
        invited.Body.ShouldNotContain(token);

        var anonymous = await server.Anonymous();
        var look = (await anonymous.Post("/api/auth/invitations/look", new { token })).Expect(200);
        (look.Text("tenantName"), look.Text("email"), look.Text("invitedByName"), look.Text("roleName"), (bool)look.Json["hasAccount"]!).ShouldBe(("Inviting House", email, "ann", "Manager", false));
        var made = (await anonymous.Post("/api/auth/invitations/accept", new { token, username = "ben", password = TestTenant.Password })).Expect(201);
        (made.Text("email"), made.Json["role"]).ShouldBe((email, null));

        var ben = await SignIn(email);
        (await ben.Get($"/api/organizations/{organization}")).Expect(200);
        (await ben.Get($"/api/organizations/{await tenant.NewOrganization()}")).Expect(404);
        var after = (await tenant.Admin.Get($"/api/invitations/{invited.Id}")).Expect(200);
        (after.Text("state"), after.Text("acceptedBy")).ShouldBe(("ACCEPTED", made.Id));
        (await tenant.Audit("access.accept_invitation", 3)).Select(e => (string?)e!["resource"]!["type"]).ShouldBe(["assignment", "invitation", "user"], ignoreOrder: true);
        (await tenant.Audit("access.create_invitation"))[0]!.ToJsonString().ShouldNotContain("hfj_");

        (await anonymous.Post("/api/auth/invitations/accept", new { token, username = "eve", password = TestTenant.Password })).Expect(400).Code.ShouldBe("invitation.token_invalid");
        (await anonymous.Post("/api/auth/invitations/look", new { token })).Expect(400).Code.ShouldBe("invitation.token_invalid");
    }

    [Fact]
    public async Task An_invitation_is_sent_anew_revoked_and_out_of_date_and_what_was_sent_before_is_worth_nothing()
    {
        var tenant = await server.NewTenant();
        var email = Address();
        var (invited, first) = await tenant.Invite(email);
        (await tenant.Admin.Post("/api/invitations", new { email = email.ToUpperInvariant(), role = "MEMBER" })).Expect(409).Code.ShouldBe("invitation.exists");
        (await tenant.Admin.Post($"/api/invitations/{invited.Id}/resend")).Expect(409).Code.ShouldBe("invitation.sent_enough");
        await server.Sql(tenant, "update control.tenant_invitation set sent_at = sent_at - interval '2 minutes', expires_at = now() - interval '1 second' where tenant_id = $1", Guid.Parse(tenant.Id));
        (await tenant.Admin.Get("/api/invitations?state=EXPIRED")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem();
        (await Look(first)).Expect(400);

        var resent = (await tenant.Admin.Post($"/api/invitations/{invited.Id}/resend")).Expect(200);
        (resent.Text("state"), (int)resent.Json["sends"]!).ShouldBe(("PENDING", 2));
        (await Look(first)).Expect(400);
        (await tenant.Admin.Get($"/api/mails/{invited.Text("mailId")}")).Expect(404);
        var second = await tenant.TokenIn(resent.Text("mailId"));
        (await Look(second)).Expect(200);

        (await tenant.Admin.Delete($"/api/invitations/{invited.Id}", ("If-Match", "\"1\""))).Expect(412);
        (await tenant.Admin.Delete($"/api/invitations/{invited.Id}")).Expect(204);
        (await tenant.Admin.Delete($"/api/invitations/{invited.Id}")).Expect(409).Code.ShouldBe("invitation.ended");
        (await tenant.Admin.Post($"/api/invitations/{invited.Id}/resend")).Expect(409).Code.ShouldBe("invitation.ended");
        (await Look(second)).Expect(400);
        (await tenant.Admin.Get($"/api/mails/{resent.Text("mailId")}")).Expect(404);
        (await tenant.Invite(email)).Invitation.Text("state").ShouldBe("PENDING");

        await server.Sql(tenant, "update control.tenant_invitation set sends = 10, sent_at = now() - interval '1 hour' where tenant_id = $1 and ended_at is null", Guid.Parse(tenant.Id));
        var open = (string)(await tenant.Admin.Get("/api/invitations?state=PENDING")).Expect(200).Json["items"]![0]!["id"]!;
        (await tenant.Admin.Post($"/api/invitations/{open}/resend")).Expect(409).Code.ShouldBe("invitation.sent_enough");
    }

    [Fact]
    public async Task Nobody_invites_to_more_than_they_have_or_to_elsewhere()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var (mine, foreign) = (await tenant.NewOrganization(), await other.NewOrganization());
        var role = (await tenant.Admin.Post("/api/roles", new { name = "host", permissions = new[] { "members:write", "fleet:read" } })).Expect(201).Id;
        var host = await tenant.NewUserAt(role, "ORGANIZATION", mine);
        Task<ApiAnswer> By(ApiClient who, string asRole, string level, string node) => who.Post("/api/invitations", new { email = Address(), role = asRole, scope = new { level, id = node } });
        (await By(host, role, "ORGANIZATION", mine)).Expect(201);
        (await By(host, "ADMIN", "ORGANIZATION", mine)).Expect(403).Code.ShouldBe("assignment.escalation");
        (await By(host, role, "TENANT", tenant.Id)).Expect(400).Code.ShouldBe("assignment.unknown_scope");
        (await By(tenant.Admin, role, "ORGANIZATION", foreign)).Expect(400).Code.ShouldBe("assignment.unknown_scope");
        (await By(tenant.Admin, "NONE", "ORGANIZATION", mine)).Expect(400).Code.ShouldBe("role.unknown");
        (await By(await tenant.NewUser("MANAGER"), "USER", "ORGANIZATION", mine)).Expect(403);

        var (invited, _) = await tenant.Invite(Address(), "ADMIN");
        (await host.Get($"/api/invitations/{invited.Id}")).Expect(404);
        (await host.Post($"/api/invitations/{invited.Id}/resend")).Expect(404);
        (await host.Delete($"/api/invitations/{invited.Id}")).Expect(404);
        (await host.Get("/api/invitations")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem();
        (await host.Get($"/api/invitations?scopeLevel=ORGANIZATION&scopeId={mine}")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem();
        (await other.Admin.Delete($"/api/invitations/{invited.Id}")).Expect(404);
        (await tenant.Admin.Get("/api/invitations?state=LOST")).Expect(400).Code.ShouldBe("invitation.bad_state");
        (await tenant.Admin.Get("/api/invitations?scopeLevel=ORGANIZATION")).Expect(400).Code.ShouldBe("member.bad_scope");
        (await tenant.Admin.Post("/api/invitations", new { email = "nobody", role = "USER" })).Expect(400);
        (await tenant.Admin.Post("/api/invitations", new { email = Address(), role = "USER", expiresInDays = 31 })).Expect(400).Code.ShouldBe("invitation.bad_lifetime");
        (await tenant.Admin.Post("/api/invitations", new { email = tenant.Email.ToUpperInvariant(), role = "USER" })).Expect(409).Code.ShouldBe("member.exists");
    }

    [Fact]
    public async Task A_seat_is_needed_to_invite_and_taken_by_who_comes()
    {
        await using var own = TestServer.With(new Dictionary<string, string?> { ["Holdfast:access:SeatsPerTenant"] = "2", ["Holdfast:access:InvitationsPerTenant"] = "2" });
        var tenant = await own.NewTenant();
        var (_, first) = await tenant.Invite(Address());
        var (second, late) = await tenant.Invite(Address());
        (await tenant.Admin.Post("/api/invitations", new { email = Address(), role = "USER" })).Expect(429).Body.ShouldContain("invitations");
        var anonymous = await own.Anonymous();
        (await anonymous.Post("/api/auth/invitations/accept", new { token = first, username = "ben", password = TestTenant.Password })).Expect(201);
        var full = (await anonymous.Post("/api/auth/invitations/accept", new { token = late, username = "cem", password = TestTenant.Password })).Expect(429);
        full.Body.ShouldContain("seats");
        (await tenant.Admin.Get($"/api/invitations/{second.Id}")).Expect(200).Text("state").ShouldBe("PENDING");
        (await tenant.Admin.Post("/api/invitations", new { email = Address(), role = "USER" })).Expect(429).Body.ShouldContain("seats");
    }

    [Fact]
    public async Task An_invitation_to_what_is_gone_or_into_a_closed_tenant_lets_nobody_in()
    {
        var provider = await server.NewTenant();
        var tenant = await server.NewTenantBelow(provider);
        var organization = await tenant.NewOrganization();
        var (_, gone) = await tenant.Invite(Address(), "USER", "ORGANIZATION", organization);
        var (_, closed) = await tenant.Invite(Address());
        (await tenant.Admin.Delete($"/api/organizations/{organization}")).Expect(204);
        (await Accept(gone)).Expect(400).Code.ShouldBe("invitation.token_invalid");
        (await Accept("hfj_nobodyhasthisone")).Expect(400).Code.ShouldBe("invitation.token_invalid");
        (await Accept(closed, password: "short")).Expect(400);
        (await provider.Admin.Post($"/api/tenants/{tenant.Id}/suspend")).Expect(200);
        (await Accept(closed)).Expect(403).Code.ShouldBe("tenancy.suspended");
        (await provider.Admin.Post($"/api/tenants/{tenant.Id}/resume")).Expect(200);
        await Eventually.Holds("the tenant to be open", async () => (await Accept(closed)).Status == 201);
    }

    [Fact]
    public async Task Of_ten_who_accept_one_invitation_at_once_one_comes_in()
    {
        var tenant = await server.NewTenant();
        var (_, token) = await tenant.Invite(Address());
        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(i => Accept(token, $"user{i}")));
        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Where(a => a.Status != 201).ShouldAllBe(a => a.Status == 400 || a.Status == 409 || a.Status == 503);
        (await server.Sql(tenant, "select count(*) from control.app_user where tenant_id = $1", Guid.Parse(tenant.Id))).ShouldBe(["2"]);
    }

    [Fact]
    public async Task Old_invitations_go_and_give_their_place_back()
    {
        var tenant = await server.NewTenant();
        await tenant.Invite(Address());
        var (kept, _) = await tenant.Invite(Address());
        await server.Sql(tenant, "update control.tenant_invitation set expires_at = now() - interval '31 days' where tenant_id = $1 and id <> $2", Guid.Parse(tenant.Id), Guid.Parse(kept.Id));
        await server.Reconcile("access.prune_invitations");
        (await tenant.Admin.Get("/api/invitations")).Expect(200).Json["items"]!.AsArray().ShouldHaveSingleItem();
        (await server.Sql(tenant, "select used from control.quota_use where tenant_id = $1 and quota = 'invitations'", Guid.Parse(tenant.Id))).ShouldBe(["1"]);
    }

    private async Task<ApiAnswer> Look(string token) => await (await server.Anonymous()).Post("/api/auth/invitations/look", new { token });

    private async Task<ApiAnswer> Accept(string token, string username = "ben", string password = TestTenant.Password) =>
        await (await server.Anonymous()).Post("/api/auth/invitations/accept", new { token, username, password });

    private async Task<ApiClient> SignIn(string email)
    {
        var anonymous = await server.Anonymous();
        return new ApiClient(anonymous.Address, (await anonymous.Post("/api/auth/login", new { email, password = TestTenant.Password })).Expect(200).Text("accessToken"));
    }

    private static string Address() => $"new-{Guid.CreateVersion7():N}@example.test";
}
