using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Holdfast.Platform.Messaging;
using Holdfast.Platform.Messaging.JetStream;

namespace Holdfast.Bench.Messaging;

/// <summary>The three that publish the same: count, window (publishes whose acknowledgement is awaited at once) and payload size.</summary>
internal sealed record Load(int Port, string Subject, int Count, int Window, int Size)
{
    /// <summary>As many go first and are not counted.</summary>
    public int WarmUp => Count / 2;
}

internal static class OurClient
{
    public static async Task<double> RunAsync(Load load)
    {
        await using var nats = new NatsConnection(new NatsOpts { Url = $"nats://127.0.0.1:{load.Port}", RequestTimeout = TimeSpan.FromSeconds(30) });
        await nats.ConnectAsync();
        var js = new NatsJSContext(nats);
        var payload = new byte[load.Size];
        await PublishAsync(js, load, load.WarmUp, payload);
        var began = Stopwatch.GetTimestamp();
        await PublishAsync(js, load, load.Count, payload);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;
    }

    private static async Task PublishAsync(NatsJSContext js, Load load, int count, byte[] payload)
    {
        var flying = new Queue<NatsJSPublishFuture>(load.Window);
        for (var i = 0; i < count; i++)
        {
            if (flying.Count == load.Window)
            {
                await flying.Dequeue().GetResponseAsync();
            }

            flying.Enqueue(await js.PublishConcurrentAsync(load.Subject, payload));
        }

        while (flying.TryDequeue(out var last))
        {
            await last.GetResponseAsync();
        }
    }
}

/// <summary>
/// The least that can be done: bytes made beforehand, one blocking socket, one thread; acknowledgements are counted, not read. After each
/// read, as many publishes as were acknowledged go out in one write. With one reply subject for all, the broker finds the way of every
/// acknowledgement in its cache; with one for each, as any client needs that tells them apart, it has to look for it.
/// </summary>
internal static class RawSocket
{
    private const int Digits = 10;

    public static double Run(Load load, bool ownReplies)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Connect(IPAddress.Loopback, load.Port);
        var buffer = new byte[256 * 1024];
        for (var greeted = false; !greeted;)
        {
            greeted = buffer.AsSpan(0, socket.Receive(buffer)).EndsWith("\r\n"u8);
        }

        socket.Send("CONNECT {\"verbose\":false,\"pedantic\":false,\"headers\":true,\"no_responders\":true}\r\nSUB inbox.raw.* 1\r\n"u8);
        var head = $"PUB {load.Subject} inbox.raw.";
        var one = Encoding.ASCII.GetBytes($"{head}{new string('0', Digits)} {load.Size}\r\n{new string('\0', load.Size)}\r\n");
        var next = 0L;
        var many = new byte[one.Length * load.Window];
        for (var i = 0; i < load.Window; i++)
        {
            one.CopyTo(many, i * one.Length);
        }

        Publish(load.WarmUp);
        var began = Stopwatch.GetTimestamp();
        Publish(load.Count);
        return Stopwatch.GetElapsedTime(began).TotalSeconds;

        void Publish(int count)
        {
            var (sent, acknowledged) = (0, 0);
            while (acknowledged < count)
            {
                var more = Math.Min(count - sent, load.Window - (sent - acknowledged));
                if (more > 0)
                {
                    for (var i = 0; ownReplies && i < more; i++)
                    {
                        (++next).TryFormat(many.AsSpan((i * one.Length) + head.Length), out _, "D10", CultureInfo.InvariantCulture);
                    }

                    socket.Send(many.AsSpan(0, more * one.Length));
                    sent += more;
                }

                // Each acknowledgement is one flat JSON object, and nothing else that comes has a closing brace.
                var got = buffer.AsSpan(0, socket.Receive(buffer));
                acknowledged += got.Count((byte)'}');
                if (got.IndexOf("PING\r\n"u8) >= 0)
                {
                    socket.Send("PONG\r\n"u8);
                }
            }
        }
    }
}
