using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Data;
using Npgsql;

namespace Holdfast.Tests.Harness.Endpoints;

/// <summary>A fresh tenant that has one of everything, so that every endpoint has something to be asked about.</summary>
public sealed class StockedTenant
{
    /// <summary>An address at which nothing listens.</summary>
    public const string Nowhere = "http://127.0.0.1:61999/";

    /// <summary>A policy's text that changes nothing for anybody.</summary>
    public const string Policy = "permit (principal == User::\"01890000-0000-7000-8000-000000000000\", action == Action::\"fleet:read\", resource);";

    /// <summary>A playbook's text, with a name that no other has: it asks for approval, and does nothing more.</summary>
    public static string PlaybookText() =>
        $"name: Playbook {Guid.CreateVersion7():N}\nlimits: {{ concurrent: 50, per_hour: 1000 }}\ntriggers:\n  - manual: true\nsteps:\n  - id: ask\n    approval: {{ ask: q }}\n";

    private readonly ECDsa key;

    private StockedTenant(TestTenant tenant, Dictionary<string, string> ids, ECDsa key, ApiClient provisioner) => (Tenant, Ids, this.key, Provisioner) = (tenant, ids, key, provisioner);

    /// <summary>The tenant's identity provider.</summary>
    public ApiClient Provisioner { get; }

    /// <summary>The tenant.</summary>
    public TestTenant Tenant { get; }

    /// <summary>The id of the one thing of each kind, by the id type's name.</summary>
    public IReadOnlyDictionary<string, string> Ids { get; }

    /// <summary>The device's sensor, with an assertion for one request.</summary>
    public ApiClient Sensor => new(Tenant.Admin.Address, SensorClaiming(Tenant.Id, Ids["DeviceId"]));

    /// <summary>An assertion, signed with this tenant's device's key, that says it is of another device.</summary>
    public string SensorClaiming(string tenant, string device) => SensorAssertion.Write(key, Guid.Parse(tenant), Guid.Parse(device), TimeProvider.System.GetUtcNow());

    /// <summary>Registers and fills one.</summary>
    /// <param name="server">Must allow plain http to loopback: <see cref="EndpointServer"/> does.</param>
    public static async Task<StockedTenant> New(TestServer server)
    {
        ArgumentNullException.ThrowIfNull(server);
        var tenant = await server.NewTenant();
        var ids = new Dictionary<string, string>(StringComparer.Ordinal) { ["TenantId"] = tenant.Id };
        ids["UserId"] = await NewPerson(tenant);
        ids["SessionId"] = await OtherSession(tenant);
        ids["AllowedAddressId"] = (await tenant.Admin.Post("/api/allowed-addresses", new { network = "192.0.2.0/24" })).Expect(201).Id;
        ids["PasskeyId"] = await Passkey(server, tenant);
        ids["IntegrationId"] = (await tenant.Admin.Post("/api/integrations", new { connector = "grafana", name = "Grafana", settings = new { url = Nowhere }, secret = new { token = "glsa_x" } })).Expect(201).Id;
        ids["ReceiverId"] = (await tenant.Admin.Post($"/api/integrations/{ids["IntegrationId"]}/receivers", new { inbound = "grafana.alert_webhook" })).Expect(201).Id;
        ids["VisitId"] = await Visitor(server, tenant);
        ids["DomainId"] = (await tenant.Admin.Post("/api/domains", new { name = $"d{Guid.CreateVersion7():N}.example" })).Expect(201).Id;
        ids["RoleId"] = (await tenant.Admin.Post("/api/roles", new { name = "role", permissions = new[] { "fleet:read" } })).Expect(201).Id;
        ids["IdentityProviderId"] = (await tenant.Admin.Post("/api/identity-providers", new { name = "House", issuer = "http://127.0.0.1:61999", clientId = "c", clientSecret = "s" })).Expect(201).Id;
        ids["TicketViewId"] = (await tenant.Admin.Post("/api/tickets/views", new { name = "view", query = new { stage = "NEW" }, isShared = true })).Expect(201).Id;
        ids["TicketRuleId"] = (await tenant.Admin.Post("/api/tickets/rules", new { name = "rule", source = "ALERT", match = new { severityAtLeast = "CRITICAL" }, outcome = "OPEN" })).Expect(201).Id;
        ids["PolicyId"] = (await tenant.Admin.Post("/api/policies", new { name = "policy", text = Policy })).Expect(201).Id;
        ids["UserGroupId"] = (await tenant.Admin.Post("/api/user-groups", new { name = "people" })).Expect(201).Id;
        var token = (await tenant.Admin.Post("/api/provisioning-tokens", new { name = "directory" })).Expect(201);
        ids["ProvisioningTokenId"] = token.Id;
        var provisioner = new ApiClient(tenant.Admin.Address, token.Text("token"));
        ids["ProvisionedGroupId"] = (await provisioner.Post("/scim/v2/Groups", new { displayName = "provisioned" })).Expect(201).Id;
        ids["ProvisionedUserId"] = await NewPerson(tenant);
        // As if the provider had made them; that takes a domain.
        await server.Sql(
            tenant, "insert into control.provisioned_user (tenant_id, user_id, made, deactivated) values ($1, $2, true, false)", Guid.Parse(tenant.Id), Guid.Parse(ids["ProvisionedUserId"]));
        return new StockedTenant(tenant, ids, await Stock(server, tenant, ids), provisioner);
    }

