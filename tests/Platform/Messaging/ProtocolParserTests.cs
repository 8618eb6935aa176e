using System.Buffers;
using Holdfast.Platform.Messaging.Protocol;

namespace Holdfast.Tests.Platform.Messaging;

public sealed class ProtocolParserTests
{
    private const string Talk =
        "INFO {\"max_payload\":1}\r\nPING\r\n+OK\r\nMSG a.b 7 5\r\nhello\r\nMSG a.b 7 re.ply 0\r\n\r\nPONG\r\n"
        + "HMSG c 8 21 26\r\nNATS/1.0\r\nname: v\r\n\r\nworld\r\nHMSG c 8 r 16 16\r\nNATS/1.0 404\r\n\r\n\r\n"
        + "-ERR 'Permissions Violation for Publish to \"x\"'\r\n";

    private static readonly string[] Heard =
    [
        "INFO {\"max_payload\":1}", "PING", "MSG 7 a.b  0 hello", "MSG 7 a.b re.ply 0 ", "PONG",
        "MSG 8 c  21 NATS/1.0|name: v||world", "MSG 8 c r 16 NATS/1.0 404||", "ERR Permissions Violation for Publish to \"x\"",
    ];

    [Fact]
    public void Every_split_into_two_pieces_reads_the_same()
    {
        var bytes = Encoding.ASCII.GetBytes(Talk);
        for (var at = 0; at <= bytes.Length; at++)
        {
            Read(bytes, at).ShouldBe(Heard);
        }
    }

    [Fact]
    public void Single_bytes_in_segments_of_their_own_read_the_same() =>
        Read(Encoding.ASCII.GetBytes(Talk), Enumerable.Range(1, 400).ToArray()).ShouldBe(Heard);

    [Theory]
    [InlineData("HELLO\r\n")]
    [InlineData("\r\n")]
    [InlineData("PING\n")]
    [InlineData("MSG a 1\r\n")]
    [InlineData("MSG a 1 r 5 6\r\n")]
    [InlineData("MSG a 1 r 5 6 7 8\r\n")]
    [InlineData("MSG a x 5\r\n")]
    [InlineData("MSG a 1 -5\r\n")]
    [InlineData("MSG a 1 +5\r\n")]
    [InlineData("MSG a 1 5x\r\n")]
    [InlineData("MSG a 1 99999999999999999999\r\n")]
    [InlineData("MSG a 1 1025\r\n")]
    [InlineData("MSG a 1 2\r\nabcd")]
    [InlineData("HMSG a 1 5\r\n")]
    [InlineData("HMSG a 1 6 5\r\n")]
    [InlineData("MSG\td 9 2\r\n")]
    public void What_is_not_the_protocol_is_a_protocol_error(string text) =>
        Should.Throw<NatsProtocolException>(() => Read(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void A_line_without_an_end_is_given_up_at_the_limit()
    {
        Should.Throw<NatsProtocolException>(() => Read(Enumerable.Repeat((byte)'M', 20_000).ToArray()));
        Should.Throw<NatsProtocolException>(() => Read(Enumerable.Repeat((byte)'I', (1024 * 1024) + 2).ToArray()));
    }

    [Fact]
    public void Random_damage_is_read_or_refused_and_never_anything_else()
    {
        var random = new Random(20);
        var good = Encoding.ASCII.GetBytes(Talk);
        for (var round = 0; round < 50_000; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var damage = random.Next(1, 6); damage > 0; damage--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : good[random.Next(good.Length)];
            }

            try
            {
                Read(bytes, random.Next(bytes.Length), random.Next(bytes.Length));
            }
            catch (NatsProtocolException)
            {
                // The clean way out.
            }
        }
    }

    [Fact]
    public void Damaged_headers_are_read_as_far_as_they_are_headers()
    {
        var random = new Random(21);
        var good = "NATS/1.0 503 Gone\r\nname: value\r\nother:x\r\n\r\n"u8.ToArray();
        for (var round = 0; round < 20_000; round++)
        {
            var bytes = (byte[])good.Clone();
            bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            if (NatsHeaders.IsFramed(bytes))
            {
                new NatsHeaders(bytes).Count.ShouldBeInRange(0, 3);
            }
        }
    }

    /// <summary>Feeds the bytes in pieces, as a pipe would: what is not consumed comes again with the next piece, in segments.</summary>
    private static List<string> Read(byte[] bytes, params int[] cuts)
    {
        var sink = new Recorder();
        var parser = new ProtocolParser(sink, maxBody: 1024);
        var ends = cuts.Where(c => c < bytes.Length).Append(bytes.Length).Order().ToArray();
        var consumed = 0;
        for (var piece = 0; piece < ends.Length; piece++)
        {
            var buffer = Segment.Sequence(bytes, ends[..(piece + 1)].Where(e => e > consumed).Prepend(consumed).ToArray());
            var length = buffer.Length;
            parser.Parse(ref buffer);
            consumed += (int)(length - buffer.Length);
        }

        return sink.Heard;
    }

    private sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        public static ReadOnlySequence<byte> Sequence(byte[] bytes, int[] edges)
        {
            Segment? first = null, last = null;
            for (var i = 0; i + 1 < edges.Length; i++)
            {
                var next = new Segment { Memory = bytes.AsMemory(edges[i], edges[i + 1] - edges[i]), RunningIndex = edges[i] - edges[0] };
                first ??= next;
                last?.Next = next;
                last = next;
            }

            return first is null ? default : new(first, 0, last!, last!.Memory.Length);
        }
    }

    private sealed class Recorder : IProtocolSink
    {
        public List<string> Heard { get; } = [];

        public void OnInfo(ReadOnlySpan<byte> json) => Heard.Add("INFO " + Encoding.ASCII.GetString(json));

        public void OnMsg(long sid, ReadOnlySpan<byte> subject, ReadOnlySpan<byte> replyTo, int headerLength, in ReadOnlySequence<byte> body) =>
            Heard.Add($"MSG {sid} {Text(subject)} {Text(replyTo)} {headerLength} {Text(body.ToArray()).Replace("\r\n", "|", StringComparison.Ordinal)}");

        public void OnPing() => Heard.Add("PING");

        public void OnPong() => Heard.Add("PONG");

        public void OnError(ReadOnlySpan<byte> text) => Heard.Add("ERR " + Text(text));

        private static string Text(ReadOnlySpan<byte> bytes) => Encoding.ASCII.GetString(bytes);
    }
}
