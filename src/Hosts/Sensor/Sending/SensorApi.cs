using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Hosts.Sensor.Buffering;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Hosts.Sensor.Sending;

/// <summary>How a call to the server ended.</summary>
internal enum ApiOutcome
{
    /// <summary>It answered what was asked.</summary>
    Done,

    /// <summary>No connection, no answer in time, or an answer that is none of the server's (a proxy's page, a 5xx).</summary>
    Unreachable,

    /// <summary>429 or 503: later.</summary>
    Busy,

    /// <summary>413: less at once.</summary>
    TooLarge,

    /// <summary>401, 403 or any other 4xx: the same again cannot help soon.</summary>
    Refused,

    /// <summary>410 or <see cref="SensorProblemCodes.Removed"/>: this device is none any more.</summary>
    Removed,
}

/// <summary>A call's answer: <paramref name="Value"/> is there when <paramref name="Outcome"/> is Done.</summary>
internal sealed record ApiAnswer<T>(ApiOutcome Outcome, T? Value, string Detail, TimeSpan? RetryAfter = null) where T : class;

/// <summary>The sensor's three calls over HTTP. https everywhere but on loopback; redirects are not followed; answers are bounded.</summary>
internal sealed class SensorApi : IDisposable
{
    private const int MaxAnswerBytes = 1024 * 1024;

    private readonly HttpClient http;
    private readonly TimeProvider time;

    public SensorApi(Uri server, string? caFile, TimeProvider time)
    {
        this.time = time;
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
            MaxConnectionsPerServer = 2,
        };
        if (caFile is not null)
        {
            var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
            policy.CustomTrustStore.ImportFromPemFile(caFile);
            handler.SslOptions = new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
        }

        http = new HttpClient(handler)
        {
            BaseAddress = server,
            Timeout = TimeSpan.FromSeconds(30),
            MaxResponseContentBufferSize = MaxAnswerBytes,
            DefaultRequestVersion = HttpVersion.Version11,
        };
        http.DefaultRequestHeaders.UserAgent.ParseAdd($"holdfast-sensor/{SensorVersion.Text}");
    }

    /// <summary>https, or http where nobody can listen in: on this very machine.</summary>
    public static bool IsAllowed(Uri server) =>
        server.IsAbsoluteUri && server.UserInfo.Length == 0 && server.Query.Length == 0 &&
        (server.Scheme == Uri.UriSchemeHttps || (server.Scheme == Uri.UriSchemeHttp && server.IsLoopback));

    public Task<ApiAnswer<EnrollResponse>> EnrollAsync(EnrollRequest request, CancellationToken ct) =>
        SendAsync(SensorRoutes.Enroll, Json(request, SensorJson.Default.EnrollRequest), null, SensorJson.Default.EnrollResponse, ct);

    public Task<ApiAnswer<CredentialsResponse>> RefreshAsync(ECDsa key, Guid tenantId, Guid deviceId, CancellationToken ct) =>
        SendAsync(SensorRoutes.Credentials, null, SensorAssertion.Write(key, tenantId, deviceId, time.GetUtcNow()), SensorJson.Default.CredentialsResponse, ct);

    public Task<ApiAnswer<IngestResponse>> IngestAsync(ECDsa key, Guid tenantId, Guid deviceId, IReadOnlyList<OutgoingDocument> documents, CancellationToken ct) =>
        SendAsync(SensorRoutes.Ingest, Lines(documents), SensorAssertion.Write(key, tenantId, deviceId, time.GetUtcNow()), SensorJson.Default.IngestResponse, ct);

    public void Dispose() => http.Dispose();

    private static ByteArrayContent Json<T>(T value, JsonTypeInfo<T> type) =>
        new(JsonSerializer.SerializeToUtf8Bytes(value, type)) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };

    private static ByteArrayContent Lines(IReadOnlyList<OutgoingDocument> documents)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest))
        {
            foreach (var document in documents)
            {
                gzip.Write(document.Json);
                gzip.Write("\n"u8);
            }
        }

        return new ByteArrayContent(body.ToArray()) { Headers = { ContentType = new MediaTypeHeaderValue("application/x-ndjson"), ContentEncoding = { "gzip" } } };
    }

    private async Task<ApiAnswer<T>> SendAsync<T>(string route, HttpContent? content, string? assertion, JsonTypeInfo<T> type, CancellationToken ct) where T : class
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(route, UriKind.Relative)) { Content = content };
        request.Headers.TryAddWithoutValidation(TraceHeader.Name, TraceHeader.New());
        if (assertion is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", assertion);
        }

        try
        {
            using var response = await http.SendAsync(request, ct);
            var body = await response.Content.ReadAsByteArrayAsync(ct);
            return response.IsSuccessStatusCode
                ? JsonSerializer.Deserialize(body, type) is { } value ? new(ApiOutcome.Done, value, "") : new(ApiOutcome.Unreachable, null, "an empty answer")
                : Problem<T>(response, body);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or JsonException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            return new(ApiOutcome.Unreachable, null, e is OperationCanceledException ? "no answer in time" : e.InnerException is { } inner ? $"{e.Message} ({inner.Message})" : e.Message);
        }
    }

    private ApiAnswer<T> Problem<T>(HttpResponseMessage response, byte[] body) where T : class
    {
        SensorProblem? problem = null;
        try
        {
            problem = JsonSerializer.Deserialize(body, SensorJson.Default.SensorProblem);
        }
        catch (JsonException)
        {
            // Not the server's own answer: the status has to do.
        }

        var status = (int)response.StatusCode;
        var detail = string.Create(CultureInfo.InvariantCulture, $"{status} {problem?.Code} {problem?.Detail ?? problem?.Title ?? response.ReasonPhrase}");
        var outcome = response.StatusCode switch
        {
            HttpStatusCode.Gone => ApiOutcome.Removed,
            _ when problem?.Code == SensorProblemCodes.Removed => ApiOutcome.Removed,
            HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable => ApiOutcome.Busy,
            HttpStatusCode.RequestEntityTooLarge => ApiOutcome.TooLarge,
            _ => status is >= 400 and < 500 ? ApiOutcome.Refused : ApiOutcome.Unreachable,
        };
        var after = response.Headers.RetryAfter;
        return new(outcome, null, Logs.LogText.Clean(detail, 500), after?.Delta ?? (after?.Date is { } date ? date - time.GetUtcNow() : null));
    }
}
