using Holdfast.Tests.Harness;
using Npgsql;

namespace Holdfast.Tests.System.Isolation;

/// <summary>Connections that belong to one tenant: with more tenants than pools, readers that give up and changes in between, everybody sees their own and nothing else.</summary>
public sealed class TenantPoolTests
{
    private const int Tenants = 6;

    [Fact]
    public async Task With_fewer_pools_than_tenants_everybody_sees_their_own_and_nothing_else()
    {
        var stop = TestContext.Current.CancellationToken;
        await using var server = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Server:TenantPools"] = "2",
            ["Holdfast:Server:TenantPoolConnections"] = "2",
            ["Holdfast:Server:TenantPoolFrom"] = "5",
        });
        var tenants = new List<TestTenant>();
        for (var i = 0; i < Tenants; i++)
        {
            tenants.Add(await server.NewTenant($"Company {i}"));
            (await tenants[i].Admin.Post("/api/organizations", new { name = $"Of {i}" })).Expect(201);
        }

        var wrong = new List<string>();
        await Parallel.ForEachAsync(Enumerable.Range(0, 600), new ParallelOptions { MaxDegreeOfParallelism = 12, CancellationToken = stop }, async (n, _) =>
        {
            // The first two read most and are there most of the time; the others come and go.
            var i = n % 3 == 0 ? n / 3 % Tenants : n % 2;
            var admin = tenants[i].Admin;
            if (n % 50 == 7)
            {
                (await admin.Post("/api/organizations", new { name = $"Of {i}, {n}" })).Expect(201);
            }
            else if (n % 20 == 3)
            {
                await GiveUp(admin);
            }

            var seen = (await admin.Get("/api/organizations?limit=200")).Expect(200).Json["items"]!.AsArray().Select(o => (string)o!["name"]!).ToArray();
            if (seen.Length == 0 || seen.Any(name => name != $"Of {i}" && !name.StartsWith($"Of {i}, ", StringComparison.Ordinal)))
            {
                lock (wrong)
                {
                    wrong.Add($"Tenant {i} saw {string.Join(" | ", seen)}");
                }
            }
        });
        wrong.ShouldBeEmpty();

        // It is of these connections that the test speaks: each has one tenant from its start to its end.
        await using var owner = new NpgsqlConnection(await server.OwnerConnection());
        await owner.OpenAsync(stop);
        await using var ask = new NpgsqlCommand("select count(*) from pg_stat_activity where application_name = 'holdfast-tenant' and datname = current_database()", owner);
        ((long)(await ask.ExecuteScalarAsync(stop))!).ShouldBeInRange(1, 4);
    }

    private static async Task GiveUp(ApiClient admin)
    {
        using var impatient = new HttpClient { BaseAddress = admin.Address, Timeout = TimeSpan.FromMilliseconds(2) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/organizations") { Headers = { { "Authorization", $"Bearer {admin.Token}" } } };
        try
        {
            using var answer = await impatient.SendAsync(request);
        }
        catch (TaskCanceledException)
        {
            // As intended, when it was quick enough.
        }
    }
}
