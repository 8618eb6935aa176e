using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Cli.Demo;

/// <summary>The sensor's side of the wire over HTTP, for devices that do not exist: their own keys, the protocol's own documents, no other way in.</summary>
internal sealed class SimulatedSensor : IDisposable
{
    public const string Version = "0.0.0-simulated";

    private const int MaxAnswerBytes = 64 * 1024;
    private readonly HttpClient http;
    private readonly TimeProvider time;

    public SimulatedSensor(Uri server, TimeProvider time)
    {
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = !server.IsLoopback, MaxConnectionsPerServer = 2 })
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }

    /// <summary>Makes a key and enrols a machine with it.</summary>
    public async Task<DemoDevice> Enroll(DemoMachine machine, string token, CancellationToken ct)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new EnrollRequest(
            token, SensorPublicKey.Write(key), machine.Hostname, DemoFleet.MachineId(machine), machine.Os.Name, machine.Os.Version, "x64", Version, EnrollmentProof.Write(key, token));
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(request, SensorJson.Default.EnrollRequest)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var answer = await Send(SensorRoutes.Enroll, content, null, SensorJson.Default.EnrollResponse, ct);
        return new DemoDevice(machine.Hostname, answer.TenantId, answer.DeviceId, Convert.ToBase64String(key.ExportPkcs8PrivateKey()), 0);
    }

    /// <summary>Sends documents; the server has committed what it answers.</summary>
    /// <exception cref="FailureException">It did not take them.</exception>
    public async Task<IngestResponse> Send(DemoDevice device, ECDsa key, IReadOnlyList<SensorDocument> documents, CancellationToken ct)
    {
        using var lines = new MemoryStream();
        foreach (var document in documents)
        {
            JsonSerializer.Serialize(lines, document, SensorJson.Default.GetTypeInfo(document.GetType())!);
            lines.WriteByte((byte)'\n');
        }

        using var content = new ByteArrayContent(lines.GetBuffer(), 0, (int)lines.Length) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson") } };
        return await Send(SensorRoutes.Ingest, content, SensorAssertion.Write(key, device.TenantId, device.DeviceId, time.GetUtcNow()), SensorJson.Default.IngestResponse, ct);
    }

    public void Dispose() => http.Dispose();

    private async Task<T> Send<T>(string route, HttpContent content, string? assertion, JsonTypeInfo<T> type, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(route, UriKind.Relative)) { Content = content };
        request.Headers.Authorization = assertion is null ? null : new AuthenticationHeaderValue("Bearer", assertion);
        try
        {
            using var response = await http.SendAsync(request, ct);
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            return response.IsSuccessStatusCode && JsonSerializer.Deserialize(body, type) is { } answer ? answer : throw Refused(response.StatusCode, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw CliProblems.Unreachable(http.BaseAddress!, e.Message);
        }
    }

    private static FailureException Refused(HttpStatusCode status, byte[] body)
    {
        var problem = body.Length > 0 ? JsonSerializer.Deserialize(body, SensorJson.Default.SensorProblem) : null;
        return new FailureException(new Failure(
            status is HttpStatusCode.TooManyRequests or >= HttpStatusCode.InternalServerError ? ExitCodes.Unavailable : ExitCodes.Failure,
            problem?.Code ?? "",
            problem?.Detail ?? $"The server answered {(int)status}."));
    }
}
