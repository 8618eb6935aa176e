using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Receivers;

namespace Holdfast.Tests.Modules.Access.SingleSignOn;

/// <summary>A server that may reach identity providers on loopback, and reads their keys anew as soon as it has to; as a class fixture it serves the tests of one class.</summary>
public sealed class SsoServer : IAsyncDisposable
{
    private readonly NameServer names = new();

    /// <summary>It starts at first use.</summary>
    public SsoServer() => Server = TestServer.With(new Dictionary<string, string?>(names.Settings)
    {
        ["Holdfast:Outbound:AllowHttp"] = "true",
        ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
        ["Holdfast:access:ProviderKeysAge"] = "00:00:00.050",
    });

    /// <summary>The server.</summary>
    public TestServer Server { get; }

    /// <summary>A tenant with a domain of its own.</summary>
    public async Task<(TestTenant Tenant, string Domain, string DomainId)> NewTenant()
    {
        var tenant = await Server.NewTenant();
        var name = $"d{Guid.CreateVersion7():N}.example";
        var domain = (await tenant.Admin.Post("/api/domains", new { name })).Expect(201);
        names.Texts[domain.Text("recordName")] = [domain.Text("recordText")];
        (await tenant.Admin.Post($"/api/domains/{domain.Id}/verify")).Expect(200);
        return (tenant, name, domain.Id);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await names.DisposeAsync();
    }
}

/// <summary>A tenant whose people sign in by an identity provider.</summary>
internal sealed class Company : IAsyncDisposable
{
    private readonly TestServer server;

    private Company(TestServer server, TestTenant tenant, string domain, string domainId, OpenIdProvider provider) =>
        (this.server, Tenant, Domain, DomainId, Provider) = (server, tenant, domain, domainId, provider);

    public TestTenant Tenant { get; }

    public string Domain { get; }

    public string DomainId { get; }

    public OpenIdProvider Provider { get; }

    public string ProviderId { get; private set; } = "";

    public string Slug => (string)Tenant.Registered.Json["tenant"]!["slug"]!;

    /// <summary>What is asked of the provider when it is made; tests change single things.</summary>
    public JsonObject Settings { get; private set; } = [];

    public static async Task<Company> Found(SsoServer sso, Action<JsonObject>? settings = null)
    {
        var (tenant, domain, id) = await sso.NewTenant();
        var company = new Company(sso.Server, tenant, domain, id, await OpenIdProvider.Start());
        company.Settings = new JsonObject
        {
            ["name"] = "House", ["issuer"] = company.Provider.Issuer, ["clientId"] = OpenIdProvider.ClientId, ["clientSecret"] = OpenIdProvider.Secret, ["groupsClaim"] = "groups", ["createsUsers"] = true,
        };
        settings?.Invoke(company.Settings);
        company.ProviderId = (await tenant.Admin.Post("/api/identity-providers", company.Settings.ToJsonString())).Expect(201).Id;
        return company;
    }

    /// <summary>Changes single settings of the provider.</summary>
    public async Task<ApiAnswer> Change(Action<JsonObject> settings)
    {
        settings(Settings);
        return await Tenant.Admin.Put($"/api/identity-providers/{ProviderId}", Settings.ToJsonString());
    }

    /// <summary>What the provider says of somebody of the company.</summary>
    public JsonObject Claims(string who, params string[] groups) => new()
    {
        ["sub"] = $"sub-of-{who}", ["email"] = $"{who}@{Domain}", ["email_verified"] = true, ["name"] = $"The {who}", ["sid"] = $"session-of-{who}", ["groups"] = new JsonArray([.. groups.Select(g => (JsonNode)g)]),
    };

    public async Task<SsoBrowser> Browser() => new(await server.Anonymous());

    /// <summary>Signs somebody in with these claims.</summary>
    public async Task<ApiAnswer> SignIn(JsonObject claims)
    {
        var browser = await Browser();
        var url = (await browser.Begin(new { tenant = Slug })).Expect(200).Text("authorizationUrl");
        return await browser.Finish(Provider.SignIn(url, claims));
    }

    /// <summary>The same, and a client of theirs.</summary>
    public async Task<ApiClient> SignedIn(JsonObject claims) => new(Tenant.Admin.Address, (await SignIn(claims)).Expect(200).Text("accessToken"));

    /// <summary>Why the last sign-in was refused, as the log says.</summary>
    public async Task<string> Why() => (string)(await Tenant.Audit("access.finish_single_sign_on")).First(e => (string?)e!["outcome"] == "DENIED")!["after"]!["why"]!;

    public ValueTask DisposeAsync() => Provider.DisposeAsync();
}

/// <summary>A browser in which somebody signs in: it keeps the cookie.</summary>
internal sealed partial class SsoBrowser(ApiClient anonymous)
{
    public string Cookie { get; set; } = "";

    public async Task<ApiAnswer> Begin(object request)
    {
        var answer = await anonymous.Post("/api/auth/sso", request);
        Cookie = answer.Headers.GetValueOrDefault("Set-Cookie") is { } set && Flow().Match(set) is { Success: true } match ? match.Value : Cookie;
        return answer;
    }

    public Task<ApiAnswer> Finish(SentBack back, string? iss = null) =>
        anonymous.Post("/api/auth/sso/callback", new { code = back.Code, state = back.State, iss }, ("X-Holdfast-Console", "1"), ("Cookie", Cookie));

    [GeneratedRegex("(__Host-)?holdfast_sso=[^;]+")]
    private static partial Regex Flow();
}
