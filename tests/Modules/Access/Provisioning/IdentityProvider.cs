using System.Text;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.Provisioning;

/// <summary>A tenant with a domain of its own, and an identity provider with a token of it.</summary>
internal sealed class IdentityProvider
{
    public const string Tokens = "/api/provisioning-tokens";
    public const string Users = "/scim/v2/Users";
    public const string Groups = "/scim/v2/Groups";
    private const string User = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string Group = "urn:ietf:params:scim:schemas:core:2.0:Group";

    private IdentityProvider(TestServer server, TestTenant tenant, string domain, string domainId, ApiAnswer token)
    {
        (Server, Tenant, Domain, DomainId, TokenId, Token) = (server, tenant, domain, domainId, token.Id, token.Text("token"));
        Client = new ApiClient(tenant.Admin.Address, Token);
    }

    public TestServer Server { get; }

    public TestTenant Tenant { get; }

    public string Domain { get; }

    public string DomainId { get; }

    public string TokenId { get; }

    public string Token { get; }

    /// <summary>With the token.</summary>
    public ApiClient Client { get; }

    public static async Task<IdentityProvider> New(NamedServer both)
    {
        var tenant = await both.Server.NewTenant();
        var name = $"d{Guid.CreateVersion7():N}.example";
        var domain = (await tenant.Admin.Post("/api/domains", new { name })).Expect(201);
        both.Names.Texts[domain.Text("recordName")] = [domain.Text("recordText")];
        (await tenant.Admin.Post($"/api/domains/{domain.Id}/verify")).Expect(200);
        return new IdentityProvider(both.Server, tenant, name, domain.Id, (await tenant.Admin.Post(Tokens, new { name = "Entra" })).Expect(201));
    }

    /// <summary>An address in the tenant's domain.</summary>
    public string Address(string name) => $"{name}@{Domain}";

    /// <summary>Makes somebody; answers them.</summary>
    public async Task<ApiAnswer> NewUser(string name) => (await Send(HttpMethod.Post, Users, new JsonObject { ["schemas"] = new JsonArray(User), ["userName"] = Address(name) })).Expect(201);

    /// <summary>Makes a group; answers it.</summary>
    public async Task<ApiAnswer> NewGroup(string name, params string[] members) => (await Send(
        HttpMethod.Post,
        Groups,
        new JsonObject { ["schemas"] = new JsonArray(Group), ["displayName"] = name, ["members"] = new JsonArray([.. members.Select(m => new JsonObject { ["value"] = m })]) })).Expect(201);

    /// <summary>Sends a body in the protocol's media type.</summary>
    public Task<ApiAnswer> Send(HttpMethod method, string path, JsonNode? body, params ReadOnlySpan<(string Name, string Value)> headers) =>
        Client.Send(method, path, body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/scim+json"), headers);

    /// <summary>One PATCH with these operations as JSON.</summary>
    public Task<ApiAnswer> Patch(string path, [System.Diagnostics.CodeAnalysis.StringSyntax("Json")] string operations) => Client.Send(
        HttpMethod.Patch,
        path,
        new StringContent($$"""{"schemas":["urn:ietf:params:scim:api:messages:2.0:PatchOp"],"Operations":{{operations}}}""", Encoding.UTF8, "application/scim+json"));

    /// <summary>The userNames or displayNames that a filter finds, in their order.</summary>
    public async Task<List<string>> Found(string path, string filter, string attribute = "userName") => [.. (await Client.Get($"{path}?filter={Uri.EscapeDataString(filter)}")).Expect(200)
        .Json["Resources"]!.AsArray().Select(r => (string)r![attribute]!)];

    /// <summary>Whether somebody is let in with a password.</summary>
    public async Task<ApiAnswer> LogIn(string email) => await new ApiClient(Tenant.Admin.Address, null).Post("/api/auth/login", new { email, password = TestTenant.Password });

    /// <summary>Somebody of the tenant's domain whom an administrator made, signed in.</summary>
    public async Task<(ApiClient Client, string Id)> NewByHand(string name, string? role = "USER")
    {
        var made = await Tenant.Admin.Post("/api/users", new { username = name, email = Address(name), password = TestTenant.Password, role, mustChangePassword = false });
        return (new ApiClient(Tenant.Admin.Address, (await LogIn(Address(name))).Expect(200).Text("accessToken")), made.Expect(201).Id);
    }
}
