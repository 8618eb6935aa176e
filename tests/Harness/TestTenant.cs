
namespace Holdfast.Tests.Harness;

/// <summary>A fresh tenant with its administrator signed in.</summary>
public sealed class TestTenant
{
    /// <summary>A password that will do.</summary>
    public const string Password = "green horses run far";

    private TestTenant(Uri address, ApiAnswer registered, string email)
    {
        Registered = registered;
        Email = email;
        Admin = new ApiClient(address, registered.Text("accessToken"));
        Id = (string)registered.Json["tenant"]!["id"]!;
        AdminId = (string)registered.Json["user"]!["id"]!;
    }

    /// <summary>What registration answered.</summary>
    public ApiAnswer Registered { get; }

    /// <summary>The administrator's address.</summary>
    public string Email { get; }

    /// <summary>The administrator's client.</summary>
    public ApiClient Admin { get; }

    /// <summary>The tenant's id.</summary>
    public string Id { get; }

    /// <summary>The administrator's id.</summary>
    public string AdminId { get; }

    /// <summary>Registers a new company.</summary>
    public static async Task<TestTenant> Register(Uri address, string? company = null)
    {
        var email = $"ann-{Guid.CreateVersion7():N}@example.test";
        var answer = await new ApiClient(address, null).Post("/api/auth/register", new { company = company ?? "Acme", username = "ann", email, password = Password });
        return new TestTenant(address, answer.Expect(201), email);
    }

    /// <summary>A new user with this role on the whole tenant, signed in.</summary>
    public async Task<ApiClient> NewUser(string role) => (await NewUserWithId(role)).Client;

    /// <summary>A new user with this role on the whole tenant, or none, signed in, and the user's id.</summary>
    public async Task<(ApiClient Client, string Id)> NewUserWithId(string? role)
    {
        var email = $"user-{Guid.CreateVersion7():N}@example.test";
        var made = await Admin.Post("/api/users", new { username = $"user {Guid.CreateVersion7():N}", email, password = Password, role, mustChangePassword = false });
        var login = await new ApiClient(Admin.Address, null).Post("/api/auth/login", new { email, password = Password });
        return (new ApiClient(Admin.Address, login.Expect(200).Text("accessToken")), made.Expect(201).Id);
    }

    /// <summary>A new user who has a role at one node only, signed in.</summary>
    public async Task<ApiClient> NewUserAt(string role, string level, string node)
    {
        var (client, id) = await NewUserWithId(null);
        (await Admin.Post("/api/role-assignments", new { principalKind = "USER", principalId = id, role, scope = new { level, id = node } })).Expect(201);
        return client;
    }

    /// <summary>The administrator switches to a tenant below, and may then act there by naming it.</summary>
    public async Task Visit(string tenant) => (await Admin.Post("/api/auth/switch", new { tenant })).Expect(200);

    /// <summary>Invites somebody; answers the invitation, and what the mail to them holds.</summary>
    public async Task<(ApiAnswer Invitation, string Token)> Invite(string email, string role = "MEMBER", string? level = null, string? node = null)
    {
        var invited = (await Admin.Post("/api/invitations", new { email, role, scope = level is null ? null : new { level, id = node } })).Expect(201);
        return (invited, await TokenIn(invited.Text("mailId")));
    }

    /// <summary>What lets somebody in of a mail that waits.</summary>
    public async Task<string> TokenIn(string mail) => (await Admin.Get($"/api/mails/{mail}")).Expect(200).Text("text").Split("/join#")[1].Split('\n')[0].Trim();

    /// <summary>A new organization; answers its id.</summary>
    public async Task<string> NewOrganization(string? name = null) =>
        (await Admin.Post("/api/organizations", new { name = name ?? $"Org {Guid.CreateVersion7():N}" })).Expect(201).Id;

    /// <summary>A new group in a new organization; answers its id.</summary>
    public async Task<string> NewGroup(string? organization = null) =>
        (await Admin.Post("/api/groups", new { organizationId = organization ?? await NewOrganization(), name = $"Group {Guid.CreateVersion7():N}" })).Expect(201).Id;

    /// <summary>Audit entries of an action, newest first, once there are that many.</summary>
    public Task<System.Text.Json.Nodes.JsonArray> Audit(string action, int atLeast = 1) => Eventually.Get(
        $"{atLeast} audit entries of {action}",
        async () => (await Admin.Get($"/api/audit?action={action}&limit=200")).Expect(200).Json["items"]!.AsArray() is { } items && items.Count >= atLeast ? items : null);
}
