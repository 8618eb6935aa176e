using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Holdfast.Modules.Tickets.Scanning;

/// <summary>ClamAV's daemon, asked by its INSTREAM command over TCP or a Unix socket: one connection for a content.</summary>
/// <param name="address">Where it listens.</param>
/// <param name="timeLimit">How long one content may take, from connecting to the answer.</param>
/// <param name="time">The clock.</param>
internal sealed class ClamdScanner(EndPoint address, TimeSpan timeLimit, TimeProvider time) : IAttachmentScanner
{
    private const int ChunkBytes = 64 * 1024;
    private const int MaxAnswer = 1024;
    private const int MaxDetail = 200;
    private const string Prefix = "stream: ";
    private const string Found = " FOUND";
    private const string Error = " ERROR";

    public async Task<ScanOutcome> Scan(Stream content, CancellationToken ct)
    {
        using var limit = new CancellationTokenSource(timeLimit, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, ct);
        using var socket = address is UnixDomainSocketEndPoint
            ? new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified)
            : new Socket(SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, both.Token);
            var sent = await Send(socket, content, both.Token);
            var answer = await Answer(socket, both.Token);
            return Read(answer, sent);
        }
        catch (SocketException e)
        {
            return new ScanOutcome(ScanVerdict.Failed, $"The scanner cannot be reached, or ended the connection: {e.SocketErrorCode}.", Again: true);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new ScanOutcome(ScanVerdict.Failed, "The scanner did not answer in time.", Again: true);
        }
    }

    // False when the daemon stopped taking it: at its size limit it says so and hangs up, and what it said is still to be read.
    private static async Task<bool> Send(Socket socket, Stream content, CancellationToken ct)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(sizeof(int) + ChunkBytes);
        try
        {
            if (!await TrySend(socket, "zINSTREAM\0"u8.ToArray(), ct))
            {
                return false;
            }

            int read;
            do
            {
                read = await content.ReadAtLeastAsync(buffer.AsMemory(sizeof(int), ChunkBytes), ChunkBytes, throwOnEndOfStream: false, ct);
                BinaryPrimitives.WriteInt32BigEndian(buffer, read);
                if (!await TrySend(socket, buffer.AsMemory(0, sizeof(int) + read), ct))
                {
                    return false;
                }
            }
            while (read > 0);

            return true;
        }
        finally
        {
            // It held what somebody attached.
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static async Task<bool> TrySend(Socket socket, ReadOnlyMemory<byte> bytes, CancellationToken ct)
    {
        try
        {
            while (bytes.Length > 0)
            {
                bytes = bytes[await socket.SendAsync(bytes, ct)..];
            }

            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            return false;
        }
    }

    // Up to the zero byte that ends it; null when it was cut before, or is longer than any answer.
    private static async Task<string?> Answer(Socket socket, CancellationToken ct)
    {
        var buffer = new byte[MaxAnswer];
        var length = 0;
        while (length < MaxAnswer)
        {
            var read = await socket.ReceiveAsync(buffer.AsMemory(length), ct);
            if (read == 0)
            {
                return null;
            }

            length += read;
            if (buffer.AsSpan(0, length).IndexOf((byte)0) is >= 0 and var end)
            {
                return Encoding.UTF8.GetString(buffer, 0, end);
            }
        }

        return null;
    }

    // Clean is said of what was sent whole, and in these words alone.
    private static ScanOutcome Read(string? answer, bool sentWhole) => answer switch
    {
        null => new(ScanVerdict.Failed, "The scanner's answer was cut.", Again: true),
        Prefix + "OK" when sentWhole => new(ScanVerdict.Clean, ""),
        _ when answer.StartsWith(Prefix, StringComparison.Ordinal) && answer.EndsWith(Found, StringComparison.Ordinal) && answer.Length > Prefix.Length + Found.Length =>
            new(ScanVerdict.Infected, Text(answer[Prefix.Length..^Found.Length])),
        _ when answer.Contains("size limit exceeded", StringComparison.OrdinalIgnoreCase) => new(ScanVerdict.Failed, "The content is larger than the scanner takes."),
        _ when answer.EndsWith(Error, StringComparison.Ordinal) => new(ScanVerdict.Failed, $"The scanner failed: {Text(answer[..^Error.Length])}", Again: true),
        _ => new(ScanVerdict.Failed, "The scanner's answer is not one of ClamAV's.", Again: true),
    };

    private static string Text(string answer)
    {
        var text = new string([.. answer.Take(MaxDetail).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c)]);
        return text.Trim();
    }
}
