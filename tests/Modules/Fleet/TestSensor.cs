using System.IO.Compression;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Holdfast.Modules.Fleet.Protocol;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.Modules.Fleet;

/// <summary>A sensor with its own key, speaking the protocol by hand.</summary>
public sealed class TestSensor : IAsyncDisposable
{
    private readonly TestServer server;
    private NatsConnection? nats;

    private TestSensor(TestServer server, TestTenant tenant, string group, ECDsa key, EnrollResponse enrolled) =>
        (this.server, Tenant, Group, Key, Enrolled) = (server, tenant, group, key, enrolled);

    public TestTenant Tenant { get; }

    public string Group { get; }

    public ECDsa Key { get; }

    public EnrollResponse Enrolled { get; }

    public string Device => Enrolled.DeviceId.ToString();

    public long Seq { get; private set; }

    public static async Task<TestSensor> Enroll(TestServer server, TestTenant? tenant = null, string? group = null)
    {
        tenant ??= await server.NewTenant();
        group ??= await tenant.NewGroup();
        var token = await NewToken(tenant, group);
        var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var answer = (await (await server.Anonymous()).Post(SensorRoutes.Enroll, Request(key, token))).Expect(201);
        return new(server, tenant, group, key, JsonSerializer.Deserialize(answer.Body, SensorJson.Default.EnrollResponse)!);
    }

    public static async Task<string> NewToken(TestTenant tenant, string group, int maxUses = 1) =>
        (await tenant.Admin.Post("/api/enrollment-tokens", new { groupId = group, expiresInMinutes = 10, maxUses })).Expect(201).Text("token");

    public static EnrollRequest Request(ECDsa key, string token, string machine = "0123456789abcdef") =>
        new(token, SensorPublicKey.Write(key), "web-1", machine, "Debian GNU/Linux 12 (bookworm)", "12", "x64", "1.0.0", EnrollmentProof.Write(key, token));

    /// <summary>The subject of this device.</summary>
    public string Subject(DeviceMessage message) => new DeviceSubject(Enrolled.TenantId, Enrolled.DeviceId, message).ToString();

    public MetricsDocument Metrics(params (string Name, string? Instance, double Value)[] samples)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(), now, ++Seq, Seq - 1, [.. samples.Select(s => new MetricSample(now, s.Name, s.Instance, s.Value))]);
    }

    public HeartbeatDocument Heartbeat() => new(Guid.CreateVersion7(), TimeProvider.System.GetUtcNow(), ++Seq, Seq - 1, "1.0.1", 3600, 0);

    public EventsDocument FailedLogIns(int count, string address = "203.0.113.9")
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(
            Guid.CreateVersion7(),
            now,
            ++Seq,
            Seq - 1,
            [.. Enumerable.Range(0, count).Select(n => new LogEvent(
                now.AddSeconds(-n), LogEventKind.SshLoginFailed, "/var/log/auth.log", "sshd", 77, "root", address, $"Failed password for root from {address} port 4{n:000} ssh2"))]);
    }

    /// <summary>One event of an hour ago.</summary>
    public EventsDocument Event(LogEventKind kind, string user, string? address)
    {
        var now = TimeProvider.System.GetUtcNow();
        return new(Guid.CreateVersion7(), now, ++Seq, Seq - 1, [new LogEvent(now.AddHours(-1), kind, "journal", "program", 78, user, address, $"{kind} {user}")]);
    }

    public static byte[] Json(SensorDocument document) => document switch
    {
        MetricsDocument d => JsonSerializer.SerializeToUtf8Bytes(d, SensorJson.Default.MetricsDocument),
        EventsDocument d => JsonSerializer.SerializeToUtf8Bytes(d, SensorJson.Default.EventsDocument),
        HeartbeatDocument d => JsonSerializer.SerializeToUtf8Bytes(d, SensorJson.Default.HeartbeatDocument),
        InventoryDocument d => JsonSerializer.SerializeToUtf8Bytes(d, SensorJson.Default.InventoryDocument),
        _ => throw new ArgumentOutOfRangeException(nameof(document)),
    };

    /// <summary>A client with a fresh assertion: good for one request.</summary>
    public async Task<ApiClient> Http() => new(await server.Address(), SensorAssertion.Write(Key, Enrolled.TenantId, Enrolled.DeviceId, TimeProvider.System.GetUtcNow()));

    public Task<ApiAnswer> Post(params SensorDocument[] documents) => PostLines([.. documents.Select(Json)]);

    public async Task<ApiAnswer> PostLines(params byte[][] lines)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            foreach (var line in lines)
            {
                gzip.Write(line);
                gzip.WriteByte((byte)'\n');
            }
        }

        return await PostBody(packed.ToArray());
    }

    public async Task<ApiAnswer> PostBody(byte[] body, string encoding = "gzip")
    {
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        content.Headers.ContentEncoding.Add(encoding);
        return await (await Http()).Send(HttpMethod.Post, SensorRoutes.Ingest, content);
    }

    /// <summary>Its own connection to the broker, with the log-in that enrolment gave.</summary>
    public async Task<NatsConnection> Nats()
    {
        if (nats is null)
        {
            var access = Enrolled.Messaging!;
            nats = new NatsConnection(new NatsOpts
            {
                Url = string.Join(',', access.Urls),
                InboxPrefix = access.InboxPrefix,
                Auth = new NatsAuthOpts { User = new NatsUserCredential(access.Jwt) },
                ReconnectWaitMin = TimeSpan.FromMilliseconds(50),
                AuthReconnectWait = TimeSpan.FromSeconds(30),
            });
            await nats.ConnectAsync();
        }

        return nats;
    }

    public async Task Publish(SensorDocument document) =>
        await new NatsJSContext(await Nats()).PublishAsync(Subject(document.Message), Json(document));

    public async Task<ApiAnswer> View() => (await Tenant.Admin.Get($"/api/devices/{Device}")).Expect(200);

    public async ValueTask DisposeAsync()
    {
        Key.Dispose();
        if (nats is not null)
        {
            await nats.DisposeAsync();
        }
    }
}
