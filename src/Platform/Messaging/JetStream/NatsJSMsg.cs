using System.Text;

namespace Holdfast.Platform.Messaging.JetStream;

/// <summary>Where a message stands in its stream and consumer.</summary>
/// <param name="Stream">The stream's name.</param>
/// <param name="Consumer">The consumer's name.</param>
/// <param name="NumDelivered">How often it was delivered, this time included.</param>
/// <param name="StreamSequence">Its sequence in the stream.</param>
/// <param name="ConsumerSequence">The consumer's count of deliveries.</param>
/// <param name="Timestamp">When the stream took it.</param>
/// <param name="NumPending">Messages behind it that wait.</param>
public readonly record struct NatsJSMsgMetadata(
    string Stream, string Consumer, ulong NumDelivered, ulong StreamSequence, ulong ConsumerSequence, DateTimeOffset Timestamp, ulong NumPending);

/// <summary>A message from a consumer; the broker waits to hear what became of it.</summary>
public sealed class NatsJSMsg
{
    private readonly NatsConnection connection;
    private readonly NatsMsg msg;
    private NatsJSMsgMetadata? metadata;

    internal NatsJSMsg(NatsConnection connection, NatsMsg msg) => (this.connection, this.msg) = (connection, msg);

    /// <summary>The subject it was published to.</summary>
    public string Subject => msg.Subject;

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Data => msg.Data;

    /// <summary>The headers, if any.</summary>
    public NatsHeaders? Headers => msg.Headers;

    /// <summary>Headers and payload, bytes.</summary>
    public int Size => msg.Size;

    /// <summary>Where it stands.</summary>
    public NatsJSMsgMetadata Metadata => metadata ??= ReadMetadata(msg.ReplyTo);

    /// <summary>It is done with. With <paramref name="confirmed"/> the broker confirms that it heard.</summary>
    public async ValueTask AckAsync(bool confirmed = false, CancellationToken cancellationToken = default)
    {
        if (confirmed)
        {
            await connection.RequestAsync(ReplyTo, "+ACK"u8.ToArray(), cancellationToken: cancellationToken);
        }
        else
        {
            await connection.PublishAsync(ReplyTo, Answers.Ack, cancellationToken: cancellationToken);
        }
    }

    /// <summary>It could not be worked on now: deliver it again, after a pause if one is given.</summary>
    public ValueTask NakAsync(TimeSpan delay = default, CancellationToken cancellationToken = default) => connection.PublishAsync(
        ReplyTo,
        delay > TimeSpan.Zero ? Encoding.ASCII.GetBytes($$"""-NAK {"delay": {{delay.Ticks * TimeSpan.NanosecondsPerTick}}}""") : Answers.Nak,
        cancellationToken: cancellationToken);

    /// <summary>It can never be worked on: do not deliver it again.</summary>
    public ValueTask AckTerminateAsync(CancellationToken cancellationToken = default) => connection.PublishAsync(ReplyTo, Answers.Terminate, cancellationToken: cancellationToken);

    /// <summary>The work goes on: begin the wait for its end anew.</summary>
    public ValueTask AckProgressAsync(CancellationToken cancellationToken = default) => connection.PublishAsync(ReplyTo, Answers.Progress, cancellationToken: cancellationToken);

    private string ReplyTo => msg.ReplyTo ?? throw new NatsException("The message asks for no acknowledgement.");

    // $JS.ACK.{stream}.{consumer}.{delivered}.{stream seq}.{consumer seq}.{nanoseconds}.{pending}, or with {domain}.{account hash} after ACK and a random token at the end.
    internal static NatsJSMsgMetadata ReadMetadata(string? replyTo)
    {
        var tokens = replyTo?.Split('.') ?? [];
        var from = tokens.Length switch { 9 => 2, >= 11 => 4, _ => -1 };
        return from > 0
            && tokens[0] == "$JS"
            && tokens[1] == "ACK"
            && ulong.TryParse(tokens[from + 2], out var delivered)
            && ulong.TryParse(tokens[from + 3], out var streamSeq)
            && ulong.TryParse(tokens[from + 4], out var consumerSeq)
            && long.TryParse(tokens[from + 5], out var nanoseconds)
            && ulong.TryParse(tokens[from + 6], out var pending)
            ? new(tokens[from], tokens[from + 1], delivered, streamSeq, consumerSeq, DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / TimeSpan.NanosecondsPerTick), pending)
            : throw new NatsException("The message does not come from a consumer.");
    }

    private static class Answers
    {
        public static readonly byte[] Ack = "+ACK"u8.ToArray();
        public static readonly byte[] Nak = "-NAK"u8.ToArray();
        public static readonly byte[] Terminate = "+TERM"u8.ToArray();
        public static readonly byte[] Progress = "+WPI"u8.ToArray();
    }
}
