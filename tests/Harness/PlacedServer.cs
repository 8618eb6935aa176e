using System.Text.Json.Nodes;
using Holdfast.Platform.Embedded;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Shouldly;

namespace Holdfast.Tests.Harness;

/// <summary>
/// A server that may give tenants places of their own: in its own database, and in two databases, <c>apart</c> and <c>alone</c>, on another PostgreSQL that
/// this starts.
/// </summary>
public sealed class PlacedServer : IAsyncDisposable
{
    private readonly Dictionary<string, string> owners;
    private readonly EmbeddedPostgres other;
    private readonly string directory;

    private PlacedServer(TestServer server, EmbeddedPostgres other, Dictionary<string, string> owners, string directory) =>
        (Server, this.other, this.owners, this.directory) = (server, other, owners, directory);

    /// <summary>The server under test.</summary>
    public TestServer Server { get; }

    /// <summary>The owner's connection to a database: <c>main</c>, <c>apart</c> or <c>alone</c>.</summary>
    public async Task<string> Owner(string database) => database == "main" ? await Server.OwnerConnection() : owners[database];

    /// <summary>Starts one, with settings of its own on top.</summary>
    public static async Task<PlacedServer> Start(params (string Name, string Value)[] settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var owners = new Dictionary<string, string>();
        var directory = TestEngines.NewDirectory("other-pg");
        var started = await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions
            {
                Directory = Path.Combine(directory, "postgres"),
                SearchPath = Environment.GetEnvironmentVariable("PATH") ?? "",
                Settings = new Dictionary<string, string> { ["fsync"] = "off", ["synchronous_commit"] = "off", ["full_page_writes"] = "off", ["autovacuum"] = "off" },
            },
            NullLogger.Instance,
            TimeProvider.System,
            CancellationToken.None);
        var other = started.Succeeded ? started.Value : throw new InvalidOperationException(started.Problem.Detail);
        var all = new Dictionary<string, string?>
        {
            ["Holdfast:Server:DatabaseMigrationUrl"] = TestServer.ItsOwner,
            ["Holdfast:Tenancy:StatePoll"] = "00:00:00.100",
            ["Holdfast:Tenancy:PlacementLinger"] = "00:00:00.200",
            ["Holdfast:Outbound:AllowHttp"] = "true",
            ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
        };
        foreach (var (i, name) in new[] { "apart", "alone" }.Index())
        {
            await using (var owner = new NpgsqlConnection(other.OwnerConnectionString))
            {
                await owner.OpenAsync();
#pragma warning disable CA2100 // Names above.
                await using var create = new NpgsqlCommand($"create database {name}", owner);
#pragma warning restore CA2100
                await create.ExecuteNonQueryAsync();
            }

            owners[name] = In(other.OwnerConnectionString, name);
            all[$"Holdfast:Server:TenantDatabases:{i}:Name"] = name;
            all[$"Holdfast:Server:TenantDatabases:{i}:Url"] = In(other.AppConnectionString, name);
            all[$"Holdfast:Server:TenantDatabases:{i}:MigrationUrl"] = owners[name];
        }

        foreach (var (name, value) in settings)
        {
            all[name] = value;
        }

        var server = TestServer.With(all);
        var health = await server.Anonymous();
        await Eventually.Holds("both databases to be ready", async () => (await health.Get("/health/ready")).Expect(200).Json["parts"]!.AsArray().All(p => (string?)p!["status"] == "ok"), TimeSpan.FromSeconds(60));
        return new PlacedServer(server, other, owners, directory);
    }

    /// <summary>A tenant below another one, as those are that can be placed.</summary>
    public async Task<(TestTenant Provider, TestTenant Customer)> NewPair()
    {
        var provider = await Server.NewTenant("Provider");
        return (provider, await Server.NewTenantBelow(provider));
    }

    /// <summary>Asks for a place.</summary>
    public static Task<ApiAnswer> Ask(TestTenant provider, string tenant, string kind, string? database = null)
    {
        ArgumentNullException.ThrowIfNull(provider);
        return provider.Admin.Post($"/api/tenants/{tenant}/placement", new { kind, database });
    }

    /// <summary>Moves a tenant and waits until nothing of it is left where it was.</summary>
    /// <returns>The relocation.</returns>
    public static async Task<JsonNode> Move(TestTenant provider, string tenant, string kind, string? database = null)
    {
        (await Ask(provider, tenant, kind, database)).Expect(200);
        var relocation = await Ended(provider, tenant);
        ((string?)relocation["state"]).ShouldBe("DONE", (string?)relocation["error"]);
        return relocation;
    }

    /// <summary>Waits for the end of a tenant's relocation.</summary>
    public static Task<JsonNode> Ended(TestTenant provider, string tenant) => Eventually.Get("the relocation to end", async () =>
        (await provider.Admin.Get($"/api/tenants/{tenant}/placement")).Expect(200).Json["relocation"] is { } relocation && relocation["endedAt"] is not null ? relocation : null, TimeSpan.FromSeconds(60));

    /// <summary>How many rows a tenant has in each table of a schema of a database; those that have none are left out.</summary>
    public async Task<Dictionary<string, long>> Rows(string database, string schema, string tenant)
    {
        await using var connection = new NpgsqlConnection(await Owner(database));
        await connection.OpenAsync();
        var tables = new List<string>();
        await using (var find = new NpgsqlCommand(
            """
            select c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
             where n.nspname = $1 and c.relkind in ('r', 'p') and not c.relispartition
               and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'tenant_id')
            """,
            connection) { Parameters = { new() { Value = schema } } })
        await using (var found = await find.ExecuteReaderAsync())
        {
            while (await found.ReadAsync())
            {
                tables.Add(found.GetString(0));
            }
        }

        var rows = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var table in tables)
        {
#pragma warning disable CA2100 // Names from the catalogue.
            await using var batch = new NpgsqlBatch(connection)
            {
                BatchCommands =
                {
                    new NpgsqlBatchCommand("select set_config('holdfast.tenant', $1, true)") { Parameters = { new() { Value = tenant } } },
                    new NpgsqlBatchCommand($"select count(*) from {schema}.\"{table}\" where tenant_id = $1") { Parameters = { new() { Value = Guid.Parse(tenant) } } },
                },
            };
#pragma warning restore CA2100
            await using var reader = await batch.ExecuteReaderAsync();
            await reader.NextResultAsync();
            await reader.ReadAsync();
            if (reader.GetInt64(0) is > 0 and var count)
            {
                rows[table] = count;
            }
        }

        return rows;
    }

    /// <summary>The schema that a tenant has of its own.</summary>
    public static string Schema(string tenant) => $"tenant_{Guid.Parse(tenant):N}";

    /// <summary>Whether there is such a schema.</summary>
    public async Task<bool> HasSchema(string database, string schema)
    {
        await using var source = NpgsqlDataSource.Create(await Owner(database));
        await using var command = source.CreateCommand("select exists (select from pg_namespace where nspname = $1)");
        command.Parameters.Add(new() { Value = schema });
        return (bool)(await command.ExecuteScalarAsync())!;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await other.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    private static string In(string connection, string database) => new NpgsqlConnectionStringBuilder(connection) { Database = database }.ConnectionString;
}
