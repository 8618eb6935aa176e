using System.Buffers;
using System.Buffers.Text;

namespace Holdfast.Platform.Messaging.Protocol;

/// <summary>Takes what the broker says. Spans live only during the call.</summary>
internal interface IProtocolSink
{
    void OnInfo(ReadOnlySpan<byte> json);

    void OnMsg(long sid, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body);

    void OnPing();

    void OnPong();

    void OnError(ReadOnlySpan<byte> text);
}

/// <summary>
/// Reads the broker's side of the NATS client protocol (docs.nats.io, "Client Protocol") from whatever pieces the network brings.
/// Every length is checked before it is believed; anything unknown is a <see cref="NatsProtocolException"/>.
/// </summary>
internal sealed class ProtocolParser(IProtocolSink sink, int maxBody)
{
    internal const int MaxInfo = 1024 * 1024;
    private const int MaxLine = 16 * 1024;

    // The argument line of a message is copied, because its body may come in a later piece.
    private byte[] line = new byte[512];
    private bool inBody;
    private long sid;
    private Range subject;
    private Range replyTo;
    private int headerLength;
    private int bodyLength;

    /// <summary>Reads all that is complete and moves <paramref name="buffer"/> behind it.</summary>
    public void Parse(ref ReadOnlySequence<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            if (inBody)
            {
                if (buffer.Length < bodyLength + 2L)
                {
                    return;
                }

                ReadBody(ref buffer);
            }
            else if (!TryReadLine(ref buffer))
            {
                return;
            }
        }
    }

    private void ReadBody(ref ReadOnlySequence<byte> buffer)
    {
        var end = buffer.GetPosition(bodyLength);
        var tail = buffer.Slice(end, 2);
        Span<byte> crlf = stackalloc byte[2];
        tail.CopyTo(crlf);
        if (!crlf.SequenceEqual("\r\n"u8))
        {
            throw new NatsProtocolException("A message does not end where its length says.");
        }

        inBody = false;
        sink.OnMsg(sid, line.AsSpan(subject), line.AsSpan(replyTo), headerLength, buffer.Slice(0, end));
        buffer = buffer.Slice(tail.End);
    }

    private bool TryReadLine(ref ReadOnlySequence<byte> buffer)
    {
        var first = buffer.FirstSpan;
        long end = first.IndexOf((byte)'\n');
        if (end < 0)
        {
            end = buffer.IsSingleSegment || buffer.PositionOf((byte)'\n') is not { } position ? -1 : buffer.Slice(0, position).Length;
        }

        var isInfo = first[0] is (byte)'I' or (byte)'i';
        if ((end < 0 ? buffer.Length : end) > (isInfo ? MaxInfo : MaxLine))
        {
            throw new NatsProtocolException("A protocol line is longer than the limit.");
        }

        if (end < 0)
        {
            return false;
        }

        var length = (int)end;
        if (line.Length < length)
        {
            line = new byte[Math.Max(length, line.Length * 2)];
        }

        if (first.Length > length)
        {
            first[..length].CopyTo(line);
        }
        else
        {
            buffer.Slice(0, length).CopyTo(line);
        }

        if (length == 0 || line[length - 1] != '\r')
        {
            throw new NatsProtocolException("A protocol line does not end in CR LF.");
        }

        buffer = buffer.Slice(length + 1);
        Interpret(line.AsSpan(0, length - 1));
        return true;
    }

    private void Interpret(ReadOnlySpan<byte> text)
    {
        if (text.StartsWith("MSG "u8))
        {
            ReadArguments(text, 4, headers: false);
        }
        else if (text.StartsWith("HMSG "u8))
        {
            ReadArguments(text, 5, headers: true);
        }
        else if (text.SequenceEqual("PING"u8))
        {
            sink.OnPing();
        }
        else if (text.SequenceEqual("PONG"u8))
        {
            sink.OnPong();
        }
        else if (text.StartsWith("INFO "u8))
        {
            sink.OnInfo(text[5..]);
        }
        else if (text.StartsWith("-ERR"u8))
        {
            sink.OnError(text[4..].Trim(" '"u8));
        }
        else if (!text.SequenceEqual("+OK"u8))
        {
            throw new NatsProtocolException("The broker sent an unknown operation.");
        }
    }

    private void ReadArguments(ReadOnlySpan<byte> text, int start, bool headers)
    {
        Span<Range> tokens = stackalloc Range[6];
        var count = 0;
        for (var at = start; at < text.Length;)
        {
            if (text[at] is (byte)' ' or (byte)'\t')
            {
                at++;
                continue;
            }

            var width = text[at..].IndexOfAny((byte)' ', (byte)'\t');
            var end = width < 0 ? text.Length : at + width;
            if (count == 5)
            {
                throw new NatsProtocolException("A message line has too many arguments.");
            }

            tokens[count++] = at..end;
            at = end;
        }

        var required = headers ? 4 : 3;
        if (count != required && count != required + 1)
        {
            throw new NatsProtocolException("A message line has the wrong number of arguments.");
        }

        subject = tokens[0];
        sid = Number(text[tokens[1]], long.MaxValue);
        replyTo = count > required ? tokens[2] : default;
        bodyLength = (int)Number(text[tokens[count - 1]], maxBody);
        headerLength = headers ? (int)Number(text[tokens[count - 2]], bodyLength) : 0;
        inBody = true;
    }

    private static long Number(ReadOnlySpan<byte> text, long max) =>
        Utf8Parser.TryParse(text, out long value, out var used) && used == text.Length && value >= 0 && value <= max && text[0] is >= (byte)'0' and <= (byte)'9'
            ? value
            : throw new NatsProtocolException("A number on a message line is malformed or too large.");
}
