using Holdfast.Hosts.Server;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Tests.System.Isolation;

/// <summary>The server does not start as a role for which row-level security would not hold, and says which and why.</summary>
public sealed class UnfitRoleTests(EndpointServer server)
{
    [Fact]
    public async Task An_owner_of_tables_is_refused()
    {
        var problem = await Start(await server.Server.OwnerConnection());
        problem.Code.ShouldBe("server.unfit_role");
        problem.Detail.ShouldStartWith("Role holdfast_owner owns table control.");
    }

    [Fact]
    public async Task A_superuser_a_role_with_bypassrls_and_their_members_are_refused()
    {
        var directory = TestEngines.NewDirectory("roles");
        try
        {
            // The superuser of a private cluster can log in from nowhere; in this one, made for the purpose, it can.
            await (await Cluster(directory)).DisposeAsync();
            await File.AppendAllTextAsync(Path.Combine(directory, "postgres", "data", "pg_hba.conf"), "host all all 127.0.0.1/32 trust\n", TestContext.Current.CancellationToken);
            await using var cluster = await Cluster(directory);
            string As(string role) => new NpgsqlConnectionStringBuilder(cluster.AppConnectionString) { Username = role, Password = null }.ConnectionString;
            await using (var superuser = NpgsqlDataSource.Create(As("postgres")))
            {
                await using var roles = superuser.CreateCommand("""
                    create role strong login superuser; create role blind login bypassrls; create role friend login; grant strong to friend;
                    create role acquaintance login noinherit; grant blind to acquaintance;
                    grant connect on database holdfast to strong, blind, friend, acquaintance
                    """);
                await roles.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
            }

            const string Cure = " Row-level security would not hold. Give DATABASE_URL a role that owns nothing, is no superuser and has no BYPASSRLS.";
            (await Start(As("strong"))).Detail.ShouldBe("Role strong is a superuser." + Cure);
            (await Start(As("blind"))).Detail.ShouldBe("Role blind has BYPASSRLS." + Cure);
            (await Start(As("friend"))).Detail.ShouldBe("Role friend is a member of strong." + Cure);
            (await Start(As("acquaintance"))).Detail.ShouldBe("Role acquaintance is a member of blind." + Cure);
            NpgsqlConnection.ClearAllPools();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static async Task<EmbeddedPostgres> Cluster(string directory)
    {
        var started = await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchPath = Environment.GetEnvironmentVariable("PATH") ?? "" },
            NullLogger.Instance,
            TimeProvider.System,
            CancellationToken.None);
        return started.Succeeded ? started.Value : throw new InvalidOperationException(started.Problem.Detail);
    }

    private static async Task<Problem> Start(string connection)
    {
        var directory = TestEngines.NewDirectory("unfit");
        try
        {
            var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["Holdfast:Server:Port"] = "0",
                ["Holdfast:Server:DataDirectory"] = directory,
                ["Holdfast:Server:DatabaseUrl"] = connection,
                ["Holdfast:Server:SearchPath"] = Environment.GetEnvironmentVariable("PATH"),
                ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
            }).Build();
            var built = await ServerHost.Build(configuration, NullLoggerFactory.Instance, new MicrosecondClock(), TestContext.Current.CancellationToken);
            if (built.Succeeded)
            {
                await built.Value.DisposeAsync();
            }

            return built.Problem.ShouldNotBeNull();
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }
}
