using System.Net;
using Holdfast.Modules.Access.Contracts;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Where too many sign-ins fail, nobody may try for a while; a tenant lets its own accounts be tried all the same, and no others.</summary>
public sealed class AddressTests(AddressTests.Guarded guarded) : IClassFixture<AddressTests.Guarded>
{
    private const string Wrong = "wrong wrong wrong";
    private const int Free = 8;
    private readonly TestServer server = guarded.Server;

    /// <summary>One server for all of these; each comes from addresses of its own.</summary>
    public sealed class Guarded : IAsyncDisposable
    {
        /// <summary>With few free guesses.</summary>
        public TestServer Server { get; } = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:access:FreeGuessesOfAddress"] = $"{Free}", ["Holdfast:access:AddressBlock"] = "00:10:00",
        });

        /// <inheritdoc/>
        public ValueTask DisposeAsync() => Server.DisposeAsync();
    }

    [Fact]
    public async Task An_address_is_blocked_over_all_accounts_and_no_other_is()
    {
        var tenant = await server.NewTenant();
        var (stranger, home) = (await From("127.0.41.1"), await From("127.0.41.2"));
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(_ => Guess(stranger, Unknown())));
        answers.Count(a => a.Code == "auth.invalid_credentials").ShouldBe(Free);
        answers.Count(a => a.Code == "auth.address_blocked").ShouldBe(60 - Free);
        var refused = (await SignIn(stranger, tenant)).Expect(429);
        refused.Code.ShouldBe("auth.address_blocked");
        int.Parse(refused.Headers["Retry-After"]).ShouldBeInRange(500, 600);
        (await SignIn(home, tenant)).Expect(200);
        (await tenant.Audit("access.login", 2)).ShouldContain(e => (string?)e!["error"] == "auth.address_blocked");
    }

    [Fact]
    public async Task It_is_blocked_for_longer_each_time_and_free_again_after_it()
    {
        var stranger = await From("127.0.42.1");
        foreach (var minutes in new[] { 10, 20, 40 })
        {
            await Block(stranger);
            int.Parse((await Guess(stranger, Unknown())).Expect(429).Headers["Retry-After"]).ShouldBeInRange((minutes * 60) - 60, minutes * 60);
            await Owner("update control.guessing_address set blocked_until = now() where network = '127.0.42.1'");
        }

        (await Guess(stranger, Unknown())).Expect(401);
    }

    [Fact]
    public async Task Who_signs_in_rightly_is_not_counted()
    {
        var tenant = await server.NewTenant();
        var home = await From("127.0.43.1");
        for (var i = 0; i < Free * 2; i++)
        {
            (await SignIn(home, tenant)).Expect(200);
        }

        (await Guess(home, Unknown())).Expect(401);
    }

    [Fact]
    public async Task A_tenant_sees_who_tried_its_own_accounts_and_lets_them_be_tried_again()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var stranger = await From("127.0.44.1");
        (await Guess(stranger, tenant.Email)).Expect(401);
        await Block(stranger);
        var seen = (await tenant.Admin.Get("/api/blocked-addresses")).Expect(200).Json["items"]!.AsArray();
        ((string)seen.Single()!["address"]!).ShouldBe("127.0.44.1");
        ((int)seen.Single()!["attempts"]!).ShouldBe(1);
        (await other.Admin.Get("/api/blocked-addresses")).Expect(200).Json["items"]!.AsArray().ShouldBeEmpty();
        (await other.Admin.Delete("/api/blocked-addresses/127.0.44.1")).Expect(404).Code.ShouldBe("address.not_blocked");
        (await tenant.Admin.Delete("/api/blocked-addresses/127.0.44.2")).Expect(404);
        (await tenant.Admin.Delete("/api/blocked-addresses/nonsense")).Expect(404);
        (await (await tenant.NewUser("AUDITOR")).Delete("/api/blocked-addresses/127.0.44.1")).Expect(403);

        (await tenant.Admin.Delete("/api/blocked-addresses/127.0.44.1")).Expect(204);
        (await SignIn(stranger, tenant)).Expect(200);
        (await SignIn(stranger, other)).Expect(429).Code.ShouldBe("auth.address_blocked");
        (await Guess(stranger, Unknown())).Expect(429);
        await tenant.Audit("access.release_address");
        (await other.Admin.Get("/api/blocked-addresses")).Expect(200).Json["items"]!.AsArray().Count.ShouldBe(1);
    }

    [Fact]
    public async Task What_a_tenant_allows_holds_for_its_own_accounts_only()
    {
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var stranger = await From("127.0.45.1");
        await Block(stranger);
        (await SignIn(stranger, tenant)).Expect(429);
        var allowed = (await tenant.Admin.Post("/api/allowed-addresses", new { network = "127.0.45.0/24", note = "Office" })).Expect(201);
        (await tenant.Admin.Post("/api/allowed-addresses", new { network = "127.0.45.0/24" })).Expect(409).Code.ShouldBe("address.allowed_already");
        (await SignIn(stranger, tenant)).Expect(200);
        (await SignIn(stranger, other)).Expect(429);
        (await other.Admin.Delete($"/api/allowed-addresses/{allowed.Id}")).Expect(404).Code.ShouldBe("address.not_found");
        ((string)(await tenant.Admin.Get("/api/allowed-addresses")).Expect(200).Json["items"]!.AsArray().Single()!["network"]!).ShouldBe("127.0.45.0/24");

        // Guesses at one account from there are counted for that account all the same.
        for (var i = 0; i < 5; i++)
        {
            (await Guess(stranger, tenant.Email)).Expect(401);
        }

        (await Guess(stranger, tenant.Email)).Expect(429).Code.ShouldBe("auth.locked");
        (await tenant.Admin.Post($"/api/users/{tenant.AdminId}/unlock")).Expect(204);
        (await tenant.Admin.Delete($"/api/allowed-addresses/{allowed.Id}")).Expect(204);
        (await SignIn(stranger, tenant)).Expect(429).Code.ShouldBe("auth.address_blocked");
        await tenant.Audit("access.allow_address");
        await tenant.Audit("access.disallow_address");
    }

    [Theory]
    [InlineData("0.0.0.0/0")]
    [InlineData("10.0.0.0/7")]
    [InlineData("2001:db8::/16")]
    [InlineData("10.0.0.1/8")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Neither_everything_nor_nonsense_is_allowed(string network)
    {
        var tenant = await server.NewTenant();
        (await tenant.Admin.Post("/api/allowed-addresses", new { network })).Expect(400).Code.ShouldBe("address.bad_network");
        (await tenant.Admin.Post("/api/allowed-addresses", new { network = "192.0.2.1", note = new string('x', 101) })).Expect(400).Code.ShouldBe("address.bad_note");
    }

    [Fact]
    public async Task The_operator_sees_all_and_releases_for_all()
    {
        var tenant = await server.NewTenant();
        var stranger = await From("127.0.46.1");
        await Block(stranger);
        var operators = (await server.Services()).GetRequiredService<IOperatorAccounts>();
        var ct = TestContext.Current.CancellationToken;
        (await operators.BlockedAddresses(100, ct)).Single(b => b.Network == "127.0.46.1").Failures.ShouldBe(Free);
        (await operators.ReleaseAddress("127.0.46.1", ct)).Succeeded.ShouldBeTrue();
        (await operators.ReleaseAddress("127.0.46.1", ct)).Problem!.Code.ShouldBe("address.not_blocked");
        (await operators.ReleaseAddress("nonsense", ct)).Problem!.Code.ShouldBe("address.not_blocked");
        (await SignIn(stranger, tenant)).Expect(200);
    }

    [Fact]
    public async Task A_blocked_address_costs_no_hashing_and_a_passkey_or_key_is_not_asked()
    {
        var tenant = await server.NewTenant();
        var stranger = await From("127.0.47.1");
        await Block(stranger);
        await using var slow = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:access:FreeGuessesOfAddress"] = "5", ["Holdfast:access:PasswordIterations"] = "3000000", ["Holdfast:access:PasswordsAtOnce"] = "1",
        });
        var there = new ApiClient(await slow.Address(), null, IPAddress.Parse("127.0.47.2"));
        for (var i = 0; i < 5; i++)
        {
            (await Guess(there, Unknown())).Expect(401);
        }

        var began = TimeProvider.System.GetTimestamp();
        (await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => Guess(there, Unknown())))).ShouldAllBe(a => a.Code == "auth.address_blocked");
        TimeProvider.System.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(10));
        (await new ApiClient(stranger.Address, tenant.Admin.Token, IPAddress.Parse("127.0.47.1")).Get("/api/auth/me")).Expect(200);
        (await stranger.Post("/api/auth/passkeys/challenge")).Expect(200);
    }

    private static async Task Block(ApiClient stranger)
    {
        for (var i = 0; i < Free + 1; i++)
        {
            if ((await Guess(stranger, Unknown())).Code == "auth.address_blocked")
            {
                return;
            }
        }

        throw new InvalidOperationException("The address was not blocked.");
    }

    private static string Unknown() => $"nobody-{Guid.CreateVersion7():N}@example.test";

    private static Task<ApiAnswer> Guess(ApiClient client, string email) => client.Post("/api/auth/login", new { email, password = Wrong });

    private static Task<ApiAnswer> SignIn(ApiClient client, TestTenant tenant) => client.Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password });

    private async Task<ApiClient> From(string address) => new(await server.Address(), null, IPAddress.Parse(address));

    private async Task Owner(string sql)
    {
        await using var source = Npgsql.NpgsqlDataSource.Create(await server.OwnerConnection());
#pragma warning disable CA2100 // A constant of this test.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
