using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Harness.Products;

/// <summary>What a double does instead of answering well.</summary>
public enum ProductFault
{
    /// <summary>Nothing: it answers well.</summary>
    None,

    /// <summary>401 whatever the secret, in the product's words: a token that was withdrawn.</summary>
    Unauthorized,

    /// <summary>403 in the product's words.</summary>
    Forbidden,

    /// <summary>404 in the product's words.</summary>
    NotFound,

    /// <summary>429 with Retry-After: 7, in the product's words.</summary>
    TooMany,

    /// <summary>500 in the product's words, before anything was done.</summary>
    ServerError,

    /// <summary>503 as a proxy says it: HTML and Retry-After: 30.</summary>
    Unavailable,

    /// <summary>No answer until the caller goes.</summary>
    Slow,

    /// <summary>What was asked is done, and the connection dropped before the answer.</summary>
    DropAfterwards,

    /// <summary>The connection is dropped in the midst of an answer.</summary>
    Cut,

    /// <summary>302 to a sign-in page.</summary>
    Redirect,

    /// <summary>200 with HTML, as a wrong address gives it.</summary>
    Html,

    /// <summary>200 without a body.</summary>
    Empty,

    /// <summary>200 with bytes that are no text.</summary>
    Garbage,

    /// <summary>200 with a body of 70 MiB.</summary>
    Huge,

    /// <summary>The product's success status with an error inside, where it has such a thing; 200 with an empty object otherwise.</summary>
    ErrorInside,

    /// <summary>400 whose words repeat the caller's secret.</summary>
    EchoSecret,
}

/// <summary>A request that came in.</summary>
public sealed record ProductRequest(string Method, string Path, string Query, string Authorization, string Body);

/// <summary>
/// A product on loopback, as its vendor describes it. What all have in common: faults, what came in, how much was changed. A product's own
/// double says how it answers, and its words for the faults.
/// </summary>
public abstract class ProductServer : IAsyncDisposable
{
    private const int MaxRequests = 10_000;
    private readonly WebApplication app;
    private readonly CancellationTokenSource stopping = new();
    private readonly ConcurrentQueue<ProductRequest> requests = new();
    private int effects;

    /// <summary>As JSON stands in answers of most products.</summary>
    protected static JsonSerializerOptions Wire { get; } = new(JsonSerializerDefaults.Web);

