using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Holdfast.Platform.Outbound;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Holdfast.Tests.Platform.Outbound;

/// <summary>Answers from a table, one answer after the other for a name that changes its mind; reads odd addresses as the laxest resolver would.</summary>
internal sealed class ScriptedResolver : IHostResolver
{
    private readonly Dictionary<string, Queue<IPAddress[]>> answers = [];

    public int Asked { get; private set; }

    public ScriptedResolver Says(string host, params string[] addresses)
    {
        if (!answers.TryGetValue(host, out var queue))
        {
            answers[host] = queue = new Queue<IPAddress[]>();
        }

        queue.Enqueue([.. addresses.Select(IPAddress.Parse)]);
        return this;
    }

    public Task<IReadOnlyList<IPAddress>> Resolve(string host, CancellationToken ct)
    {
        Asked++;
        IReadOnlyList<IPAddress> found = answers.TryGetValue(host, out var queue) ? queue.Count > 1 ? queue.Dequeue() : queue.Peek()
            : IPAddress.TryParse(host.TrimEnd('.'), out var lax) ? [lax] : [];
        return Task.FromResult(found);
    }
}

/// <summary>A port on every loopback address that counts who comes.</summary>
internal sealed class CountingListener : IAsyncDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetworkV6, SocketType.Stream, ProtocolType.Tcp) { DualMode = true };
    private readonly Task loop;
    private readonly ConcurrentQueue<IPAddress> reached = new();

    public CountingListener()
    {
        socket.Bind(new IPEndPoint(IPAddress.IPv6Any, 0));
        socket.Listen();
        loop = Loop();
    }

    public int Port => ((IPEndPoint)socket.LocalEndPoint!).Port;

    public int Count => reached.Count;

    /// <summary>At which of our addresses the callers arrived.</summary>
    public IEnumerable<IPAddress> Reached => reached;

    public async ValueTask DisposeAsync()
    {
        socket.Dispose();
        await loop;
    }

    private async Task Loop()
    {
        try
        {
            while (true)
            {
                using var caller = await socket.AcceptAsync();
                reached.Enqueue(((IPEndPoint)caller.LocalEndPoint!).Address.MapToIPv4());
            }
        }
        catch (SocketException)
        {
            // Disposed.
        }
        catch (ObjectDisposedException)
        {
            // Disposed.
        }
    }
}

internal static class Clients
{
    public static readonly OutboundLimits Usual = new(TimeSpan.FromSeconds(10), 64 * 1024);

    public static OutboundClient Of(OutboundOptions options, IHostResolver? resolver = null) =>
        new(Options.Create(options), resolver ?? new ScriptedResolver(), TimeProvider.System, NullLogger<OutboundClient>.Instance);

    public static async Task<OutboundOutcome> Get(this OutboundClient client, string url, OutboundLimits? limits = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        return await client.Send(request, limits ?? Usual, TestContext.Current.CancellationToken);
    }
}
