using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Harness.Receivers;

/// <summary>What a receiver was sent.</summary>
/// <param name="Path">Path and query.</param>
/// <param name="Headers">All headers, without regard to case.</param>
/// <param name="Body">As it came.</param>
/// <param name="At">When.</param>
public sealed record Received(string Path, IReadOnlyDictionary<string, string> Headers, string Body, DateTimeOffset At)
{
    /// <summary>The message's id, the same in every attempt.</summary>
    public string Id => Headers["webhook-id"];

    /// <summary>Whether the signature holds for this secret.</summary>
    public bool IsSignedWith(string secret) => StandardWebhooks.Verifies(secret, Headers, Body, At);
}

/// <summary>What a receiver answers.</summary>
/// <param name="Status">The status.</param>
public sealed record Reply(int Status)
{
    /// <summary>Headers of the answer.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>The body of the answer.</summary>
    public string Body { get; init; } = "";

    /// <summary>Never answers; only the sender's time-out ends it.</summary>
    public bool Stalls { get; init; }

    /// <summary>Breaks the connection instead.</summary>
    public bool Breaks { get; init; }

    /// <summary>Waits for this before it answers.</summary>
    public Task After { get; init; } = Task.CompletedTask;
}

/// <summary>A web server on loopback that receives webhooks: it keeps what came and answers as the test says.</summary>
public sealed class Receiver : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(60);

    private readonly WebApplication server;
    private readonly ConcurrentQueue<Received> all = new();
    private readonly Channel<Received> next = Channel.CreateUnbounded<Received>();
    private int underWay;
    private int mostUnderWay;

    private Receiver(WebApplication server) => this.server = server;

    /// <summary>Decides each answer; 200 unless the test says otherwise.</summary>
    public Func<Received, Reply> Answers { get; set; } = _ => new Reply(200);

    /// <summary>Everything that came so far.</summary>
    public IReadOnlyList<Received> All => [.. all];

    /// <summary>The most requests that were under way at a time.</summary>
    public int MostUnderWay => mostUnderWay;

    /// <summary>Where it listens, with a path of its own.</summary>
    public string Url => $"{server.Urls.First()}/hook";

    /// <summary>Starts one on a free port.</summary>
    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var receiver = new Receiver(builder.Build());
        receiver.server.Run(receiver.Take);
        await receiver.server.StartAsync();
        return receiver;
    }

    /// <summary>The next request that no call of this method has seen, within a deadline.</summary>
    public async Task<Received> Next(string reason)
    {
        using var deadline = new CancellationTokenSource(Deadline);
        try
        {
            return await next.Reader.ReadAsync(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            throw new TimeoutException($"The receiver got nothing within {Deadline}: {reason}");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Stalled requests would hold up an orderly stop.
        using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await server.StopAsync(now.Token);
        await server.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        var present = Interlocked.Increment(ref underWay);
        for (var most = mostUnderWay; present > most; most = mostUnderWay)
        {
            Interlocked.CompareExchange(ref mostUnderWay, present, most);
        }

        try
        {
            using var reader = new StreamReader(http.Request.Body);
            var headers = http.Request.Headers.ToDictionary(h => h.Key, h => h.Value.ToString(), StringComparer.OrdinalIgnoreCase);
            var received = new Received(
                $"{http.Request.Path}{http.Request.QueryString}", headers, await reader.ReadToEndAsync(http.RequestAborted), TimeProvider.System.GetUtcNow());
            all.Enqueue(received);
            var reply = Answers(received);
            await next.Writer.WriteAsync(received);
            await Answer(http, reply);
        }
        catch (OperationCanceledException)
        {
            // The sender has gone, which is what a stalling receiver waits for.
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }

    private static async Task Answer(HttpContext http, Reply reply)
    {
        if (reply.Breaks)
        {
            http.Abort();
            return;
        }

        await (reply.Stalls ? Task.Delay(Timeout.Infinite, http.RequestAborted) : reply.After.WaitAsync(http.RequestAborted));
        http.Response.StatusCode = reply.Status;
        foreach (var (name, value) in reply.Headers)
        {
            http.Response.Headers[name] = value;
        }

        await http.Response.WriteAsync(reply.Body, http.RequestAborted);
    }
}