    /// <summary>Listens on a free port once <see cref="Run"/> is called, with TLS if a certificate is given.</summary>
    protected ProductServer(System.Security.Cryptography.X509Certificates.X509Certificate2? certificate = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen =>
        {
            if (certificate is not null)
            {
                listen.UseHttps(certificate);
            }
        }));
        app = builder.Build();
        app.Run(Receive);
    }

    /// <summary>Where it is, without a slash at the end.</summary>
    public string Origin => app.Urls.First();

    /// <summary>What goes wrong from now on.</summary>
    public ProductFault Fault { get; set; }

    /// <summary>What came in, oldest first.</summary>
    public IReadOnlyList<ProductRequest> Requests => [.. requests];

    /// <summary>How many changes requests have made.</summary>
    public int Effects => effects;

    /// <summary>Settings with which a server under test may reach products on this machine.</summary>
    public static IReadOnlyDictionary<string, string?> Reachable { get; } = new Dictionary<string, string?>
    {
        ["Holdfast:Outbound:AllowHttp"] = "true",
        ["Holdfast:Outbound:AllowedNetworks:0"] = "127.0.0.0/8",
    };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await stopping.CancelAsync();
        await app.StopAsync();
        await app.DisposeAsync();
        stopping.Dispose();
    }

    /// <summary>Starts to listen.</summary>
    protected Task Run() => app.StartAsync();

    /// <summary>Answers a request as the product does.</summary>
    protected abstract Task Answer(HttpContext http, string body);

    /// <summary>The product's words for a fault with a status: 400 (which repeats the secret), 401, 403, 404, 429, 500, and of success with an error inside (200).</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status.</param>
    /// <param name="words">What went wrong.</param>
    protected abstract Task Words(HttpContext http, int status, string words);

    /// <summary>Whether a request meets the fault: signing in may work while all else fails.</summary>
    protected virtual bool Meets(HttpContext http, ProductFault fault) => true;

    /// <summary>The caller's secret, to be repeated.</summary>
    protected virtual string SecretOf(HttpContext http, string body) => http.Request.Headers.Authorization.ToString();

    /// <summary>Counts a change that was made, and drops the connection if that is the fault. Say it before the answer; false: do not answer.</summary>
    protected bool Changed(HttpContext http)
    {
        Interlocked.Increment(ref effects);
        if (Fault == ProductFault.DropAfterwards)
        {
            http.Abort();
            return false;
        }

        return true;
    }

    /// <summary>Answers with JSON.</summary>
    protected static Task SayJson<T>(HttpContext http, int status, T body)
    {
        http.Response.StatusCode = status;
        return http.Response.WriteAsJsonAsync(body, Wire, "application/json; charset=utf-8");
    }

    /// <summary>Answers with a text of a type.</summary>
    protected static Task Say(HttpContext http, int status, string type, string body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = type;
        return http.Response.WriteAsync(body);
    }

    private async Task Receive(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var body = await reader.ReadToEndAsync(http.RequestAborted);
        requests.Enqueue(new(http.Request.Method, http.Request.Path, http.Request.QueryString.Value ?? "", http.Request.Headers.Authorization.ToString(), body));
        while (requests.Count > MaxRequests)
        {
            requests.TryDequeue(out _);
        }

        if (Fault is ProductFault.None or ProductFault.DropAfterwards || !Meets(http, Fault))
        {
            await Answer(http, body);
        }
        else
        {
            await Fail(http, body);
        }
    }

    private async Task Fail(HttpContext http, string body)
    {
        switch (Fault)
        {
            case ProductFault.Unauthorized:
                await Words(http, 401, "The token is not valid any more");
                break;
            case ProductFault.Forbidden:
                await Words(http, 403, "Not permitted for this account");
                break;
            case ProductFault.NotFound:
                await Words(http, 404, "There is no such thing");
                break;
            case ProductFault.TooMany:
                http.Response.Headers.RetryAfter = "7";
                await Words(http, 429, "Too many requests");
                break;
            case ProductFault.ServerError:
                await Words(http, 500, "An internal error");
                break;
            case ProductFault.Unavailable:
                http.Response.Headers.RetryAfter = "30";
                await Say(http, 503, "text/html", "<html><body>503 Service Temporarily Unavailable</body></html>");
                break;
            case ProductFault.Slow:
                using (var until = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping.Token))
                {
                    await Task.Delay(Timeout.Infinite, until.Token).ContinueWith(_ => { }, TaskScheduler.Default);
                }

                break;
            case ProductFault.Cut:
                http.Response.ContentLength = 10_000;
                await http.Response.WriteAsync("{\"half\":");
                await http.Response.Body.FlushAsync();
                http.Abort();
                break;
            case ProductFault.Redirect:
                http.Response.StatusCode = 302;
                http.Response.Headers.Location = "/login";
                break;
            case ProductFault.Html:
                await Say(http, 200, "text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>Sign in</title></head></html>");
                break;
            case ProductFault.Empty:
                http.Response.StatusCode = 200;
                break;
            case ProductFault.Garbage:
                http.Response.ContentType = "application/json";
                await http.Response.Body.WriteAsync(new byte[] { 0xFF, 0xFE, 0x00, 0x7B, 0xC3, 0x28, 0x22 });
                break;
            case ProductFault.Huge:
                await SendHuge(http);
                break;
            case ProductFault.ErrorInside:
                await Words(http, 200, "It did not work");
                break;
            case ProductFault.EchoSecret:
                await Words(http, 400, $"bad credentials: {SecretOf(http, body)}");
                break;
            default:
                throw new InvalidOperationException($"{Fault} is no fault.");
        }
    }

    // Whoever reads it to its end has no bound; the caller's going is the end that is expected.
    private static async Task SendHuge(HttpContext http)
    {
        http.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        http.Response.ContentType = "application/json";
        var megabyte = Encoding.ASCII.GetBytes(new string(' ', 1024 * 1024));
        for (var i = 0; i < 70 && !http.RequestAborted.IsCancellationRequested; i++)
        {
            try
            {
                await http.Response.Body.WriteAsync(megabyte, http.RequestAborted);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}
