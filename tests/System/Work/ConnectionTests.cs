using System.Diagnostics;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Data;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;
using Microsoft.Extensions.DependencyInjection;

namespace Holdfast.Tests.System.Work;

/// <summary>An operation has one connection at a time, so a pool of any size serves any number of requests, however they meet.</summary>
public sealed class ConnectionTests
{
    private const int AtOnce = 200;
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_connection_while_a_change_is_open_is_refused()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var tenant = await server.NewTenant();
        var op = OpContext.OfSystem(TenantId.From(Guid.Parse(tenant.Id)), "test", "test");
        await using var scope = (await server.Services()).OpenOp(op);
        var session = scope.ServiceProvider.GetRequiredService<TenantSession>();
        var control = scope.ServiceProvider.GetRequiredService<ControlSession>();
        await using (var change = session.Change())
        {
            // Nothing is open yet.
            await Read(session, op);
            await Read(change, op);
            await Should.ThrowAsync<InvalidOperationException>(() => Read(session, op));
            await Should.ThrowAsync<InvalidOperationException>(() => Read(control, op));
            await using var other = control.For(op with { Operation = "test.other" }).Change();
            await Should.ThrowAsync<InvalidOperationException>(() => Read(other, op));
            await Read(change, op);
        }

        await Read(session, op);
    }

    [Fact]
    public async Task Every_endpoint_needs_one_connection_at_a_time()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>
        {
            ["Holdfast:Server:DatabaseConnections"] = "2",
            ["Holdfast:Outbound:AllowHttp"] = "true",
            ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
        });
        var tenant = await StockedTenant.New(server);
        var services = await server.Services();
        await using var held = await services.GetRequiredService<IStores>().Control.Database.Pool(isBackground: false).OpenConnectionAsync(Stop);
        foreach (var endpoint in ApiEndpoint.Of(services).Where(e => e.Operation is not null && e.Route != "/api/live").OrderBy(e => e.Route == "/api/auth/logout" ? 2 : e.Method == "DELETE" ? 1 : 0))
        {
            var client = endpoint.Route.StartsWith("/api/sensors/", StringComparison.Ordinal) ? tenant.Sensor : tenant.Tenant.Admin;
            var answer = await SampleRequest.To(endpoint, kind => tenant.Ids[kind]).SendAnyVersion(client);
            answer.Status.ShouldBeLessThan(500, $"{endpoint}: {answer.Body}");
        }
    }

    [Fact]
    public async Task Two_hundred_refreshes_of_one_token_at_once_starve_nobody()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var body = JsonSerializer.Serialize(new { refreshToken = tenant.Registered.Text("refreshToken") });
        var answers = await AtTheSameTime(await server.Address(), "/api/auth/refresh", Enumerable.Repeat(body, AtOnce), other);
        answers.ShouldAllBe(status => status == 200 || status == 401);
        answers.Count(status => status == 200).ShouldBe(1);
    }

    [Fact]
    public async Task Two_hundred_enrolments_with_one_token_at_once_all_succeed_and_starve_nobody()
    {
        await using var server = TestServer.With(new Dictionary<string, string?>());
        var (tenant, other) = (await server.NewTenant(), await server.NewTenant());
        var token = (await tenant.Admin.Post("/api/enrollment-tokens", new { groupId = await tenant.NewGroup(), expiresInMinutes = 60, maxUses = AtOnce })).Expect(201).Text("token");
        var bodies = Enumerable.Range(0, AtOnce).Select(n =>
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            return JsonSerializer.Serialize(
                new EnrollRequest(token, SensorPublicKey.Write(key), $"host-{n}", $"machine-{n}", "Debian", "12", "x64", "1.0.0", EnrollmentProof.Write(key, token)), WireJson.Options);
        });
        (await AtTheSameTime(await server.Address(), SensorRoutes.Enroll, bodies, other)).ShouldAllBe(status => status == 201);
    }

    /// <summary>Sends all but the last byte of every request, and then all the last bytes; meanwhile another tenant asks for something.</summary>
    private static async Task<int[]> AtTheSameTime(Uri server, string path, IEnumerable<string> bodies, TestTenant other)
    {
        (await other.Admin.Get("/api/organizations")).Expect(200);
        var sockets = await Task.WhenAll(bodies.Select(async body =>
        {
            var client = new TcpClient();
            await client.ConnectAsync(server.Host, server.Port, Stop);
            var request = Encoding.UTF8.GetBytes($"POST {path} HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");
            await client.GetStream().WriteAsync(request.AsMemory(..^1), Stop);
            return (Client: client, Last: request[^1..]);
        }));
        foreach (var (client, last) in sockets)
        {
            await client.GetStream().WriteAsync(last, Stop);
        }

        var began = Stopwatch.GetTimestamp();
        (await other.Admin.Get("/api/organizations")).Expect(200);
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(3));
        return await Task.WhenAll(sockets.Select(async s =>
        {
            using (s.Client)
            {
                using var reader = new StreamReader(s.Client.GetStream(), Encoding.ASCII);
                return int.Parse((await reader.ReadLineAsync(Stop))!.Split(' ')[1]);
            }
        }));
    }

    private static Task<List<int>> Read(IReads reads, OpContext op) => reads.Query($"select 1, {op.Tenant} as tenant_id", row => row.Int(), Stop);
}
