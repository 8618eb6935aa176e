using System.Text;
using System.Threading.Channels;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity.Events;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;

namespace Holdfast.Hosts.Server;

/// <summary>
/// Server-sent events (WHATWG HTML, 9.2): the names of the tenant's events as they commit. No content: who reads them asks the API with the
/// caller's own rights. A slow reader loses the oldest and is told so by <c>missed</c>.
/// </summary>
internal static class LiveEndpoint
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    // A stream lives no longer than an access token may: the reader comes back with a fresh one.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public static void Map(WebApplication application) => application
        .MapGet("/api/live", Stream)
        .RequiresSignIn()
        .WithMetadata(new OperationName("platform", "platform.live", typeof(LiveEndpoint)))
        .WithName("platform.live")
        .WithTags("platform")
        .Produces<string>(200, "text/event-stream");

    private static async Task Stream(HttpContext http, OpContext op, EventBus bus, IHostApplicationLifetime lifetime, TimeProvider time)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, lifetime.ApplicationStopping);
        ending.CancelAfter(Longest);
        var missed = 0;
        var signals = Channel.CreateBounded<EventSignal>(
            new BoundedChannelOptions(256) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref missed));
        using var listening = bus.Listen(signal =>
        {
            if (signal.Tenant == op.Tenant)
            {
                signals.Writer.TryWrite(signal);
            }
        });
        http.Response.ContentType = "text/event-stream";
        http.Response.Headers.CacheControl = "no-store";
        http.Response.Headers["X-Accel-Buffering"] = "no";
        try
        {
            await Write(http, "event: hello\ndata: {}\n\n", ending.Token);
            while (!ending.IsCancellationRequested)
            {
                await Next(http, signals.Reader, () => Interlocked.Exchange(ref missed, 0), time, ending.Token);
            }
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left, the server stops, or it is time to come back.
        }
    }

    private static async Task Next(HttpContext http, ChannelReader<EventSignal> signals, Func<int> takeMissed, TimeProvider time, CancellationToken ct)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var waiting = signals.WaitToReadAsync(pause.Token).AsTask();
        if (await Task.WhenAny(waiting, Task.Delay(KeepAlive, time, pause.Token)) != waiting)
        {
            await pause.CancelAsync();
            await Write(http, ": ping\n\n", ct);
            return;
        }

        await pause.CancelAsync();
        var text = new StringBuilder();
        if (takeMissed() is > 0 and var missed)
        {
            text.Append("event: missed\ndata: {\"count\":").Append(missed).Append("}\n\n");
        }

        while (signals.TryRead(out var signal) && text.Length < 16 * 1024)
        {
            text.Append("event: ").Append(signal.Name).Append("\ndata: {\"id\":\"").Append(signal.EventId).Append("\"}\n\n");
        }

        await Write(http, text.ToString(), ct);
    }

    private static async Task Write(HttpContext http, string text, CancellationToken ct)
    {
        await http.Response.WriteAsync(text, ct);
        await http.Response.Body.FlushAsync(ct);
    }
}
