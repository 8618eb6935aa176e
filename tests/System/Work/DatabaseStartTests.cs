using Holdfast.Platform.Data;
using Holdfast.Tests.Harness;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Holdfast.Tests.System.Work;

/// <summary>A tenants' database is brought up to date, or waited for, beside the running server.</summary>
public sealed class DatabaseStartTests : IAsyncLifetime
{
    private readonly List<NpgsqlDataSource> pools = [];
    private TestEngines engines = null!;
    private string owner = "";
    private string application = "";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        engines = await TestEngines.Start();
        (owner, application) = await engines.NewDatabase();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var pool in pools)
        {
            await pool.DisposeAsync();
        }

        await engines.DisposeAsync();
    }

    [Fact]
    public async Task One_that_is_behind_refuses_its_own_tenants_only_and_serves_them_as_soon_as_it_is_not()
    {
        await Run("delete from shared.migration where owner = 'tickets' and number = 2");
        await using var server = Server(new Database("late", Pool(), Pool()) { Schemas = [SharedStores.Schema] });
        var (here, there) = (await NewTenant(server, "main"), await NewTenant(server, "late"));
        await here.NewOrganization();
        (await there.Admin.Get("/api/organizations")).Expect(503).Code.ShouldBe("server.unavailable");
        await Eventually.Holds("readiness to say why", async () => (await (await server.Anonymous()).Get("/health/ready")).Expect(200).Json["parts"]!.AsArray()
            .Any(p => ((string?)p!["name"], (string?)p["status"]) == ("database:late", "behind") && ((string?)p["detail"])!.StartsWith("The schema lacks tickets/0002_work.", StringComparison.Ordinal)));

        await Run("insert into shared.migration values ('tickets', 2, '0002_work', '', now())");
        await Eventually.Holds("it to be served", async () => (await there.Admin.Get("/api/organizations")).Status == 200);
        await there.NewOrganization();
        await there.Audit("access.register", 2);
    }

    [Fact]
    public async Task One_whose_owner_is_known_is_brought_up_to_date_by_itself()
    {
        await using var server = Server(new Database("new", Pool(), Pool()) { Schemas = ["own"], MigrationUrl = owner });
        var tenant = await NewTenant(server, "new", "own");
        await Eventually.Holds("its schema", async () => (await tenant.Admin.Get("/api/organizations")).Status == 200, TimeSpan.FromSeconds(60));
        await tenant.NewOrganization();
        (await tenant.Audit("tenancy.create_organization")).Count.ShouldBe(1);
    }

    private static TestServer Server(Database other) => TestServer.With(
        new Dictionary<string, string?> { ["Holdfast:Server:DatabaseProbe"] = "00:00:00.100" },
        services => services.AddSingleton<IStores>(s => new SeveralStores(s.GetRequiredService<Database>(), other)));

    private static async Task<TestTenant> NewTenant(TestServer server, string database, string schema = SharedStores.Schema)
    {
        ((SeveralStores)(await server.Services()).GetRequiredService<IStores>()).Place(database, schema);
        return await server.NewTenant();
    }

    private NpgsqlDataSource Pool()
    {
        pools.Add(NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(application) { NoResetOnClose = true }.ConnectionString));
        return pools[^1];
    }

    private async Task Run([global::System.Diagnostics.CodeAnalysis.ConstantExpected] string sql)
    {
        await using var connection = new NpgsqlConnection(owner);
        await connection.OpenAsync(Stop);
#pragma warning disable CA2100 // Constants above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(Stop);
    }
}
