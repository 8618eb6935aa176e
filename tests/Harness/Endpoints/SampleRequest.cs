using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace Holdfast.Tests.Harness.Endpoints;

/// <summary>A well-formed request to an endpoint. Sent to things that exist it changes as little as it can.</summary>
/// <param name="Endpoint">Where to.</param>
/// <param name="Path">With ids put in.</param>
/// <param name="Body">The JSON body; null when it has none.</param>
public sealed record SampleRequest(ApiEndpoint Endpoint, string Path, JsonObject? Body)
{
    private const string Ingest = "/api/sensors/ingest";
    private const string Attach = "POST /api/tickets/{id}/attachments";

    // Bodies by endpoint: the one place to extend when an endpoint with a body is added.
    private static readonly Dictionary<string, Func<Func<string, string>, JsonObject>> Bodies = new(StringComparer.Ordinal)
    {
        ["POST /api/auth/register"] = _ => new() { ["company"] = "Acme", ["username"] = "ann", ["email"] = Email(), ["password"] = TestTenant.Password, ["refreshTokenIn"] = "BODY" },
        ["POST /api/auth/login"] = _ => new() { ["email"] = Email(), ["password"] = TestTenant.Password, ["refreshTokenIn"] = "BODY" },
        ["POST /api/auth/refresh"] = _ => new() { ["refreshToken"] = "hfr_nobodyhasthisone" },
        ["POST /api/auth/login/second-factor"] = _ => new() { ["challenge"] = "hfc_nobodyhasthisone", ["code"] = "000000", ["refreshTokenIn"] = "BODY" },
        ["POST /api/auth/login/enrolment"] = _ => new() { ["challenge"] = "hfc_nobodyhasthisone" },
        ["POST /api/auth/login/passkey"] = _ => new() { ["passkey"] = Passkey(), ["refreshTokenIn"] = "BODY" },
        ["POST /api/auth/totp/confirm"] = _ => new() { ["code"] = "000000" },
        ["POST /api/auth/passkeys"] = _ => new() { ["name"] = "Key", ["passkey"] = Passkey() },
        ["POST /api/auth/sso"] = _ => new() { ["email"] = Email() },
        ["POST /api/auth/sso/callback"] = _ => new() { ["code"] = "c", ["state"] = "s", ["refreshTokenIn"] = "BODY" },
        ["POST /api/identity-providers"] = id => Provider(id),
        ["PUT /api/identity-providers/{id}"] = id => Provider(id),
        ["PUT /api/sign-in-rules"] = _ => new() { ["requireSecondFactor"] = false },
        ["POST /api/allowed-addresses"] = _ => new() { ["network"] = "2001:db8::/48", ["note"] = "n" },
        ["POST /api/invitations"] = id => new() { ["email"] = Email(), ["role"] = "USER", ["scope"] = new JsonObject { ["level"] = "GROUP", ["id"] = id("GroupId") }, ["expiresInDays"] = 7 },
        ["POST /api/auth/invitations/look"] = _ => new() { ["token"] = "hfj_nobodyhasthisone" },
        ["POST /api/auth/invitations/accept"] = _ => new() { ["token"] = "hfj_nobodyhasthisone", ["username"] = Name("user"), ["password"] = TestTenant.Password },
        ["POST /api/auth/memberships"] = _ => new() { ["token"] = "hfj_nobodyhasthisone" },
        ["POST /api/auth/join"] = _ => new() { ["email"] = Email() },
        ["PUT /api/tenants/{id}/shared-figures"] = _ => new() { ["figures"] = new JsonArray("SCORE", "USE") },
        ["POST /api/domains"] = _ => new() { ["name"] = $"d{Guid.CreateVersion7():N}.example" },
        ["PUT /api/domains/{id}/access"] = _ => new() { ["joinRole"] = "USER" },
        ["POST /api/auth/confirm"] = _ => new() { ["password"] = TestTenant.Password },
        ["POST /api/auth/password"] = _ => new() { ["currentPassword"] = "not the one it is", ["password"] = "blue horses swim far" },
        ["POST /api/auth/first-password"] = _ => new() { ["email"] = Email(), ["currentPassword"] = TestTenant.Password, ["password"] = "blue horses swim far", ["refreshTokenIn"] = "BODY" },
        ["POST /api/auth/reset"] = _ => new() { ["token"] = "hfp_nobodyhasthisone", ["password"] = "blue horses swim far" },
        ["POST /api/users/{id}/password"] = _ => new() { ["password"] = "blue horses swim far" },
        ["POST /api/users"] = _ => new() { ["username"] = Name("user"), ["email"] = Email(), ["password"] = TestTenant.Password, ["role"] = "USER", ["mustChangePassword"] = true },
        ["PUT /api/users/{id}"] = _ => new() { ["username"] = Name("user"), ["role"] = "USER", ["status"] = "ACTIVE" },
        ["POST /api/role-assignments"] = id => new()
        {
            ["principalKind"] = "USER", ["principalId"] = id("UserId"), ["role"] = "USER", ["scope"] = new JsonObject { ["level"] = "GROUP", ["id"] = id("GroupId") },
        },
        ["PUT /api/role-assignments/{id}"] = _ => new() { ["expiresAt"] = "2999-12-31T00:00:00Z" },
        ["POST /api/roles"] = id => new() { ["name"] = Name("role"), ["meaning"] = "m", ["permissions"] = new JsonArray("fleet:read"), ["parents"] = new JsonArray(id("RoleId")) },
        ["PUT /api/roles/{id}"] = _ => new() { ["name"] = Name("role"), ["meaning"] = "m", ["permissions"] = new JsonArray("fleet:read"), ["parents"] = new JsonArray("USER") },
        ["POST /api/policies"] = _ => new() { ["name"] = Name("policy"), ["meaning"] = "m", ["text"] = StockedTenant.Policy, ["enabled"] = false },
        ["PUT /api/policies/{id}"] = _ => new() { ["name"] = Name("policy"), ["meaning"] = "m", ["text"] = StockedTenant.Policy, ["enabled"] = false },
        ["POST /api/policies/validate"] = _ => new() { ["text"] = StockedTenant.Policy },
        ["POST /api/access/check"] = id => new()
        {
            ["principalKind"] = "USER", ["principalId"] = id("UserId"), ["permission"] = "fleet:read", ["scope"] = new JsonObject { ["level"] = "GROUP", ["id"] = id("GroupId") },
            ["circumstances"] = new JsonObject { ["at"] = "2026-11-30T12:00:00Z", ["address"] = "192.0.2.1", ["secondFactor"] = true },
        },
        ["POST /api/access/preview"] = id => new()
        {
            ["assignment"] = new JsonObject
            {
                ["principalKind"] = "USER", ["principalId"] = id("UserId"), ["role"] = "USER", ["scope"] = new JsonObject { ["level"] = "GROUP", ["id"] = id("GroupId") },
            },
        },
        ["POST /api/user-groups"] = _ => new() { ["name"] = Name("group"), ["meaning"] = "m" },
        ["PUT /api/user-groups/{id}"] = _ => new() { ["name"] = Name("group"), ["meaning"] = "m" },
        ["POST /api/admin/api-keys"] = id => new()
        {
            ["name"] = Name("key"), ["permissions"] = new JsonArray("fleet:read"), ["mode"] = "LIVE", ["scope"] = new JsonObject { ["level"] = "DEVICE", ["id"] = id("DeviceId") },
            ["ratePerMinute"] = 100, ["networks"] = new JsonArray("192.0.2.0/24"),
        },
        ["POST /api/admin/api-keys/{id}/rotate"] = _ => new() { ["graceSeconds"] = 0 },
        ["POST /api/admin/api-keys/report-leak"] = _ => new() { ["key"] = "sk_live_nobodyhasthisone000000000000003Fawly" },
        ["POST /api/provisioning-tokens"] = _ => new() { ["name"] = Name("token"), ["expiresAt"] = TimeProvider.System.GetUtcNow().AddDays(30).ToString("O"), ["ratePerMinute"] = 100 },
        ["POST /scim/v2/Users"] = _ => new() { ["userName"] = Email() },
        ["PUT /scim/v2/Users/{id}"] = _ => new() { ["userName"] = Email() },
        ["PATCH /scim/v2/Users/{id}"] = _ => new() { ["Operations"] = new JsonArray(new JsonObject { ["op"] = "replace", ["path"] = "displayName", ["value"] = Name("Eva") }) },
        ["POST /scim/v2/Users/.search"] = _ => new() { ["filter"] = "active eq true" },
        ["POST /scim/v2/Groups"] = id => new() { ["displayName"] = Name("group"), ["members"] = new JsonArray(new JsonObject { ["value"] = id("ProvisionedUserId") }) },
        ["PUT /scim/v2/Groups/{id}"] = id => new() { ["displayName"] = Name("group"), ["members"] = new JsonArray(new JsonObject { ["value"] = id("ProvisionedUserId") }) },
        ["PATCH /scim/v2/Groups/{id}"] = id => new()
        {
            ["Operations"] = new JsonArray(new JsonObject { ["op"] = "add", ["path"] = "members", ["value"] = new JsonArray(new JsonObject { ["value"] = id("ProvisionedUserId") }) }),
        },
        ["POST /scim/v2/Groups/.search"] = _ => new() { ["filter"] = "displayName pr" },
        ["POST /scim/v2/Bulk"] = _ => new() { ["Operations"] = new JsonArray(new JsonObject { ["method"] = "DELETE", ["path"] = $"/Users/{Guid.CreateVersion7()}" }) },
        ["POST /api/tenants"] = _ => new() { ["name"] = Name("Tenant"), ["topLevel"] = false },
        ["POST /api/tenants/{id}/placement"] = _ => new() { ["kind"] = "SCHEMA", ["database"] = "nowhere" },
        ["POST /api/tenants/{id}/move"] = _ => new() { ["parentId"] = Guid.CreateVersion7().ToString() },
        ["PUT /api/tenants/{id}/provider-access"] = _ => new() { ["access"] = "FULL" },
        ["POST /api/auth/switch"] = _ => [],
        ["POST /api/tenants/{id}/suspend"] = _ => new() { ["reason"] = "r" },
        ["PUT /api/tenants/{id}/quotas"] = _ => new() { ["limits"] = new JsonArray(new JsonObject { ["quota"] = "seats", ["limit"] = 5, ["expiresAt"] = "2999-12-31T00:00:00Z" }) },
        ["PUT /api/tenants/{id}/plan"] = _ => new() { ["plan"] = "FREE" },
        ["POST /api/tenants/{id}/trial"] = _ => new() { ["plan"] = "PROFESSIONAL", ["days"] = 5 },
        ["PUT /api/tenants/{id}/trial"] = _ => new() { ["days"] = 5 },
        ["PUT /api/tenants/{id}/flags"] = _ => new() { ["flags"] = new JsonArray(new JsonObject { ["flag"] = "webhooks", ["isOn"] = true, ["expiresAt"] = "2999-12-31T00:00:00Z" }) },
        ["PUT /api/tenants/{id}"] = _ => new() { ["name"] = "Acme" },
        ["POST /api/organizations"] = _ => new() { ["name"] = Name("Org") },
        ["PUT /api/organizations/{id}"] = _ => new() { ["name"] = Name("Org") },
        ["POST /api/groups"] = id => new() { ["organizationId"] = id("OrganizationId"), ["name"] = Name("Group") },
        ["PUT /api/groups/{id}"] = _ => new() { ["name"] = Name("Group") },
        ["POST /api/enrollment-tokens"] = id => new() { ["groupId"] = id("GroupId"), ["expiresInMinutes"] = 5, ["maxUses"] = 1 },
        ["POST /api/sensors/enroll"] = _ => new()
        {
            ["token"] = "hfe_" + new string('0', 43), ["publicKey"] = "x", ["hostname"] = "h", ["machineId"] = "m", ["osName"] = "o", ["osVersion"] = "1",
            ["architecture"] = "x64", ["sensorVersion"] = "1", ["proof"] = "x",
        },
        ["PUT /api/devices/{id}"] = id => new() { ["name"] = "renamed", ["groupId"] = id("GroupId") },
        ["POST /api/integrations"] = _ => new()
        {
            ["connector"] = "grafana", ["name"] = Name("Grafana"), ["settings"] = new JsonObject { ["url"] = StockedTenant.Nowhere }, ["secret"] = new JsonObject { ["token"] = "glsa_x" },
        },
        ["PUT /api/integrations/{id}"] = _ => new() { ["name"] = Name("Grafana"), ["settings"] = new JsonObject { ["url"] = StockedTenant.Nowhere }, ["secret"] = new JsonObject { ["token"] = "glsa_x" } },
        ["PUT /api/integrations/{id}/feeds/{read}"] = _ => new() { ["isEnabled"] = false, ["everySeconds"] = 3600 },
        ["POST /api/integrations/{id}/receivers"] = _ => new() { ["inbound"] = "grafana.alert_webhook" },
        ["POST /api/inbound/{token}"] = _ => new() { ["alerts"] = new JsonArray() },
        ["PUT /api/alerts/{id}"] = _ => new() { ["state"] = "ACKNOWLEDGED" },
        ["POST /api/integrations/{id}/execute"] = id => new() { ["action"] = "grafana.annotate", ["parameters"] = new JsonObject { ["text"] = "t" }, ["deviceId"] = id("DeviceId") },
        ["POST /api/action-runs"] = id => new()
        {
            ["through"] = id("IntegrationId"), ["action"] = "grafana.annotate", ["parameters"] = new JsonObject { ["text"] = "t" }, ["deviceId"] = id("DeviceId"),
        },
        ["POST /api/action-runs/{id}/approve"] = _ => new() { ["digest"] = new string('0', 64) },
        ["POST /api/tickets"] = id => new() { ["subject"] = "s", ["description"] = "d", ["severity"] = "LOW", ["deviceId"] = id("DeviceId"), ["action"] = Action(id), ["assigneeId"] = id("UserId"), ["parentId"] = id("TicketId") },
        ["POST /api/playbooks"] = id => new() { ["text"] = StockedTenant.PlaybookText(), ["scope"] = new JsonObject { ["level"] = "GROUP", ["id"] = id("GroupId") } },
        ["POST /api/playbooks/validate"] = _ => new() { ["text"] = "name: Playbook\ntriggers:\n  - manual: true\nsteps:\n  - id: say\n    transform: { format: said }\n" },
        ["POST /api/playbooks/rehearse"] = id => new() { ["text"] = StockedTenant.PlaybookText(), ["playbookId"] = id("PlaybookId"), ["days"] = 1 },
        ["POST /api/playbooks/{id}/rehearse"] = _ => new() { ["number"] = 1, ["days"] = 1 },
        ["POST /api/playbooks/{id}/receiver"] = _ => new() { ["keepAddress"] = true },
        ["PUT /api/playbooks/{id}"] = _ => new() { ["text"] = StockedTenant.PlaybookText() },
        ["POST /api/playbooks/{id}/publish"] = _ => new() { ["number"] = 1 },
        ["POST /api/playbook-runs/{id}/replay"] = _ => new() { ["number"] = 1 },
        ["POST /api/playbooks/{id}/run"] = _ => new() { ["inputs"] = new JsonObject() },
        ["PUT /api/tickets/{id}"] = id => new() { ["subject"] = "s", ["description"] = "d", ["stage"] = "IN_PROGRESS", ["severity"] = "LOW", ["assigneeId"] = id("UserId"), ["action"] = Action(id) },
        ["PATCH /api/tickets/{id}"] = id => new() { ["subject"] = "s", ["description"] = "d", ["stage"] = "IN_PROGRESS", ["severity"] = "LOW", ["assigneeId"] = id("UserId"), ["action"] = Action(id) },
        ["POST /api/tickets/{id}/custody"] = id => new() { ["to"] = "t", ["note"] = "n", ["ownerId"] = id("UserId"), ["dueAt"] = "2999-12-31T00:00:00Z" },
        ["POST /api/tickets/{id}/custody/return"] = _ => new() { ["answer"] = "a" },
        ["POST /api/tickets/{id}/observables"] = _ => new() { ["kind"] = "HOSTNAME", ["value"] = Name("host") },
        ["POST /api/tickets/{id}/links"] = id => new() { ["kind"] = "DEVICE", ["target"] = id("DeviceId") },
        ["POST /api/tickets/{id}/watchers"] = id => new() { ["userId"] = id("UserId") },
        ["POST /api/tickets/{id}/merge"] = id => new() { ["intoId"] = id("TicketId") },
        ["POST /api/tickets/bulk"] = id => new() { ["ids"] = new JsonArray(id("TicketId")), ["change"] = new JsonObject { ["priority"] = "LOW", ["assigneeId"] = id("UserId") }, ["preview"] = true },
        ["POST /api/tickets/views"] = id => new() { ["name"] = Name("view"), ["query"] = new JsonObject { ["stage"] = "NEW", ["deviceId"] = id("DeviceId") }, ["isShared"] = true, ["sort"] = "DUE" },
        ["PUT /api/tickets/views/{id}"] = id => new() { ["name"] = Name("view"), ["query"] = new JsonObject { ["stage"] = "NEW", ["deviceId"] = id("DeviceId") } },
        ["POST /api/tickets/rules"] = Rule,
        ["PUT /api/tickets/rules/{id}"] = Rule,
        ["POST /api/tickets/rules/order"] = id => new() { ["ids"] = new JsonArray(id("TicketRuleId")) },
        ["POST /api/tickets/rules/rehearse"] = id => new() { ["rules"] = new JsonArray(Rule(id)), ["days"] = 1 },
        ["PUT /api/tickets/sla"] = _ => new()
        {
            ["timeZone"] = "Europe/Madrid", ["hours"] = new JsonArray(new JsonObject { ["day"] = "MONDAY", ["from"] = "09:00", ["to"] = "17:00" }), ["holidays"] = new JsonArray("2026-12-25"),
            ["targets"] = new JsonArray(new JsonObject { ["severity"] = "HIGH", ["acknowledgeMinutes"] = 60, ["resolveMinutes"] = 480, ["inBusinessHours"] = true }),
        },
        ["POST /api/tickets/{id}/comments"] = _ => new() { ["text"] = "t" },
        ["POST /api/tickets/{id}/execute"] = id => new() { ["action"] = Action(id) },
        ["POST /api/admin/webhooks"] = id => new()
        {
            ["url"] = StockedTenant.Nowhere, ["events"] = new JsonArray("ticket.closed"), ["description"] = "d", ["maxRetries"] = 0, ["timeoutSeconds"] = 1, ["retryDelaySeconds"] = 1,
            ["scope"] = new JsonObject { ["level"] = "DEVICE", ["id"] = id("DeviceId") },
        },
        ["PATCH /api/admin/webhooks/{id}"] = _ => new()
        {
            ["url"] = StockedTenant.Nowhere, ["events"] = new JsonArray("ticket.closed"), ["description"] = "d", ["status"] = "ACTIVE", ["maxRetries"] = 0, ["timeoutSeconds"] = 1, ["retryDelaySeconds"] = 1,
        },
    };

