using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>A stream of live events ends with the credential that it was opened with, and nobody opens too many.</summary>
public sealed class LiveTests
{
    [Fact]
    public async Task A_stream_ends_with_the_session_that_opened_it()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var tenant = await server.NewTenant();
        var user = await tenant.NewUser("USER");
        await using var mine = await LiveStream.Open(tenant.Admin);
        await using var signingOut = await LiveStream.Open(user);
        (await user.Post("/api/auth/logout")).Expect(200);
        await signingOut.Ended();

        var other = await tenant.NewUser("USER");
        var id = (string)(await other.Get("/api/auth/me")).Expect(200).Json["user"]!["id"]!;
        await using var disabled = await LiveStream.Open(other);
        (await tenant.Admin.Put($"/api/users/{id}", new { username = "was here", role = "USER", status = "DISABLED" })).Expect(200);
        await disabled.Ended();
        await tenant.NewOrganization();
        await mine.Until("event: organization.created");
    }

    [Fact]
    public async Task A_stream_ends_when_nobody_tells_that_its_session_has_ended()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var tenant = await server.NewTenant();
        await using var stream = await LiveStream.Open(tenant.Admin);
        await server.Sql(tenant, "update control.login_session set ended_at = now() where tenant_id = $1", Guid.Parse(tenant.Id));
        await stream.Ended();
    }

    [Fact]
    public async Task Streams_are_bounded_by_principal_and_by_tenant()
    {
        await using var server = TestServer.With(new Dictionary<string, string?> { ["Holdfast:Server:LiveStreamsPerPrincipal"] = "2", ["Holdfast:Server:LiveStreamsPerTenant"] = "3" });
        var (tenant, another) = (await server.NewTenant(), await server.NewTenant());
        var user = await tenant.NewUser("USER");
        await using var first = await LiveStream.Open(tenant.Admin);
        await using (await LiveStream.Open(tenant.Admin))
        {
            (await tenant.Admin.Get("/api/live")).Expect(429).Code.ShouldBe("live.too_many");
            await using var third = await LiveStream.Open(user);
            (await user.Get("/api/live")).Expect(429).Code.ShouldBe("live.too_many");
            await using var elsewhere = await LiveStream.Open(another.Admin);
        }

        await Eventually.Holds("a place to be free again", async () =>
        {
            try
            {
                await using var again = await LiveStream.Open(tenant.Admin);
                return true;
            }
            catch (HttpRequestException)
            {
                return false;
            }
        });
    }
}
