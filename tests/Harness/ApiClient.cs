using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Harness;

/// <summary>An answer with its body read.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Body">The raw text.</param>
/// <param name="Headers">All headers, of the content too.</param>
public sealed record ApiAnswer(int Status, string Body, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The body as JSON.</summary>
    public JsonNode Json => JsonNode.Parse(Body) ?? throw new InvalidOperationException($"{Status} without a JSON body.");

    /// <summary>A problem's code; null when the answer is none.</summary>
    public string? Code => Headers.GetValueOrDefault("Content-Type") is { } type && (type.StartsWith("application/problem+json", StringComparison.Ordinal) || (type == "application/scim+json" && Status >= 400))
        ? (string?)Json["code"]
        : null;

    /// <summary>A text member.</summary>
    public string Text(string member) => (string)Json[member]!;

    /// <summary>The <c>id</c> member.</summary>
    public string Id => Text("id");

    /// <summary>Itself, if the status is this one.</summary>
    public ApiAnswer Expect(int status) => Status == status ? this : throw new InvalidOperationException($"Expected {status}, got {Status}: {Body}");
}

/// <summary>A client of the API with one credential.</summary>
/// <param name="address">Where the server is.</param>
/// <param name="token">The bearer token; null when nobody is signed in.</param>
/// <param name="from">The address of 127.0.0.0/8 to come from; any when not said.</param>
public sealed class ApiClient(Uri address, string? token, IPAddress? from = null)
{
    private static readonly ConcurrentDictionary<IPAddress, HttpClient> Clients = new();

    private HttpClient Http { get; } = Clients.GetOrAdd(from ?? IPAddress.Any, Make);

    /// <summary>Where the server is.</summary>
    public Uri Address => address;

    /// <summary>The bearer token; null when nobody is signed in.</summary>
    public string? Token => token;

    /// <summary>GET.</summary>
    public Task<ApiAnswer> Get(string path) => Send(HttpMethod.Get, path, null);

    /// <summary>POST with a value as JSON.</summary>
    public Task<ApiAnswer> Post(string path, object? body = null, params ReadOnlySpan<(string Name, string Value)> headers) => Send(HttpMethod.Post, path, body ?? new { }, headers);

    /// <summary>PUT with a value as JSON.</summary>
    public Task<ApiAnswer> Put(string path, object body, params ReadOnlySpan<(string Name, string Value)> headers) => Send(HttpMethod.Put, path, body, headers);

    /// <summary>PATCH with a value as JSON.</summary>
    public Task<ApiAnswer> Patch(string path, object body, params ReadOnlySpan<(string Name, string Value)> headers) => Send(HttpMethod.Patch, path, body, headers);

    /// <summary>DELETE.</summary>
    public Task<ApiAnswer> Delete(string path, params ReadOnlySpan<(string Name, string Value)> headers) => Send(HttpMethod.Delete, path, null, headers);

    /// <summary>Any request: the body is sent as it is when it is text, HTTP content or absent, else as JSON.</summary>
    public Task<ApiAnswer> Send(HttpMethod method, string path, object? body, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, new Uri(address, path))
        {
            Content = body switch
            {
                null => null,
                HttpContent content => content,
                string text => new StringContent(text, Encoding.UTF8, "application/json"),
                _ => new StringContent(JsonSerializer.Serialize(body, WireJson.Options), Encoding.UTF8, "application/json"),
            },
        };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Send(request);
    }

    private static HttpClient Make(IPAddress from) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Expect100ContinueTimeout = TimeSpan.FromSeconds(30),
        MaxConnectionsPerServer = 64,
        ConnectCallback = from.Equals(IPAddress.Any) ? null : async (context, ct) =>
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            socket.Bind(new IPEndPoint(from, 0));
            await socket.ConnectAsync(context.DnsEndPoint, ct);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    { Timeout = TimeSpan.FromSeconds(60) };

    private async Task<ApiAnswer> Send(HttpRequestMessage request)
    {
        using (request)
        {
            // A server that refuses by the length closes the connection, and who is still sending may see that instead of the answer: ask first.
            request.Headers.ExpectContinue = request.Content?.Headers.ContentLength > 256 * 1024;
            using var response = await Http.SendAsync(request);
            var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
            return new ApiAnswer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), headers);
        }
    }
}
