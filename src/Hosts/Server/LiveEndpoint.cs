using System.Text;
using System.Threading.Channels;
using Holdfast.Platform.Http;
using Holdfast.Platform.Kernel;
using Holdfast.Platform.Modularity;
using Holdfast.Platform.Modularity.Events;
using Holdfast.Platform.Modularity.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Holdfast.Hosts.Server;

/// <summary>
/// Server-sent events (WHATWG HTML, 9.2): the names of the tenant's events as they commit. No content: who reads them asks the API with the
/// caller's own rights. A slow reader loses the oldest and is told so by <c>missed</c>. A stream ends with the credential that it was opened with.
/// </summary>
internal static class LiveEndpoint
{
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    // How long a stream may outlive its credential when nothing tells that it has ended: signals may be lost.
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(5);

    // A stream lives no longer than an access token may: the reader comes back with a fresh one.
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(15);

    public static void Map(WebApplication application) => application
        .MapGet("/api/live", Stream)
        .WithMetadata(new Operation("platform.live", Admission.SignedIn.Reads(), typeof(LiveEndpoint)))
        .WithName("platform.live")
        .WithTags("platform")
        .Produces<string>(200, "text/event-stream");

    private static async Task Stream(
        HttpContext http,
        OpContext op,
        EventBus bus,
        EventAudience audience,
        LiveStreams streams,
        IEnumerable<IAuthenticator> authenticators,
        ITenantStates states,
        IAuthorizer authorizer,
        IHostApplicationLifetime lifetime,
        TimeProvider time)
    {
        using var place = streams.Enter(op);
        if (place is null)
        {
            await ProblemWriter.Write(http, ServerProblems.TooManyStreams);
            return;
        }

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
        var reader = new Reader(
            http,
            signals.Reader,
            signal => audience.Hears(op, signal, ending.Token),
            () => Interlocked.Exchange(ref missed, 0),
            async () => states.Closed(op.Tenant) is null && states.Closed(op.Principal.Home) is null && authorizer.Refusal(op) is null && await IsStillIn(http, authenticators, ending.Token),
            time);
        try
        {
            await reader.Run(ending.Token);
        }
        catch (OperationCanceledException) when (ending.IsCancellationRequested)
        {
            // The reader left, the server stops, or it is time to come back.
        }
        catch (NpgsqlException)
        {
            // Whether the reader is still in cannot be asked: it comes back, and is told.
        }
    }

    private static async Task<bool> IsStillIn(HttpContext http, IEnumerable<IAuthenticator> authenticators, CancellationToken ct)
    {
        foreach (var authenticator in authenticators)
        {
            if (await authenticator.Authenticate(http, ct) is { } outcome)
            {
                return outcome.Succeeded;
            }
        }

        return false;
    }

    private sealed class Reader(
        HttpContext http,
        ChannelReader<EventSignal> signals,
        Func<EventSignal, ValueTask<bool>> hears,
        Func<int> takeMissed,
        Func<Task<bool>> isStillIn,
        TimeProvider time)
    {
        private long lookedAt = time.GetTimestamp();
        private long wroteAt = time.GetTimestamp();

        public async Task Run(CancellationToken ct)
        {
            await Write("event: hello\ndata: {}\n\n", ct);
            while (true)
            {
                await Wait(ct);
                var (text, suspect) = await Take();
                if (suspect || time.GetElapsedTime(lookedAt) >= LookAgain)
                {
                    lookedAt = time.GetTimestamp();
                    if (!await isStillIn())
                    {
                        return;
                    }
                }

                if (text.Length > 0 || time.GetElapsedTime(wroteAt) >= KeepAlive)
                {
                    await Write(text.Length > 0 ? text : ": ping\n\n", ct);
                }
            }
        }

        // Until there is a signal, or it is time to look again.
        private async Task Wait(CancellationToken ct)
        {
            using var pause = CancellationTokenSource.CreateLinkedTokenSource(ct);
            await Task.WhenAny(signals.WaitToReadAsync(pause.Token).AsTask(), Task.Delay(LookAgain, time, pause.Token));
            await pause.CancelAsync();
            ct.ThrowIfCancellationRequested();
        }

        // What to write, and whether something in it may have ended the reader's own credential.
        private async ValueTask<(string Text, bool Suspect)> Take()
        {
            var (text, suspect) = (new StringBuilder(), false);
            if (takeMissed() is > 0 and var missed)
            {
                text.Append("event: missed\ndata: {\"count\":").Append(missed).Append("}\n\n");
                suspect = true;
            }

            while (text.Length < 16 * 1024 && signals.TryRead(out var signal))
            {
                if (await hears(signal))
                {
                    text.Append("event: ").Append(signal.Name).Append("\ndata: {\"id\":\"").Append(signal.EventId).Append("\"}\n\n");
                }

                suspect |= signal.Name.StartsWith("user.", StringComparison.Ordinal) || signal.Name is "session.ended";
            }

            return (text.ToString(), suspect);
        }

        private async Task Write(string text, CancellationToken ct)
        {
            wroteAt = time.GetTimestamp();
            await http.Response.WriteAsync(text, ct);
            await http.Response.Body.FlushAsync(ct);
        }
    }
}