    /// <summary>An organization of its own in the same tenant, with one of everything that stands in a tree.</summary>
    public async Task<IReadOnlyDictionary<string, string>> NewBranch(TestServer server)
    {
        var ids = new Dictionary<string, string>(Ids, StringComparer.Ordinal) { ["UserId"] = await NewPerson(Tenant) };
        using var itsKey = await Stock(server, Tenant, ids);
        return ids;
    }

    // Somebody of a tenant above, which is none of the test's.
    private static async Task<string> Visitor(TestServer server, TestTenant tenant) => (await server.Sql(
        tenant,
        """
        insert into control.visit (tenant_id, id, home_id, home_name, user_id, user_name, user_email, session_id, access, opened_at, ends_at)
        values ($1, gen_random_uuid(), gen_random_uuid(), 'Provider', gen_random_uuid(), 'ann', 'ann@example.test', gen_random_uuid(), 'READ', now(), now() + interval '8 hours')
        returning id
        """,
        Guid.Parse(tenant.Id))).Single();

    private static async Task<string> NewPerson(TestTenant tenant)
    {
        var person = $"p-{Guid.CreateVersion7():N}";
        return (await tenant.Admin.Post("/api/users", new { username = person, email = $"{person}@example.test", password = TestTenant.Password, role = "USER" })).Expect(201).Id;
    }

