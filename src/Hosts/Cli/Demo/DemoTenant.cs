using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Holdfast.Hosts.Cli.Api;

namespace Holdfast.Hosts.Cli.Demo;

/// <summary>The demo's tenant, made through the same API as everybody's: registered once, then found again.</summary>
internal sealed class DemoTenant(Transport transport, ICredential credential)
{
    private readonly ApiConnection api = new(transport, credential);

    /// <summary>Registers the company with a password that nobody else knows.</summary>
    public static async Task<DemoAccount> Register(Transport transport, CancellationToken ct)
    {
        var password = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(15));
        for (var email = "demo@example.com"; ; email = $"demo-{RandomNumberGenerator.GetHexString(8, lowercase: true)}@example.com")
        {
            try
            {
                await transport.Send(
                    HttpMethod.Post,
                    "api/auth/register",
                    new JsonObject { ["company"] = DemoFleet.Company, ["username"] = "demo", ["email"] = email, ["password"] = password },
                    null,
                    ct);
                return new DemoAccount(transport.Server, email, password, []);
            }
            catch (FailureException e) when (e.Failure.Code == "user.email_taken")
            {
                // An earlier demo whose file is gone; this one is another tenant.
            }
        }
    }

    /// <summary>Signs the demo's administrator in.</summary>
    public static async Task<DemoTenant> SignIn(Transport transport, DemoAccount account, CancellationToken ct)
    {
        var answer = await transport.Send(HttpMethod.Post, "api/auth/login", new JsonObject { ["email"] = account.Email, ["password"] = account.Password }, null, ct);
        return new DemoTenant(transport, new GivenToken((string)JsonNode.Parse(answer)!["accessToken"]!));
    }

    /// <summary>A token with which machines enrol in a group of an organization; both are made where they are missing.</summary>
    public async Task<string> EnrollmentToken(string organization, string group, int uses, CancellationToken ct)
    {
        var organizationId = await FindOrMake("api/organizations", new JsonObject { ["name"] = organization }, ct);
        var groupId = await FindOrMake($"api/groups?organizationId={organizationId}", new JsonObject { ["organizationId"] = organizationId, ["name"] = group }, ct);
        var made = await api.Post("api/enrollment-tokens", new JsonObject { ["groupId"] = groupId, ["expiresInMinutes"] = 10, ["maxUses"] = uses }, ct);
        return (string)JsonNode.Parse(made)!["token"]!;
    }

    private async Task<string> FindOrMake(string list, JsonObject wanted, CancellationToken ct)
    {
        var items = JsonNode.Parse(await api.Get(Query.Of(list, ("limit", 200)), ct))!["items"]!.AsArray();
        var found = items.FirstOrDefault(i => (string?)i!["name"] == (string?)wanted["name"]) ?? JsonNode.Parse(await api.Post(list.Split('?')[0], wanted, ct));
        return (string)found!["id"]!;
    }
}
