using System.Net;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Bench.ApiKeys;

/// <summary>The real server with its own PostgreSQL, in whose table many keys stand, and some of which are used.</summary>
internal sealed class Keys : IAsyncDisposable
{
    private const int Used = 64;
    private readonly MeasuredServer server;
    private readonly IAuthenticator[] authenticators;
    private IAuthenticator? ours;

    private Keys(MeasuredServer server, TestTenant tenant)
    {
        (this.server, Tenant) = (server, tenant);
        authenticators = [.. server.Services.GetServices<IAuthenticator>()];
    }

    public TestTenant Tenant { get; }

    /// <summary>Texts of keys that there are.</summary>
    public List<string> Texts { get; } = [];

    public static async Task<Keys> Start(int count)
    {
        var server = await MeasuredServer.Start("p11", "Api", new Dictionary<string, string?> { ["Holdfast:Http:SignInBurst"] = "100000" });
        var keys = new Keys(server, await TestTenant.Register(server.Address));
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

    public ValueTask DisposeAsync() => server.DisposeAsync();

    // Behind the server's back, in the form that it writes itself.
    private async Task Fill(int count)
    {
        await using var owner = server.Owner($"-c holdfast.tenant={Tenant.Id} -c search_path=control");
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