    private static async Task<ECDsa> Stock(TestServer server, TestTenant tenant, Dictionary<string, string> ids)
    {
        var admin = tenant.Admin;
        ids["OrganizationId"] = await tenant.NewOrganization();
        ids["GroupId"] = await tenant.NewGroup(ids["OrganizationId"]);
        var invited = (await admin.Post(
            "/api/invitations", new { email = $"i-{Guid.CreateVersion7():N}@example.test", role = "USER", scope = new { level = "GROUP", id = ids["GroupId"] } })).Expect(201);
        (ids["InvitationId"], ids["MailId"]) = (invited.Id, invited.Text("mailId"));
        ids["AssignmentId"] = (await admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = ids["UserId"], role = "AUDITOR", scope = new { level = "GROUP", id = ids["GroupId"] } })).Expect(201).Id;
        var token = (await admin.Post("/api/enrollment-tokens", new { groupId = ids["GroupId"], expiresInMinutes = 60, maxUses = 10 })).Expect(201);
        ids["EnrollmentTokenId"] = token.Id;
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var secret = token.Text("token");
        var enrolled = await new ApiClient(admin.Address, null).Post(
            SensorRoutes.Enroll,
            new EnrollRequest(secret, SensorPublicKey.Write(key), "host", $"machine-{ids["GroupId"]}", "Debian", "12", "x64", "1.0.0", EnrollmentProof.Write(key, secret)));
        ids["DeviceId"] = enrolled.Expect(201).Text("deviceId");
        ids["TicketId"] = (await admin.Post("/api/tickets", new { subject = "s", description = "d", severity = "LOW", deviceId = ids["DeviceId"] })).Expect(201).Id;
        ids["AlertId"] = await Alert(server, tenant, ids);
        ids["ObservableId"] = (await admin.Post($"/api/tickets/{ids["TicketId"]}/observables", new { kind = "IP_ADDRESS", value = "203.0.113.9" })).Expect(201).Id;
        ids["AttachmentId"] = (await admin.Send(HttpMethod.Post, $"/api/tickets/{ids["TicketId"]}/attachments?name=a.json", "{}")).Expect(201).Id;
        ids["TicketLinkId"] = (await admin.Post($"/api/tickets/{ids["TicketId"]}/links", new { kind = "ALERT", target = "a1" })).Expect(201).Id;
        var work = new { through = ids["IntegrationId"], action = "grafana.annotate", parameters = new { text = "t" }, deviceId = ids["DeviceId"] };
        ids["ActionRunId"] = (await admin.Post("/api/action-runs", work)).Expect(201).Id;
        ids["PlaybookId"] = (await admin.Post("/api/playbooks", new { text = PlaybookText(), scope = new { level = "GROUP", id = ids["GroupId"] } })).Expect(201).Id;
        (await admin.Post($"/api/playbooks/{ids["PlaybookId"]}/publish", new { })).Expect(200);
        (await admin.Post($"/api/playbooks/{ids["PlaybookId"]}/receiver", new { })).Expect(201);
        ids["PlaybookRunId"] = (await admin.Post($"/api/playbooks/{ids["PlaybookId"]}/run", new { })).Expect(201).Id;
        await Eventually.Holds("the run to ask", async () => (await admin.Get($"/api/playbook-runs/{ids["PlaybookRunId"]}")).Expect(200).Json["run"]!["state"]!.GetValue<string>() == "WAITING");
        ids["CommentId"] = (await admin.Post($"/api/tickets/{ids["TicketId"]}/comments", new { text = "t" })).Expect(201).Id;
        var program = new { name = "key", permissions = new[] { "fleet:read" }, scope = new { level = "DEVICE", id = ids["DeviceId"] } };
        ids["ApiKeyId"] = (await admin.Post("/api/admin/api-keys", program)).Expect(201).Id;
        var webhook = new { url = Nowhere, events = new[] { "webhook.disabled" }, maxRetries = 0, timeoutSeconds = 1, scope = new { level = "DEVICE", id = ids["DeviceId"] } };
        ids["WebhookId"] = (await admin.Post("/api/admin/webhooks", webhook)).Expect(201).Id;
        ids["DeliveryId"] = (await admin.Post($"/api/admin/webhooks/{ids["WebhookId"]}/test")).Expect(200).Id;
        ids["AuditEntryId"] = await Eventually.Get("the entry of the ticket", async () =>
            (string?)(await admin.Get($"/api/audit?action=tickets.create_ticket&resourceId={ids["TicketId"]}")).Expect(200).Json["items"]!.AsArray().FirstOrDefault()?["id"]);
        ids["FindingId"] = await Finding(await server.OwnerConnection(), Guid.Parse(tenant.Id), Guid.Parse(ids["DeviceId"]));
        var sensor = new ApiClient(admin.Address, SensorAssertion.Write(key, Guid.Parse(tenant.Id), Guid.Parse(ids["DeviceId"]), TimeProvider.System.GetUtcNow()));
        (await sensor.Send(HttpMethod.Post, SensorRoutes.Ingest, Telemetry())).Expect(200);
        return key;
    }

    // What an authenticator would have made; the passkeys' own tests go the long way.
    private static async Task<string> Passkey(TestServer server, TestTenant tenant)
    {
        var id = Guid.CreateVersion7();
        await server.Sql(
            tenant,
            """
            insert into control.passkey (tenant_id, id, user_id, name, credential_id, public_key, sign_count, transports, user_verified, backup_eligible, backed_up, created_at)
            values ($1, $2, $3, 'Key', uuid_send($2), '', 0, '{}', true, false, false, now())
            """,
            Guid.Parse(tenant.Id),
            id,
            Guid.Parse(tenant.AdminId));
        return id.ToString();
    }

    private static async Task<string> OtherSession(TestTenant tenant)
    {
        (await new ApiClient(tenant.Admin.Address, null).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password })).Expect(200);
        return (string)(await tenant.Admin.Get("/api/auth/sessions")).Expect(200).Json["items"]!.AsArray().First(s => !(bool)s!["current"]!)!["id"]!;
    }

    private static ByteArrayContent Telemetry()
    {
        var now = TimeProvider.System.GetUtcNow();
        var system = new SystemFacts("host", "machine", "Debian", "12", "debian", "6.1.0", "x64", null, now);
        string[] lines =
        [
            JsonSerializer.Serialize(
                new InventoryDocument(Guid.CreateVersion7(), now, 1, 0, system, new HardwareFacts("cpu", 1, 1, []), [], [], [], [], [], []), SensorJson.Default.InventoryDocument),
            JsonSerializer.Serialize(new MetricsDocument(Guid.CreateVersion7(), now, 2, 1, [new MetricSample(now, "cpu.busy", null, 1)]), SensorJson.Default.MetricsDocument),
            JsonSerializer.Serialize(
                new EventsDocument(Guid.CreateVersion7(), now, 3, 2, [new LogEvent(now, LogEventKind.Other, "journal", null, null, null, null, "line")]), SensorJson.Default.EventsDocument),
        ];
        return new ByteArrayContent(Encoding.UTF8.GetBytes(string.Join('\n', lines))) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
    }

    // What a product would have said; the feeds' own tests go the long way.
    private static async Task<string> Alert(TestServer server, TestTenant tenant, Dictionary<string, string> ids) => (await server.Sql(
        tenant,
        """
        with one as (
            insert into alert (tenant_id, id, integration_id, connector, read, key, title, severity, status, is_active, happened_at, changed_at, received_at, seen_at, state,
                               organization_id, group_id, device_id, record, data)
            values ($1, gen_random_uuid(), $2, 'grafana', 'grafana.alerts', $3, 'Disk', 'HIGH', 'NEW', true, now(), now(), now(), now(), 'NEW', $4, $5, $6,
                    '{"classUid":2004,"title":"Disk","severity":"HIGH","status":"NEW","time":"2026-11-30T12:00:00Z","types":[],"attacks":[],"disposition":"UNKNOWN","count":1,"observables":[]}', '{}')
            returning id),
        same as (
            insert into asset (tenant_id, id, integration_id, connector, read, key, title, is_active, changed_at, seen_at, organization_id, group_id, device_id, record, data)
            select $1, gen_random_uuid(), $2, 'grafana', 'grafana.alerts', $3, 'host', true, now(), now(), $4, $5, $6,
                   '{"classUid":5001,"device":{"name":"host","ip":[]},"time":"2026-11-30T12:00:00Z","groups":[]}', '{}' from one),
        weak as (
            insert into vulnerability (tenant_id, id, integration_id, connector, read, key, title, severity, is_active, changed_at, seen_at, organization_id, group_id, device_id, record, data)
            select $1, gen_random_uuid(), $2, 'grafana', 'grafana.alerts', $3, 'CVE-2026-1', 'HIGH', true, now(), now(), $4, $5, $6,
                   '{"classUid":2002,"title":"CVE-2026-1","severity":"HIGH","time":"2026-11-30T12:00:00Z","references":[]}', '{}' from one)
        select id from one
        """,
        Guid.Parse(tenant.Id), Guid.Parse(ids["IntegrationId"]), ids["DeviceId"], Guid.Parse(ids["OrganizationId"]), Guid.Parse(ids["GroupId"]), Guid.Parse(ids["DeviceId"]))).Single();

    // What an analysis would have found; the sensors' own tests go the long way.
    private static async Task<string> Finding(string owner, Guid tenant, Guid device)
    {
        var id = Guid.CreateVersion7();
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync();
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands =
            {
                new NpgsqlBatchCommand("select set_config('holdfast.tenant', $1, true), set_config('search_path', $2, true)")
                {
                    Parameters = { new() { Value = tenant.ToString() }, new() { Value = $"{SharedStores.Schema}, {Store.WorkSchema}" } },
                },
                new NpgsqlBatchCommand("""
                    insert into finding (tenant_id, id, device_id, analyzer, rule, key, severity, title, detail, points, evidence, first_seen_at, last_seen_at, state)
                    values ($1, $2, $3, 'SECURITY_EVENTS', 'ssh.brute_force', 'k', 'LOW', 't', 'd', 1, '[]', now(), now(), 'OPEN')
                    """)
                {
                    Parameters = { new() { Value = tenant }, new() { Value = id }, new() { Value = device } },
                },
            },
        };
        await batch.ExecuteNonQueryAsync();
        return id.ToString();
    }
}