    // What stands in a route besides ids.
    private static readonly Dictionary<string, string> RouteValues = new(StringComparer.Ordinal)
    {
        ["read"] = "grafana.alerts", ["token"] = "hfn_nobodyhasthisone", ["level"] = "device", ["step"] = "ask", ["name"] = "User", ["uri"] = "urn:ietf:params:scim:schemas:core:2.0:User", ["address"] = "192.0.2.1", ["documentName"] = "v1", ["file"] = "swagger-ui.css", ["path"] = "index.html",
    };

    /// <summary>A request to an endpoint.</summary>
    /// <param name="endpoint">Which.</param>
    /// <param name="id">The id of a thing of a kind: the kind is an id type's name, such as <c>GroupId</c>.</param>
    /// <exception cref="InvalidOperationException">The endpoint takes a body and there is no sample for it.</exception>
    public static SampleRequest To(ApiEndpoint endpoint, Func<string, string> id)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        var path = endpoint.Route;
        foreach (var (name, type) in endpoint.RouteIds)
        {
            path = System.Text.RegularExpressions.Regex.Replace(path, $"\\{{{name}(:[^}}]*)?\\}}", id(Kind(endpoint, name, type)));
        }

        foreach (var (name, value) in RouteValues)
        {
            path = System.Text.RegularExpressions.Regex.Replace(path, $"\\{{(\\*\\*)?{name}(:.*)?\\}}", value);
        }

