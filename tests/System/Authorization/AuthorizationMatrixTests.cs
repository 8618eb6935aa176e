using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Operations;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Authorization;

/// <summary>
/// Who may do what, really asked over HTTP: a row for every endpoint of the running host, a column for every kind of caller. The text is
/// for people who do not program to review; a change of rights shows as a change of one word.
/// </summary>
public sealed class AuthorizationMatrixTests(EndpointServer server)
{
    private const string Legend = """
        # Who may do what. Every request is well formed and about things that exist.
        #   yes   the door lets the caller in (what the feature then says of this request is its own matter)
        #   401   nobody known    403   known, and may not    404   nothing here for this caller
        # SENSOR is a device of the tenant. API_KEY is a live key on the whole tenant with every permission that a key can have. PROVISIONER is the tenant's identity provider. STRANGER is the administrator of another tenant, who asks about this tenant's things: what has no id is
        # the stranger's own ("own"). NAMING is that administrator, with this tenant named in X-Tenant. SUPER_ADMIN has the platform's role, in a third tenant where they are only a USER.


        """;

    [Fact]
    public async Task Every_endpoint_by_every_role_is_as_reviewed()
    {
        var tenant = await server.NewTenant();
        var strangers = await server.NewTenant();
        var roles = StockRole.All;
        var users = await Task.WhenAll(roles.Select(r => tenant.Tenant.NewUser(r.Id)));
        var anonymous = await server.Server.Anonymous();
        var program = new ApiClient(anonymous.Address, (await tenant.Tenant.Admin.Post("/api/admin/api-keys", new { name = "all", permissions = new[] { "*" } })).Expect(201).Text("key"));
        var (platform, charge) = (await server.NewSuperAdmin(), await server.Server.NewTenant());
        (string Name, Func<Task<ApiClient>> Client)[] callers =
        [
            ("ANONYMOUS", () => Task.FromResult(anonymous)),
            ("SENSOR", () => Task.FromResult(tenant.Sensor)),
            .. roles.Select((role, i) => (role.Id, new Func<Task<ApiClient>>(() => Task.FromResult(users[i])))),
            ("API_KEY", () => Task.FromResult(program)),
            ("PROVISIONER", () => Task.FromResult(tenant.Provisioner)),
            ("STRANGER", () => Task.FromResult(strangers.Tenant.Admin)),
            ("NAMING", () => Task.FromResult(strangers.Tenant.Admin)),
        ];
        callers = [.. callers, ("SUPER_ADMIN", () => Task.FromResult(platform))];
        var endpoints = await server.Endpoints();
        var rows = new List<string[]> { new[] { "endpoint", "requires" }.Concat(callers.Select(c => c.Name)).ToArray() };
        foreach (var endpoint in endpoints.OrderBy(IsLast))
        {
            var request = SampleRequest.To(endpoint, kind => tenant.Ids[kind]);
            // What the platform's role does to a tenant, it does to one that nobody else here needs.
            var charged = SampleRequest.To(endpoint, kind => kind == "TenantId" ? charge.Id : tenant.Ids[kind]);
            var cells = new List<string> { endpoint.ToString(), endpoint.Access?.ToString() ?? "NOTHING" };
            foreach (var (name, client) in callers)
            {
                var isElsewhere = name == "STRANGER" || (name == "SUPER_ADMIN" && !endpoint.Access!.IsForPlatform);
                cells.Add(isElsewhere && endpoint.RouteIds.Count == 0 && endpoint.Access!.Entry != Entry.Anonymous
                    ? "own"
                    : await Ask(name == "SUPER_ADMIN" ? charged : request, await client(), name == "NAMING" ? tenant.Tenant.Id : null));
            }

            rows.Add([.. cells]);
        }

        await Snapshot.Matches("tests/System/Authorization/Snapshots/authorization.txt", Legend + TextTable.Of([rows[0], .. rows.Skip(1).OrderBy(r => r[0].Split(' ')[1], StringComparer.Ordinal).ThenBy(r => r[0], StringComparer.Ordinal)])
            + "\nRefused with tenancy.plan_lacks in tenants whose plan lacks the flag; the tenants above have all.\n\n"
            + TextTable.Of([["endpoint", "flag"], .. (await server.Features()).Where(e => e.Access!.Flag is not null).Select(e => new[] { e.ToString(), e.Access!.Flag!.Name }).OrderBy(r => r[0], StringComparer.Ordinal)]));
    }

    // Signing out comes last: the callers' sessions end with it. Deletions come before it, after everything that is asked of what they delete.
    private static int IsLast(ApiEndpoint endpoint) => endpoint.Route == "/api/auth/logout" ? 2 : endpoint.Method == "DELETE" ? 1 : 0;

    private static async Task<string> Ask(SampleRequest request, ApiClient client, string? tenant)
    {
        var answer = request.Endpoint.Route == "/api/live"
            ? await Peek(request, client, tenant)
            : tenant is null ? await request.Send(client) : await request.Send(client, ("X-Tenant", tenant));
        // 501: what a standard has, and this server says it has not.
        (answer.Status is < 500 or 501).ShouldBeTrue($"{request.Endpoint}: {answer.Body}");
        return answer.Code switch
        {
            "auth.required" => "401",
            "auth.forbidden" or "auth.wrong_principal" => "403",
            // Whether the console's files are there depends on the build.
            _ when answer.Status == 404 && request.Endpoint.Access!.Entry != Entry.Anonymous => "404",
            _ => "yes",
        };
    }

    // The stream of events has no end: its head says enough.
    private static async Task<ApiAnswer> Peek(SampleRequest request, ApiClient client, string? tenant)
    {
        using var http = new HttpClient();
        using var message = new HttpRequestMessage(HttpMethod.Get, new Uri(client.Address, request.Path));
        message.Headers.TryAddWithoutValidation("Authorization", client.Token is { } token ? $"Bearer {token}" : null);
        message.Headers.TryAddWithoutValidation("X-Tenant", tenant);
        using var response = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
        return new ApiAnswer(
            (int)response.StatusCode,
            response.IsSuccessStatusCode ? "" : await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase));
    }
}
