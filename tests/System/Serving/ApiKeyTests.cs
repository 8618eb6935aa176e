using System.Diagnostics;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>What is decided of a key in one process holds in the others within a second.</summary>
public sealed class ApiKeyTests
{
    private const string Keys = "/api/admin/api-keys";

    [Fact]
    public async Task A_key_that_is_revoked_rotated_or_reported_in_one_process_is_out_in_the_other_within_a_second()
    {
        await using var installation = await Installation.Start();
        var (address, process) = await installation.StartBeside();
        await using var beside = process;
        var tenant = await TestTenant.Register(installation.Address);

        await IsOut(tenant, address, (id, _) => tenant.Admin.Delete($"{Keys}/{id}"));
        await IsOut(tenant, address, (id, _) => tenant.Admin.Post($"{Keys}/{id}/rotate"));
        await IsOut(tenant, address, (_, text) => installation.Anonymous.Post($"{Keys}/report-leak", new { key = text }));
    }

    [Fact]
    public async Task So_it_is_while_no_broker_carries_a_signal()
    {
        await using var installation = await Installation.Start();
        var (address, process) = await installation.StartBeside();
        await using var beside = process;
        var tenant = await TestTenant.Register(installation.Address);
        await installation.StopBroker();

        await IsOut(tenant, address, (id, _) => tenant.Admin.Delete($"{Keys}/{id}"));
        await IsOut(tenant, address, (id, _) => tenant.Admin.Post($"{Keys}/{id}/rotate"));
    }

    [Fact]
    public async Task The_rate_of_a_key_is_one_for_both_processes()
    {
        await using var installation = await Installation.Start();
        var (address, process) = await installation.StartBeside();
        await using var beside = process;
        var tenant = await TestTenant.Register(installation.Address);
        var text = (await tenant.Admin.Post(Keys, new { name = "slow", permissions = new[] { "structure:read" }, ratePerMinute = 60 })).Expect(201).Text("key");
        for (var i = 0; i < 30; i++)
        {
            (await new ApiClient(installation.Address, text).Get("/api/organizations")).Expect(200);
        }

        await Eventually.Holds("the other process to count what was admitted here", async () =>
            int.Parse((await new ApiClient(address, text).Get("/api/organizations")).Headers["RateLimit-Remaining"]) < 40);
    }

    private static async Task IsOut(TestTenant tenant, Uri beside, Func<string, string, Task<ApiAnswer>> decide)
    {
        var made = (await tenant.Admin.Post(Keys, new { name = "key", permissions = new[] { "structure:read" } })).Expect(201);
        var there = new ApiClient(beside, made.Text("key"));
        (await there.Get("/api/organizations")).Expect(200);

        (await decide(made.Id, made.Text("key"))).Status.ShouldBeInRange(200, 204);
        var decided = Stopwatch.GetTimestamp();
        var lastAdmitted = TimeSpan.Zero;
        await Eventually.Holds("the other process to refuse the key", async () =>
        {
            var asked = Stopwatch.GetElapsedTime(decided);
            if ((await there.Get("/api/organizations")).Status == 401)
            {
                return true;
            }

            lastAdmitted = asked;
            return false;
        });
        // Of those that were let in, the last was asked within a second.
        lastAdmitted.ShouldBeLessThan(TimeSpan.FromSeconds(1));
    }
}
