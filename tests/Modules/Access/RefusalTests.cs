using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Refusals;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.Modules.Access;

/// <summary>Who is refused before it is known who they are leaves a trace: with the tenant whose it is, or in the platform's own log.</summary>
public sealed class RefusalTests(TestServer server)
{
    private const string Wrong = "wrong wrong wrong";

    [Fact]
    public async Task An_address_that_belongs_to_nobody_is_counted_by_network()
    {
        (await Guess(await From("127.1.1.7"), Unknown())).Expect(401);
        (await Guess(await From("127.1.1.8"), Unknown())).Expect(401);
        (await Counted("auth.invalid_credentials", "127.1.1.0/24", 2)).ShouldBe(2);
    }

    [Fact]
    public async Task Locked_attempts_are_counted_and_the_account_they_are_at_is_told_once()
    {
        var tenant = await server.NewTenant();
        var from = await From("127.1.2.7");
        foreach (var email in new[] { tenant.Email, Unknown() })
        {
            var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => Guess(from, email)));
            answers.Count(a => a.Code == "auth.locked").ShouldBe(35);
        }

        var told = Locked(await tenant.Audit("access.login", 6));
        // A minute may have ended meanwhile.
        told.Length.ShouldBeInRange(1, 2);
        ((string?)told[0]["outcome"], (string?)told[0]["severity"], (string?)told[0]["resource"]!["id"]).ShouldBe(("DENIED", "WARNING", tenant.AdminId));
        (await Counted("auth.locked", "127.1.2.0/24", 70 - told.Length)).ShouldBe(70 - told.Length);
    }

    [Theory]
    [InlineData("127.1.3.7", "Bearer x", "auth.required")]
    [InlineData("127.1.4.7", "Basic YTpi", "auth.required")]
    public async Task A_credential_that_nothing_understands_is_counted(string address, string credential, string kind)
    {
        (await (await From(address)).Send(HttpMethod.Get, "/api/devices", null, ("Authorization", credential))).Expect(401).Code.ShouldBe("auth.required");
        (await Counted(kind, Refusal.NetworkOf(IPAddress.Parse(address)), 1)).ShouldBe(1);
    }

    [Fact]
    public async Task No_credential_at_all_is_nothing_to_count()
    {
        (await (await From("127.1.5.7")).Get("/api/devices")).Expect(401);
        (await Guess(await From("127.1.5.8"), Unknown())).Expect(401);
        (await Counted("auth.invalid_credentials", "127.1.5.0/24", 1)).ShouldBe(1);
        (await Rows("127.1.5.0/24")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_token_that_was_changed_is_counted_and_one_of_an_ended_session_is_its_tenants()
    {
        var tenant = await server.NewTenant();
        var token = tenant.Admin.Token!;
        var changed = token[..^4] + (token.EndsWith("AAAA", StringComparison.Ordinal) ? "BBBB" : "AAAA");
        (await new ApiClient(tenant.Admin.Address, changed, IPAddress.Parse("127.1.6.7")).Get("/api/devices")).Expect(401).Code.ShouldBe("auth.invalid_token");
        (await Counted("auth.invalid_token", "127.1.6.0/24", 1)).ShouldBe(1);

        var (user, id) = await tenant.NewUserWithId("USER");
        (await tenant.Admin.Delete($"/api/users/{id}/sessions")).Status.ShouldBeInRange(200, 204);
        await Eventually.Holds("the session to be over", async () => (await user.Get("/api/devices")).Status == 401);
        ((string?)(await tenant.Audit("access.authenticate"))[0]!["error"]).ShouldBe("auth.invalid_token");
    }

    [Fact]
    public async Task A_refresh_token_that_is_none_is_counted_and_one_of_an_ended_session_is_its_tenants()
    {
        var tenant = await server.NewTenant();
        (await Refresh(await From("127.1.7.7"), "hfr_nobodyhasthisone")).Expect(401);
        (await Counted("auth.invalid_refresh_token", "127.1.7.0/24", 1)).ShouldBe(1);

        var signedIn = (await (await From("127.1.7.9")).Post("/api/auth/login", new { email = tenant.Email, password = TestTenant.Password, refreshTokenIn = "BODY" })).Expect(200);
        var used = signedIn.Text("refreshToken");
        (await Refresh(await From("127.1.7.9"), used)).Expect(200);
        for (var i = 0; i < 3; i++)
        {
            (await Refresh(await From("127.1.7.9"), used)).Expect(401);
        }

        var errors = (await tenant.Audit("access.refresh", 2)).Select(e => (string?)e!["error"]).ToList();
        errors.ShouldContain("auth.refresh_token_replayed");
        errors.ShouldContain("auth.invalid_refresh_token");
    }

    [Fact]
    public async Task Reset_tokens_that_are_none_are_counted()
    {
        (await (await From("127.1.8.7")).Post("/api/auth/reset", new { token = "hfp_nobodyhasthisone", password = "blue horses swim far" })).Status.ShouldBeInRange(400, 404);
        (await Rows("127.1.8.0/24", atLeast: 1)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_flood_is_a_few_rows_and_takes_no_connection()
    {
        await using var small = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Server:DatabaseConnections"] = "2" });
        await small.NewTenant();
        var pool = (await small.Services()).GetRequiredService<IStores>().Databases.Single().Pool(isBackground: false);
        var from = new ApiClient(await small.Address(), "x", IPAddress.Parse("127.1.9.7"));
        await using (await pool.OpenConnectionAsync(TestContext.Current.CancellationToken))
        await using (await pool.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            var clock = Stopwatch.StartNew();
            var answers = await Task.WhenAll(Enumerable.Range(0, 2000).Select(_ => from.Get("/api/devices")));
            answers.ShouldAllBe(a => a.Status == 401);
            clock.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(30));
        }

        var log = (await small.Services()).GetRequiredService<RefusalLog>();
        var rows = await Eventually.Get("all to be written", async () =>
            (await log.Read(DateTimeOffset.UnixEpoch, 1000, CancellationToken.None)) is { } found && found.Sum(r => r.Count) == 2000 ? found : null);
        rows.Length.ShouldBeLessThan(5);
    }

    [Fact]
    public async Task Networks_beyond_those_that_are_told_apart_are_counted_together()
    {
        await using var few = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Refusals:MaxPerMinute"] = "10" });
        for (var i = 0; i < 40; i++)
        {
            (await new ApiClient(await few.Address(), "x", IPAddress.Parse($"127.2.{i}.7")).Get("/api/devices")).Expect(401);
        }

        var log = (await few.Services()).GetRequiredService<RefusalLog>();
        var rows = await Eventually.Get("all to be written", async () =>
            (await log.Read(DateTimeOffset.UnixEpoch, 1000, CancellationToken.None)) is { } found && found.Sum(r => r.Count) == 40 ? found : null);
        rows.Where(r => r.Network == Refusal.Others).Sum(r => r.Count).ShouldBeInRange(20, 30);
    }

    [Fact]
    public async Task What_is_older_than_it_is_kept_goes()
    {
        var tenant = await server.NewTenant();
        await server.Sql(tenant, "insert into control.refusal (at, kind, network, count) values (now() - interval '91 days', 'x', 'long ago', 1), (now() - interval '89 days', 'x', 'long ago', 1)");
        await using var scope = (await server.Services()).OpenWork(OpContext.OfSystem(default, "platform.prune_refusals", "test"));
        await scope.ServiceProvider.GetRequiredService<PruneRefusals>().Reconcile(TestContext.Current.CancellationToken);
        (await Rows("long ago")).ShouldHaveSingleItem().At.ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddDays(-90));
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("::ffff:203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48")]
    [InlineData(null, "unknown")]
    public void An_address_is_counted_as_its_network(string? address, string network) =>
        Refusal.NetworkOf(address is null ? null : IPAddress.Parse(address)).ShouldBe(network);

    private static JsonNode[] Locked(JsonArray entries) => [.. entries.Where(e => (string?)e!["error"] == "auth.locked").Select(e => e!)];

    private static string Unknown() => $"nobody-{Guid.CreateVersion7():N}@example.test";

    private static Task<ApiAnswer> Guess(ApiClient from, string email) => from.Post("/api/auth/login", new { email, password = Wrong });

    private static Task<ApiAnswer> Refresh(ApiClient from, string refreshToken) => from.Post("/api/auth/refresh", new { refreshToken });

    private async Task<ApiClient> From(string address) => new(await server.Address(), null, IPAddress.Parse(address));

    private async Task<long> Counted(string kind, string network, long atLeast)
    {
        var count = 0L;
        await Eventually.Holds($"{atLeast} of {kind} from {network}", async () => (count = (await Rows(network)).Where(r => r.Kind == kind).Sum(r => r.Count)) >= atLeast);
        return count;
    }

    private async Task<Refusal[]> Rows(string network, int atLeast = 0) => await Eventually.Get(
        $"{atLeast} rows of {network}",
        async () => (await (await server.Services()).GetRequiredService<RefusalLog>().Read(DateTimeOffset.UnixEpoch, 10_000, CancellationToken.None)).Where(r => r.Network == network).ToArray() is var rows
            && rows.Length >= atLeast ? rows : null);
}