        if (endpoint.ToString() == Attach)
        {
            // What is sent is "{}", and is attached as that.
            path += "?name=a.json";
        }

        return endpoint.Body is null || endpoint.Route == Ingest
            ? new SampleRequest(endpoint, path, null)
            : Bodies.TryGetValue(endpoint.ToString(), out var body)
                ? new SampleRequest(endpoint, path, body(id))
                : throw new InvalidOperationException($"{endpoint} takes a body, and there is no sample of one: add it to {nameof(SampleRequest)}.");
    }

    /// <summary>The kind of thing that an id parameter names; bare UUIDs are told by where they stand.</summary>
    public static string Kind(ApiEndpoint endpoint, string name, string type)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        return endpoint.Route.StartsWith("/scim/v2/Users/", StringComparison.Ordinal) ? "ProvisionedUserId"
            : endpoint.Route.StartsWith("/scim/v2/Groups/", StringComparison.Ordinal) ? "ProvisionedGroupId"
            : type != nameof(Guid) ? type
            : endpoint.Route.StartsWith("/api/health/", StringComparison.Ordinal) ? "DeviceId"
            : endpoint.Route.StartsWith("/api/audit", StringComparison.Ordinal) && name == "id" ? "AuditEntryId"
            : "UserId";
    }

    /// <summary>Sends it. Changes and deletions say that they have read a version that never was, so that they end at the last check before the change.</summary>
    /// <param name="client">As whom.</param>
    /// <param name="headers">More headers.</param>
    public Task<ApiAnswer> Send(ApiClient client, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        ArgumentNullException.ThrowIfNull(client);
        var method = Endpoint.Method == "ANY" ? "GET" : Endpoint.Method;
        (string, string)[] all = method is "DELETE" or "PUT" or "PATCH" ? [.. headers, ("If-Match", "\"999999\"")] : [.. headers];
        return client.Send(new HttpMethod(method), Path, Content(method), all);
    }

    /// <summary>Sends it whatever version the thing has: what it asks for is done if it can be.</summary>
    public Task<ApiAnswer> SendAnyVersion(ApiClient client)
    {
        ArgumentNullException.ThrowIfNull(client);
        return client.Send(new HttpMethod(Endpoint.Method), Path, Content(Endpoint.Method));
    }

    private object? Content(string method) => Endpoint.Route == Ingest
        ? new ByteArrayContent(Encoding.UTF8.GetBytes("\n")) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } }
        : Body is not null ? Body.ToJsonString() : method == "POST" ? "{}" : null;

    private static JsonObject Provider(Func<string, string> id) => new()
    {
        ["name"] = Name("Provider"), ["issuer"] = "http://127.0.0.1:61999", ["clientId"] = "c", ["clientSecret"] = "s", ["preset"] = "CUSTOM", ["isPublic"] = false, ["scopes"] = new JsonArray("openid"), ["groupsClaim"] = "groups",
        ["mappings"] = new JsonArray(new JsonObject { ["group"] = "g", ["role"] = "USER", ["scope"] = new JsonObject { ["level"] = "GROUP", ["id"] = id("GroupId") } }), ["createsUsers"] = false,
        ["trustsSecondFactor"] = false, ["status"] = "ENABLED",
    };

    private static JsonObject Passkey() => new() { ["challenge"] = "AAAA", ["credential"] = new JsonObject() };

    private static string Email() => $"x-{Guid.CreateVersion7():N}@example.test";

    private static string Name(string what) => $"{what} {Guid.CreateVersion7():N}";

    private static JsonObject Rule(Func<string, string> id) => new()
    {
        ["name"] = Name("rule"), ["source"] = "ALERT", ["outcome"] = "OPEN", ["opening"] = new JsonObject { ["assigneeId"] = id("UserId") },
        ["match"] = new JsonObject { ["severityAtLeast"] = "HIGH", ["integrations"] = new JsonArray(id("IntegrationId")), ["devices"] = new JsonArray(id("DeviceId")) },
    };

    private static JsonObject Action(Func<string, string> id) => new()
    {
        ["integrationId"] = id("IntegrationId"), ["action"] = "grafana.annotate", ["parameters"] = new JsonObject { ["text"] = "t" },
    };
}
