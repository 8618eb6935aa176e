namespace Holdfast.Platform.Messaging;

/// <summary>A received message. Its memory is its own: it may be kept.</summary>
public sealed class NatsMsg
{
    private readonly NatsConnection? connection;

    internal NatsMsg(NatsConnection? connection, string subject, string? replyTo, byte[] block, int headerLength)
    {
        this.connection = connection;
        Subject = subject;
        ReplyTo = replyTo;
        Size = block.Length;
        Data = block.AsMemory(headerLength);
        Headers = headerLength == 0 ? null : new NatsHeaders(block.AsMemory(0, headerLength));
    }

    /// <summary>Where it was sent; empty for the answer to a request.</summary>
    public string Subject { get; }

    /// <summary>Where an answer is awaited, if one is.</summary>
    public string? ReplyTo { get; }

    /// <summary>The headers, if it came with any.</summary>
    public NatsHeaders? Headers { get; }

    /// <summary>The payload.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Headers and payload, bytes.</summary>
    public int Size { get; }

    /// <summary>The status of a control message; 0 for ordinary ones.</summary>
    internal int Status => Headers?.Status ?? 0;

    /// <summary>Answers a request.</summary>
    /// <exception cref="InvalidOperationException">No answer is awaited.</exception>
    public ValueTask ReplyAsync(ReadOnlyMemory<byte> data = default, NatsHeaders? headers = null, CancellationToken cancellationToken = default) =>
        ReplyTo is null || connection is null
            ? throw new InvalidOperationException("The message asks for no answer.")
            : connection.PublishAsync(ReplyTo, data, headers, cancellationToken: cancellationToken);
}
