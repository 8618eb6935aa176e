using Holdfast.Modules.Access.Contracts;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Where registration is not open to all, the operator's invitation lets one company in.</summary>
public sealed class RegistrationTests
{
    [Fact]
    public async Task An_invitation_lets_one_company_register()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:access:OpenRegistration"] = "false" });
        var anonymous = await server.Anonymous();
        (await Register(anonymous, null)).Expect(403).Code.ShouldBe("auth.registration_closed");
        (await Register(anonymous, "hfi_nobodyhasthisone")).Expect(400).Code.ShouldBe("auth.invitation_invalid");

        var operators = (await server.Services()).GetRequiredService<IOperatorAccounts>();
        var code = (await operators.Invite(TimeSpan.FromDays(1), TestContext.Current.CancellationToken)).Token;
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Register(anonymous, code)));
        answers.Count(a => a.Status == 201).ShouldBe(1);
        answers.Count(a => a.Code == "auth.invitation_invalid").ShouldBe(3);

        var stale = (await operators.Invite(TimeSpan.FromSeconds(-1), TestContext.Current.CancellationToken)).Token;
        (await Register(anonymous, stale)).Expect(400).Code.ShouldBe("auth.invitation_invalid");
    }

    [Fact]
    public async Task The_operator_recovers_a_sole_administrator_and_it_stands_in_their_log()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => anonymous.Post("/api/auth/login", new { email = tenant.Email, password = "wrong wrong wrong" })));
        var operators = (await server.Services()).GetRequiredService<IOperatorAccounts>();
        (await operators.Recover("nobody@example.test", TestContext.Current.CancellationToken)).Problem!.Code.ShouldBe("user.not_found");
        var recovered = await operators.Recover(tenant.Email, TestContext.Current.CancellationToken);
        (await anonymous.Post("/api/auth/reset", new { token = recovered.Value.Token, password = "blue horses swim far" })).Expect(204);
        var login = (await anonymous.Post("/api/auth/login", new { email = tenant.Email, password = "blue horses swim far" })).Expect(200);

        var admin = new ApiClient(anonymous.Address, login.Text("accessToken"));
        var entry = await Eventually.Get("the entry of the recovery", async () => (await admin.Get("/api/audit?action=access.recover")).Expect(200).Json["items"]!.AsArray() is [var only] ? only : null);
        ((string?)entry["actor"]!["kind"]).ShouldBe("SYSTEM");
        ((string?)entry["resource"]!["id"]).ShouldBe(tenant.AdminId);
    }

    [Fact]
    public async Task The_operator_lets_a_locked_person_in()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var tenant = await server.NewTenant();
        var anonymous = await server.Anonymous();
        Task<ApiAnswer> SignIn(string password) => anonymous.Post("/api/auth/login", new { email = tenant.Email, password });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => SignIn("wrong wrong wrong")));
        (await SignIn(TestTenant.Password)).Expect(429);
        (await (await server.Services()).GetRequiredService<IOperatorAccounts>().Unlock(tenant.Email, TestContext.Current.CancellationToken)).Succeeded.ShouldBeTrue();
        (await SignIn(TestTenant.Password)).Expect(200);
        await tenant.Audit("access.unlock");
    }

    private static Task<ApiAnswer> Register(ApiClient client, string? invitation) => client.Post(
        "/api/auth/register",
        new { company = "Acme", username = "ann", email = $"ann-{Guid.CreateVersion7():N}@example.test", password = TestTenant.Password, invitation });
}
