using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Holdfast.Tests.Harness;
using Holdfast.Tests.Harness.Endpoints;

namespace Holdfast.Tests.System.Surfaces;

/// <summary>Whatever comes in, a problem with a code goes out, nothing breaks and nothing changes.</summary>
public sealed class BadInputTests(EndpointServer server)
{
    private const int AtOnce = 4;

    [Fact]
    public async Task Every_endpoint_refuses_every_body_that_is_wrong_in_one_place()
    {
        var tenant = await server.NewTenant();
        var rows = new TenantRows(await server.Server.OwnerConnection(), without: "audit_");
        var before = await rows.Settled(tenant.Tenant.Id);
        var cases = (await Features()).Where(e => e.Body is not null).SelectMany(endpoint =>
        {
            var request = SampleRequest.To(endpoint, kind => tenant.Ids[kind]);
            return request.Body is null ? [] : BadBodies.Of(request.Body, endpoint.Body!).Select(bad => (Endpoint: endpoint, request.Path, Bad: bad));
        }).ToList();
        cases.Count.ShouldBeGreaterThan(1000);
        var wrong = new ConcurrentBag<string>();
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (c, _) =>
        {
            var content = new ByteArrayContent(c.Bad.Bytes);
            content.Headers.ContentType = c.Bad.MediaType is null ? null : new MediaTypeHeaderValue(c.Bad.MediaType);
            var answer = await tenant.Tenant.Admin.Send(new HttpMethod(c.Endpoint.Method), c.Path, content);
            // That a text is no policy is this one's answer.
            if (Complaint(answer) is { } complaint && !(c.Endpoint.ToString() is "POST /api/policies/validate" or "POST /api/playbooks/validate" && answer.Status == 200 && !(bool)answer.Json["valid"]!))
            {
                wrong.Add($"{c.Endpoint}, {c.Bad.Name}: {complaint}");
            }
        });
        wrong.Order(StringComparer.Ordinal).ShouldBeEmpty();
        (await rows.ChangedSince(before, tenant.Tenant.Id)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_body_without_a_length_is_counted_too()
    {
        var tenant = await server.Server.NewTenant();
        var content = new StreamContent(new MemoryStream([.. "{\"name\":\"x\""u8, .. Enumerable.Repeat((byte)' ', 65 * 1024), (byte)'}']));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        (await tenant.Admin.Send(HttpMethod.Post, "/api/organizations", content, ("Transfer-Encoding", "chunked"))).Expect(413).Code.ShouldBe("request.too_large");
    }

    [Theory]
    [InlineData("not-an-id")]
    [InlineData("%ED%A0%80")]
    [InlineData("%F0%9F%92%A9")]
    [InlineData("0")]
    [InlineData("%7B01a1fe41-47cb-7c06-b20c-8361fc88b44a%7D")]
    [InlineData("01a1fe4147cb7c06b20c8361fc88b44a")]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("..%2f..%2fetc")]
    public async Task A_route_id_that_is_none_names_nothing(string id)
    {
        var tenant = await server.NewTenant();
        foreach (var endpoint in (await Features()).Where(e => e.RouteIds.Count > 0))
        {
            var n = 0;
            var request = SampleRequest.To(endpoint, kind => n++ < endpoint.RouteIds.Count ? id : tenant.Ids[kind]);
            var answer = await request.SendAnyVersion(tenant.Tenant.Admin);
            (answer.Status is 404 or 400 && answer.Code is not null).ShouldBeTrue($"{endpoint}: {answer.Status} {answer.Body}");
        }
    }

    [Fact]
    public async Task Query_parameters_that_are_unknown_or_cannot_be_read_are_refused()
    {
        var tenant = await server.NewTenant();
        var document = (await (await server.Server.Anonymous()).Get("/openapi/v1.json")).Json;
        var wrong = new List<string>();
        var platform = await server.NewSuperAdmin();
        foreach (var endpoint in (await Features()).Where(e => e.Method == "GET" && e.Access!.Entry != Platform.Modularity.Operations.Entry.Anonymous))
        {
            var path = SampleRequest.To(endpoint, kind => tenant.Ids[kind]).Path;
            var caller = endpoint.Access!.Entry == Platform.Modularity.Operations.Entry.Platform ? platform : tenant.Tenant.Admin;
            (await caller.Get($"{path}?nobodyKnows=1")).Expect(400).Code.ShouldBe("request.unknown_parameter", endpoint.ToString());
            var route = global::System.Text.RegularExpressions.Regex.Replace(endpoint.Route, ":[a-z]+}", "}");
            foreach (var parameter in document["paths"]![route]!["get"]!["parameters"]?.AsArray().Where(p => (string)p!["in"]! == "query") ?? [])
            {
                var name = (string)parameter!["name"]!;
                foreach (var value in new[] { "%00", "a%00b", "%ED%A0%80", "%FF", "-1", "0", "9999999999999999999", "NaN", "x", "'%20or%201=1--", "2026-13-45T99:99:99Z", new string('y', 6000) })
                {
                    var answer = await caller.Get($"{path}?{name}={value}");
                    var free = name is "q" or "search" or "action" or "resourceType" or "name" or "text" or "tag" or "observable";
                    if (answer.Status >= 500 || (answer.Status >= 400 && answer.Code is null) || (answer.Status < 400 && !free))
                    {
                        wrong.Add($"{endpoint}, {name}={value[..Math.Min(12, value.Length)]}: {answer.Status} {answer.Body[..Math.Min(200, answer.Body.Length)]}");
                    }
                }
            }
        }

        wrong.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("If-Match", "5")]
    [InlineData("If-Match", "\"x\"")]
    [InlineData("If-Match", "\"1\", \"2\"")]
    [InlineData("If-Match", "W/\"1\"")]
    [InlineData("If-Match", "\"99999999999999999999\"")]
    public async Task A_header_that_cannot_be_read_is_refused(string name, string value)
    {
        var tenant = await server.NewTenant();
        foreach (var endpoint in (await Features()).Where(e => e.Method is "PUT" or "PATCH"))
        {
            var request = SampleRequest.To(endpoint, kind => tenant.Ids[kind]);
            (await tenant.Tenant.Admin.Send(new HttpMethod(endpoint.Method), request.Path, request.Body?.ToJsonString(), (name, value))).Expect(400).Code.ShouldBe("request.bad_if_match", endpoint.ToString());
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer x")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Bearer ..")]
    [InlineData("Bearer eyJhbGciOiJub25lIn0.e30.")]
    [InlineData("Basic YTpi")]
    public async Task A_credential_that_is_none_is_nobodys(string authorization)
    {
        var anonymous = await server.Server.Anonymous();
        (await anonymous.Send(HttpMethod.Get, "/api/users", null, ("Authorization", authorization))).Expect(401).Code.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("GET", "/api/nothing", 404)]
    [InlineData("GET", "/api", 404)]
    [InlineData("DELETE", "/api/users", 405)]
    [InlineData("PATCH", "/api/auth/login", 405)]
    [InlineData("TRACE", "/api/users", 405)]
    [InlineData("NONSENSE", "/api/users", 405)]
    [InlineData("GET", "/api/t/", 404)]
    public async Task An_address_or_method_that_is_none_is_a_problem_too(string method, string path, int status)
    {
        var tenant = await server.Server.NewTenant();
        var answer = await tenant.Admin.Send(new HttpMethod(method), path, null);
        answer.Expect(status).Code.ShouldNotBeNull();
    }

