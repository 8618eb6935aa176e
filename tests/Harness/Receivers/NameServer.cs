using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Tests.Harness.Receivers;

/// <summary>A name server on loopback that knows TXT records alone (RFC 1035): what it has not, is not there.</summary>
public sealed class NameServer : IAsyncDisposable
{
    private const ushort Response = 0x8180;
    private const ushort NotThere = 3;
    private const ushort Failed = 2;
    private readonly UdpClient socket = new(new IPEndPoint(IPAddress.Loopback, 0));
    private readonly CancellationTokenSource stopping = new();
    private readonly Task answering;

    /// <summary>Begins to listen on a free port.</summary>
    public NameServer() => answering = Answer();

    /// <summary>Its address and port, as the server's settings name it.</summary>
    public string Address => socket.Client.LocalEndPoint!.ToString()!;

    /// <summary>What it says, by the full name in lower case.</summary>
    public ConcurrentDictionary<string, string[]> Texts { get; } = new();

    /// <summary>Whether it answers that it cannot tell.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The settings of a server that asks it.</summary>
    public Dictionary<string, string?> Settings => new() { ["Holdfast:Outbound:DnsServers:0"] = Address };

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        await answering;
        socket.Dispose();
        stopping.Dispose();
    }

    private async Task Answer()
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                var asked = await socket.ReceiveAsync(stopping.Token);
                await socket.SendAsync(Reply(asked.Buffer), asked.RemoteEndPoint, stopping.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private byte[] Reply(byte[] asked)
    {
        // One question after the 12 bytes of the header: labels, each behind its length, an empty one at the end, then type and class.
        var (labels, at) = (new List<string>(), 12);
        while (asked[at] > 0)
        {
            labels.Add(Encoding.ASCII.GetString(asked, at + 1, asked[at]));
            at += asked[at] + 1;
        }

        var question = asked[12..(at + 5)];
        var texts = Texts.GetValueOrDefault(string.Join('.', labels).ToLowerInvariant()) ?? [];
        var reply = new List<byte>();
        reply.AddRange(asked[..2]);
        Add(reply, (ushort)(Response | (IsBroken ? Failed : texts.Length == 0 ? NotThere : 0)));
        Add(reply, 1);
        Add(reply, IsBroken ? (ushort)0 : (ushort)texts.Length);
        Add(reply, 0);
        Add(reply, 0);
        reply.AddRange(question);
        foreach (var text in IsBroken ? [] : texts)
        {
            // The name is the question's, by a pointer; then TXT, IN, one minute.
            Add(reply, 0xC00C);
            Add(reply, 16);
            Add(reply, 1);
            Add(reply, 0);
            Add(reply, 60);
            var parts = Encoding.ASCII.GetBytes(text).Chunk(255).ToArray();
            Add(reply, (ushort)parts.Sum(p => p.Length + 1));
            foreach (var part in parts)
            {
                reply.Add((byte)part.Length);
                reply.AddRange(part);
            }
        }

        return [.. reply];
    }

    private static void Add(List<byte> to, ushort number)
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(two, number);
        to.AddRange(two);
    }
}
