using System.Net;
using Holdfast.Hosts.Server;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Holdfast.Bench.ApiKeys;

/// <summary>The real server with its own PostgreSQL, in whose table many keys stand, and some of which are used.</summary>
internal sealed class Keys : IAsyncDisposable
{
    private const int Used = 64;
    private readonly string directory;
    private readonly EmbeddedPostgres postgres;
    private readonly ServerHost host;
    private readonly IAuthenticator[] authenticators;
    private IAuthenticator? ours;

    private Keys(string directory, EmbeddedPostgres postgres, ServerHost host, TestTenant tenant)
    {
        (this.directory, this.postgres, this.host, Tenant) = (directory, postgres, host, tenant);
        authenticators = [.. host.Application.Services.GetServices<IAuthenticator>()];
    }

    public TestTenant Tenant { get; }

    /// <summary>Texts of keys that there are.</summary>
    public List<string> Texts { get; } = [];

    public static async Task<Keys> Start(int count)
    {
        var directory = TestEngines.NewDirectory("p11");
        var path = Environment.GetEnvironmentVariable("PATH") ?? "";
        var postgres = (await EmbeddedPostgres.Start(
            new EmbeddedPostgresOptions { Directory = Path.Combine(directory, "postgres"), SearchPath = path }, NullLogger.Instance, TimeProvider.System, CancellationToken.None)).Value;
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Holdfast:Server:Port"] = "0",
            ["Holdfast:Server:DataDirectory"] = directory,
            ["Holdfast:Server:DatabaseUrl"] = postgres.AppConnectionString,
            ["Holdfast:Server:DatabaseMigrationUrl"] = postgres.OwnerConnectionString,
            ["Holdfast:Server:SearchPath"] = path,
            ["Holdfast:Server:Roles"] = "Api",
            ["Holdfast:Vault:KeyFile"] = Path.Combine(directory, "vault.key"),
            ["Holdfast:Http:SignInBurst"] = "100000",
        }).Build();
        var host = (await ServerHost.Build(configuration, NullLoggerFactory.Instance, new MicrosecondClock(), CancellationToken.None)).Value;
        await host.Application.StartAsync();
        var address = new Uri(host.Application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        var keys = new Keys(directory, postgres, host, await TestTenant.Register(address));
        for (var i = 0; i < Used; i++)
        {
            keys.Texts.Add((await keys.Tenant.Admin.Post("/api/admin/api-keys", new { name = $"key {i}", permissions = new[] { "structure:read" } })).Expect(201).Text("key"));
        }

        await keys.Fill(count - Used);
        return keys;
    }

    /// <summary>Who a request with this key is of: what the door asks first of all.</summary>
    public async ValueTask<Principal> Verify(HttpContext http)
    {
        if (ours is not null)
        {
            return (await ours.Authenticate(http, CancellationToken.None))!.Value.Value;
        }

        foreach (var each in authenticators)
        {
            if (await each.Authenticate(http, CancellationToken.None) is { } outcome)
            {
                ours = each;
                return outcome.Value;
            }
        }

        throw new InvalidOperationException("Nobody reads keys.");
    }

    public static HttpContext Request(string text)
    {
        var http = new DefaultHttpContext();
        http.Connection.RemoteIpAddress = IPAddress.Loopback;
        http.Request.Headers.Authorization = $"Bearer {text}";
        return http;
    }

    public async ValueTask DisposeAsync()
    {
        await host.Application.StopAsync();
        await host.DisposeAsync();
        await postgres.DisposeAsync();
        Directory.Delete(directory, recursive: true);
    }

    // Behind the server's back, in the form that it writes itself.
    private async Task Fill(int count)
    {
        var role = new NpgsqlConnectionStringBuilder(postgres.OwnerConnectionString) { Options = $"-c holdfast.tenant={Tenant.Id} -c search_path=control", CommandTimeout = 1800 };
        await using var owner = NpgsqlDataSource.Create(role.ConnectionString);
        await using var command = owner.CreateCommand("""
            insert into api_key (tenant_id, id, name, prefix, mode, hash, permissions, networks, created_at)
            select $1, gen_random_uuid(), 'key ' || n, 'sk_live_' || lpad(n::text, 6, '0'), 'LIVE', sha256(('bench ' || n)::bytea), '{structure:read}', '{}', now() from generate_series(1, $2) n
            """);
        command.Parameters.Add(new() { Value = Guid.Parse(Tenant.Id) });
        command.Parameters.Add(new() { Value = count });
        await command.ExecuteNonQueryAsync();
        await using var analyze = owner.CreateCommand("analyze api_key");
        await analyze.ExecuteNonQueryAsync();
    }
}