    // What HTTP itself forbids is refused where requests are parsed, before there is one that anything of ours could see: a bare status, no body, and the
    // connection ends. There is no place to say more from; that it is little, and the same for everybody, is the point of this test.
    [Theory]
    [InlineData("GET /api/devices/%00 HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /api/devices/a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET /api/devices HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET /api/devices HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400)]
    [InlineData("GET /api/devices HTTP/9.9\r\nHost: x\r\n\r\n", 505)]
    [InlineData("POST /api/organizations HTTP/1.1\r\nHost: x\r\nContent-Length: x\r\n\r\n", 400)]
    [InlineData("nonsense\r\n\r\n", 400)]
    public async Task What_is_no_request_at_all_gets_a_bare_status_and_the_connection_ends(string bytes, int status)
    {
        var address = await server.Server.Address();
        using var socket = new global::System.Net.Sockets.TcpClient();
        await socket.ConnectAsync(address.Host, address.Port, TestContext.Current.CancellationToken);
        await using var stream = socket.GetStream();
        await stream.WriteAsync(global::System.Text.Encoding.ASCII.GetBytes(bytes), TestContext.Current.CancellationToken);
        var answer = await new StreamReader(stream).ReadToEndAsync(TestContext.Current.CancellationToken);
        answer.ShouldStartWith($"HTTP/1.1 {status} ");
        answer.ShouldContain("\r\nContent-Length: 0\r\n");
        answer.ShouldEndWith("\r\n\r\n");
    }

    [Fact]
    public async Task Telemetry_that_cannot_be_read_is_refused_or_set_aside_and_stores_nothing()
    {
        var tenant = await server.NewTenant();
        async Task<ApiAnswer> Send(byte[] body, string media, string? encoding = null)
        {
            var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(media) } };
            if (encoding is not null)
            {
                content.Headers.ContentEncoding.Add(encoding);
            }

            return await tenant.Sensor.Send(HttpMethod.Post, "/api/sensors/ingest", content);
        }

        (await Send("{}"u8.ToArray(), "application/json")).Expect(415).Code.ShouldBe("ingest.media");
        (await Send("{}"u8.ToArray(), "application/x-ndjson", "br")).Expect(415).Code.ShouldBe("ingest.media");
        (await Send("no gzip"u8.ToArray(), "application/x-ndjson", "gzip")).Expect(400).Code.ShouldBe("ingest.broken");
        foreach (var line in new[] { "{", "[]", "null", "1", "{\"schema\":\"holdfast.nothing/1\"}", "{\"schema\":\"holdfast.metrics/1\"}", "{\"schema\":\"holdfast.events/1\",\"id\":\"\\ud800\"}", "\u0000", new string('[', 10_000) })
        {
            var answer = (await Send(global::System.Text.Encoding.UTF8.GetBytes(line), "application/x-ndjson")).Expect(200).Json;
            ((int)answer["accepted"]!, answer["rejected"]!.AsArray().Count).ShouldBe((0, 1), line[..Math.Min(60, line.Length)]);
        }
    }

    // What an identity provider may send is another matter: unknown members and parameters are passed over, and it comes in with a token of its own. Its own tests are about that.
    private async Task<IEnumerable<ApiEndpoint>> Features() => (await server.Features()).Where(e => e.Access!.Entry != Platform.Modularity.Operations.Entry.Provisioner);

    private static string? Complaint(ApiAnswer answer) =>
        answer.Status is >= 400 and < 500 && answer.Code is { } code && code.Contains('.', StringComparison.Ordinal) && JsonNode.Parse(answer.Body) is JsonObject { Count: >= 6 }
            ? null
            : $"{answer.Status} {answer.Body[..Math.Min(200, answer.Body.Length)]}";
}
