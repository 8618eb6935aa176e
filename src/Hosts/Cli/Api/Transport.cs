using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Holdfast.Hosts.Cli.Api;

/// <summary>
/// Requests to one server. A POST has an Idempotency-Key, so that when the connection breaks it can be sent a second time and is still done
/// once; where credentials are dealt in the server takes none, and what may have arrived is not sent again. Redirects are not followed: a credential goes to the named server and nowhere else.
/// </summary>
internal sealed class Transport : IDisposable
{
    private const int MaxAnswer = 64 * 1024 * 1024;
    private static readonly string[] Credentials = ["api/auth/", "api/admin/api-keys", "api/provisioning-tokens"];
    private static readonly TimeSpan ConnectTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan RetryPause = TimeSpan.FromMilliseconds(300);
    private readonly HttpClient http;
    private readonly TimeProvider time;
    private readonly TimeSpan limit;

    public Transport(Uri server, TimeSpan limit, TimeProvider time)
    {
        (Server, this.limit, this.time) = (server, limit, time);
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            ConnectTimeout = ConnectTime < limit ? ConnectTime : limit,
            AutomaticDecompression = DecompressionMethods.All,
            // A proxy for the outside must not see what is said to this machine.
            UseProxy = !server.IsLoopback,
        };
        http = new HttpClient(handler) { BaseAddress = server, Timeout = limit, MaxResponseContentBufferSize = MaxAnswer };
        http.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("holdfast-cli", typeof(Transport).Assembly.GetName().Version?.ToString(3)));
    }

    public Uri Server { get; }

    /// <summary>The id or slug of the tenant in which to act; null for the caller's own. What concerns the own sign-in is always of the own tenant.</summary>
    public string? Tenant { get; init; }

    /// <summary>Sends a request; the answer is a success.</summary>
    /// <param name="method">GET, POST or DELETE.</param>
    /// <param name="path">Without a leading slash.</param>
    /// <param name="body">Sent as JSON; null for none.</param>
    /// <param name="bearer">The access token; null for none.</param>
    /// <param name="ct">Stops waiting.</param>
    /// <exception cref="FailureException">The server can't be reached or answers a problem.</exception>
    public async Task<string> Send(HttpMethod method, string path, JsonNode? body, string? bearer, CancellationToken ct)
    {
        var key = method != HttpMethod.Post || TakesCredentials(path) ? null : Guid.CreateVersion7(time.GetUtcNow()).ToString();
        return Encoding.UTF8.GetString(await Send(method, path, body is null ? null : () => new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json"), bearer, key, ct));
    }

    /// <summary>Sends bytes or nothing, and takes bytes. It has no key: the server would keep what is sent a second time to know it again.</summary>
    public Task<byte[]> SendBytes(HttpMethod method, string path, byte[]? body, string? bearer, CancellationToken ct) =>
        Send(method, path, body is null ? null : () => new ByteArrayContent(body), bearer, null, ct);

    public void Dispose() => http.Dispose();

    private async Task<byte[]> Send(HttpMethod method, string path, Func<HttpContent>? content, string? bearer, string? key, CancellationToken ct)
    {
        for (var first = true; ; first = false)
        {
            try
            {
                return await SendOnce(method, path, content?.Invoke(), bearer, key, ct);
            }
            catch (HttpRequestException e) when (first && IsLoss(e) && (key is not null || method == HttpMethod.Get || e.HttpRequestError == HttpRequestError.ConnectionError))
            {
                await Task.Delay(RetryPause, time, ct);
            }
            catch (HttpRequestException e)
            {
                throw CliProblems.Unreachable(Server, Reason(e));
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                throw CliProblems.TimedOut(Server, limit);
            }
        }
    }

    // Answers with tokens and secrets are not kept, and such addresses take no key.
    private static bool TakesCredentials(string path) =>
        Credentials.Any(c => path.StartsWith(c, StringComparison.Ordinal)) || (path.StartsWith("api/playbooks/", StringComparison.Ordinal) && path.EndsWith("/receiver", StringComparison.Ordinal));

    private async Task<byte[]> SendOnce(HttpMethod method, string path, HttpContent? content, string? bearer, string? key, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        if (bearer is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        }

        if (key is not null)
        {
            request.Headers.Add("Idempotency-Key", key);
        }

        if (Tenant is not null && (!path.StartsWith("api/auth/", StringComparison.Ordinal) || path == "api/auth/me"))
        {
            request.Headers.Add("X-Tenant", Tenant);
        }

        using var response = await http.SendAsync(request, ct);
        return response.IsSuccessStatusCode ? await response.Content.ReadAsByteArrayAsync(ct) : throw new FailureException(Explain(response, await response.Content.ReadAsStringAsync(ct)));
    }

    private Failure Explain(HttpResponseMessage response, string text)
    {
        var status = response.StatusCode;
        var retryAfter = response.Headers.RetryAfter?.Delta;
        if (response.Content.Headers.ContentType?.MediaType == "application/problem+json")
        {
            try
            {
                using var document = JsonDocument.Parse(text);
                var problem = document.RootElement;
                return new Failure(ExitCodeOf(status), Member(problem, "code") ?? "", Member(problem, "detail") ?? Member(problem, "title") ?? $"The server answered {(int)status}.")
                {
                    TraceId = Member(problem, "traceId"),
                    RetryAfter = retryAfter,
                    Json = text,
                    Fields = problem.TryGetProperty("errors", out var errors) && errors.ValueKind == JsonValueKind.Object
                        ? errors.EnumerateObject().ToDictionary(e => e.Name, e => e.Value.ToString(), StringComparer.Ordinal)
                        : [],
                };
            }
            catch (JsonException)
            {
                // Half a document says no more than its status.
            }
        }

        return new Failure(ExitCodeOf(status), $"http.{(int)status}", $"{Server} answered {(int)status} {response.ReasonPhrase} and no reason that can be read; is a Holdfast server at this address?") { RetryAfter = retryAfter };
    }

    private static string? Member(JsonElement problem, string name) =>
        problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int ExitCodeOf(HttpStatusCode status) => (int)status switch
    {
        401 => 4,
        403 => 5,
        404 or 410 => 6,
        409 or 412 => 7,
        429 => 8,
        502 or 503 or 504 => ExitCodes.Unavailable,
        >= 400 and < 500 => 3,
        _ => ExitCodes.Failure,
    };

    // What a wrong name or certificate answers once, it answers twice.
    private static bool IsLoss(HttpRequestException e) => e.HttpRequestError is not (HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded);

    private static string Reason(HttpRequestException e) => e.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => "nobody knows this name.",
        HttpRequestError.SecureConnectionError => $"its certificate or TLS is not accepted: {(e.InnerException ?? e).Message}",
        HttpRequestError.ConnectionError => "nothing accepts connections there. Is the server running?",
        HttpRequestError.ResponseEnded => "the connection broke before the answer came, twice.",
        _ => e.Message,
    };
}
