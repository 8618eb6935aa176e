using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Holdfast.Platform.Data;
using Holdfast.Platform.Modularity.Work;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.KeyVault;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(Holdfast.Tests.System.Work.Installation))]

namespace Holdfast.Tests.System.Work;

/// <summary>A server with three databases: its own, a second one, and one at whose port nobody listens.</summary>
public sealed class Installation : IAsyncLifetime
{
    private readonly SemaphoreSlim placing = new(1, 1);
    private readonly List<NpgsqlDataSource> pools = [];
    private readonly Dictionary<string, string> owners = [];
    private TestEngines engines = null!;

    public TestServer Server { get; private set; } = null!;

    public KeyVaultServer Vault { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        engines = await TestEngines.Start();
        var (owner, application) = await engines.NewDatabase();
        owners["second"] = owner;
        Vault = await KeyVaultServer.Start();
        var settings = new Dictionary<string, string?>(Vault.Settings)
        {
            ["Holdfast:Outbound:AllowHttp"] = "true",
            ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Holdfast:Mail:Host"] = "127.0.0.1",
            ["Holdfast:Outbound:DnsServers:0"] = $"127.0.0.1:{FreePort()}",
            ["Holdfast:Work:LongestRest"] = "00:00:02",
            ["Holdfast:Audit:UnplacedAlarm"] = "00:00:02",
            ["Holdfast:Server:DatabaseProbe"] = "00:00:00.200",
            ["Holdfast:Server:DatabaseMigrationUrl"] = TestServer.ItsOwner,
            ["Holdfast:Tenancy:StatePoll"] = "00:00:00.200",
            ["Holdfast:Tenancy:PlacementLinger"] = "00:00:00",
        };
        var second = Pool("second", application, owner);
        var absent = Pool("absent", new NpgsqlConnectionStringBuilder(application) { Host = "127.0.0.1", Port = FreePort(), Timeout = 2 }.ConnectionString);
        Server = TestServer.With(settings, services =>
        {
            Vault.AddTo(services);
            services.AddSingleton<IStores>(s => new SeveralStores(s.GetRequiredService<Database>(), second, absent));
        });
        owners["main"] = await Server.OwnerConnection();
        await Eventually.Holds("the second database to be looked at", () => Task.FromResult(second.State.Status == DatabaseStatus.Ready));
    }

    /// <summary>A new tenant in a database.</summary>
    public async Task<TestTenant> NewTenant(string database)
    {
        var stores = (SeveralStores)(await Server.Services()).GetRequiredService<IStores>();
        await placing.WaitAsync();
        try
        {
            stores.Place(database);
            return await Server.NewTenant();
        }
        finally
        {
            stores.Place("main");
            placing.Release();
        }
    }

    /// <summary>Wakes a kind of work, as a signal would.</summary>
    public async Task Wake(string work)
    {
        var services = await Server.Services();
        services.GetRequiredService<WorkSignals>().Wake(services.GetServices<WorkPart>().Single(w => w.Name == work).Type);
    }

    /// <summary>Runs a statement as a database's owner, within a tenant's rows, and answers the first column as text. $1 is the tenant.</summary>
    public async Task<List<string>> Sql(string database, TestTenant tenant, [ConstantExpected] string sql, params object[] more)
    {
        await using var connection = new NpgsqlConnection(owners[database]);
        await connection.OpenAsync();
        await using var settings = new NpgsqlCommand("select set_config('holdfast.tenant', $1, false), set_config('search_path', 'shared, work', false)", connection) { Parameters = { new() { Value = tenant.Id } } };
        await settings.ExecuteNonQueryAsync();
#pragma warning disable CA2100 // Constants of tests.
        await using var command = new NpgsqlCommand(sql, connection) { Parameters = { new() { Value = Guid.Parse(tenant.Id) } } };
#pragma warning restore CA2100
        foreach (var parameter in more)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync();
        var texts = new List<string>();
        while (await reader.ReadAsync())
        {
            texts.Add(Convert.ToString(reader.GetValue(0), CultureInfo.InvariantCulture)!);
        }

        return texts;
    }

    /// <summary>From now on the database refuses an operation on a tenant's rows of a table.</summary>
    /// <returns>Lifts it.</returns>
    public async Task<Func<Task>> Poison(string database, TestTenant tenant, string table, string operation)
    {
        var name = $"poison_{Guid.CreateVersion7():N}";
        await Run(database, $"""
            create function public.{name}() returns trigger language plpgsql as $$
            begin
                if coalesce(new.tenant_id, old.tenant_id) = '{tenant.Id}' then raise exception 'poisoned'; end if;
                return case tg_op when 'DELETE' then old else new end;
            end
            $$;
            create trigger {name} before {operation} on {table} for each row execute function public.{name}();
            """);
        return () => Run(database, $"drop trigger {name} on {table}");
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Vault.DisposeAsync();
        foreach (var pool in pools)
        {
            await pool.DisposeAsync();
        }

        await engines.DisposeAsync();
        placing.Dispose();
    }

    private Database Pool(string name, string connection, string? owner = null)
    {
        var owners = owner is null ? null : NpgsqlDataSource.Create(owner);
        if (owners is not null)
        {
            pools.Add(owners);
        }


        var pool = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connection) { NoResetOnClose = true }.ConnectionString);
        pools.Add(pool);
        return new Database(name, pool, pool) { Schemas = [SharedStores.Schema], Owner = owners };
    }

    private async Task Run(string database, string sql)
    {
        await using var connection = new NpgsqlConnection(owners[database]);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Made of names in tests.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
