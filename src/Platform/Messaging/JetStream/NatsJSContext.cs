using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Holdfast.Platform.Messaging.Protocol;

namespace Holdfast.Platform.Messaging.JetStream;

/// <summary>How a message is put into a stream.</summary>
public sealed record NatsJSPubOpts
{
    /// <summary>The broker keeps one message of this id within the stream's duplicate window: what makes a repeat safe.</summary>
    public string? MsgId { get; init; }

    /// <summary>Refuse unless this is the last sequence of the stream.</summary>
    public ulong? ExpectedLastSequence { get; init; }

    /// <summary>Refuse unless this stream takes it.</summary>
    public string? ExpectedStream { get; init; }

    /// <summary>How often to ask again when no stream answers, as while a cluster elects.</summary>
    public int RetryAttempts { get; init; } = 2;

    /// <summary>The pause before asking again.</summary>
    public TimeSpan RetryWait { get; init; } = TimeSpan.FromMilliseconds(250);
}

/// <summary>A publish that is on its way; <see cref="GetResponseAsync"/> gives its acknowledgement. Await it once.</summary>
public readonly struct NatsJSPublishFuture
{
    private readonly PendingReply<PubAckResponse> reply;
    private readonly short version;

    internal NatsJSPublishFuture(PendingReply<PubAckResponse> reply) => (this.reply, version) = (reply, reply.Version);

    /// <summary>Waits for the acknowledgement.</summary>
    /// <exception cref="NatsNoRespondersException">No stream takes the subject.</exception>
    /// <exception cref="NatsNoReplyException">No answer in time; the message may be stored.</exception>
    /// <exception cref="NatsConnectionException">The link was lost; the message may be stored.</exception>
    /// <exception cref="NatsJSApiException">The stream refused it.</exception>
    public ValueTask<PubAckResponse> GetResponseAsync(CancellationToken cancellationToken = default) => reply.Task(version, cancellationToken);
}

/// <summary>JetStream through a connection: streams, consumers and acknowledged publishing. Cheap; make as many as you like.</summary>
/// <param name="connection">The connection; it stays the caller's.</param>
public sealed class NatsJSContext(NatsConnection connection)
{
    private const string Api = "$JS.API.";
    private static readonly SearchValues<char> NotInNames = SearchValues.Create(" .*>/\\\t\r\n");

    private readonly ReplyKind<PubAckResponse> acknowledgements = new((subject, replyTo, headerLength, in body) =>
        headerLength > 0 ? PubAckReader.Read(connection.ReadAnswer(subject, replyTo, headerLength, body).Data.Span)
        : PubAckReader.Read(body.IsSingleSegment ? body.FirstSpan : body.ToArray()));

    /// <summary>The connection.</summary>
    public NatsConnection Connection { get; } = connection;

    /// <summary>Publishes and waits for the acknowledgement. Repeats by itself only when nobody answered; after a lost link the caller repeats, with the same id.</summary>
    public async ValueTask<PubAckResponse> PublishAsync(
        string subject, ReadOnlyMemory<byte> data, NatsJSPubOpts? opts = null, NatsHeaders? headers = null, CancellationToken cancellationToken = default)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                var future = await PublishConcurrentAsync(subject, data, opts, headers, cancellationToken);
                return await future.GetResponseAsync(cancellationToken);
            }
            catch (NatsNoRespondersException) when (attempt < (opts?.RetryAttempts ?? 2))
            {
                await Task.Delay(opts?.RetryWait ?? TimeSpan.FromMilliseconds(250), Connection.Opts.TimeProvider, cancellationToken);
            }
        }
    }

    /// <summary>Publishes without waiting, so that many acknowledgements can be awaited at once.</summary>
    public ValueTask<NatsJSPublishFuture> PublishConcurrentAsync(
        string subject, ReadOnlyMemory<byte> data, NatsJSPubOpts? opts = null, NatsHeaders? headers = null, CancellationToken cancellationToken = default)
    {
        var sent = Connection.SendRequestAsync(acknowledgements, subject, data, WithOpts(headers, opts), Connection.Opts.RequestTimeout, cancellationToken);
        return sent.IsCompletedSuccessfully ? new(new NatsJSPublishFuture(sent.Result)) : Slow(sent);

        static async ValueTask<NatsJSPublishFuture> Slow(ValueTask<PendingReply<PubAckResponse>> task) => new(await task);
    }

    /// <summary>Makes a stream.</summary>
    /// <exception cref="NatsJSApiException">Refused.</exception>
    public ValueTask<NatsJSStream> CreateStreamAsync(StreamConfig config, CancellationToken cancellationToken = default) => PutStreamAsync("CREATE", config, cancellationToken);

    /// <summary>Changes a stream.</summary>
    /// <exception cref="NatsJSApiException">Refused, or there is none.</exception>
    public ValueTask<NatsJSStream> UpdateStreamAsync(StreamConfig config, CancellationToken cancellationToken = default) => PutStreamAsync("UPDATE", config, cancellationToken);

    /// <summary>Makes a stream as it should be, or changes it so.</summary>
    /// <exception cref="NatsJSApiException">Refused.</exception>
    public async ValueTask<NatsJSStream> CreateOrUpdateStreamAsync(StreamConfig config, CancellationToken cancellationToken = default)
    {
        try
        {
            return await UpdateStreamAsync(config, cancellationToken);
        }
        catch (NatsJSApiException e) when (e.ErrCode == NatsJSErrors.StreamNotFound)
        {
            return await CreateStreamAsync(config, cancellationToken);
        }
    }

    /// <summary>A stream with its present state.</summary>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask<NatsJSStream> GetStreamAsync(string stream, CancellationToken cancellationToken = default) =>
        new(this, Info(await CallAsync($"STREAM.INFO.{Name(stream)}", default, cancellationToken)));

    /// <summary>The names of all streams of the account.</summary>
    public async ValueTask<IReadOnlyList<string>> ListStreamNamesAsync(CancellationToken cancellationToken = default)
    {
        var names = new List<string>();
        while (true)
        {
            var request = JsonSerializer.SerializeToUtf8Bytes(new PageRequest(names.Count), JSContext.Default.PageRequest);
            var page = Read(await Connection.RequestAsync($"{Api}STREAM.NAMES", request, cancellationToken: cancellationToken), JSContext.Default.NamesAnswer);
            Check(page, page.Error);
            names.AddRange(page.Streams ?? []);
            if (page.Streams is null or [] || names.Count >= page.Total)
            {
                return names;
            }
        }
    }

    /// <summary>Deletes a stream with all it holds.</summary>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask DeleteStreamAsync(string stream, CancellationToken cancellationToken = default) =>
        await CallAsync($"STREAM.DELETE.{Name(stream)}", default, cancellationToken);

    /// <summary>Deletes what a stream holds, or what it holds of a subject; says how many messages went.</summary>
    public async ValueTask<long> PurgeStreamAsync(string stream, string? subject = null, CancellationToken cancellationToken = default)
    {
        var request = JsonSerializer.SerializeToUtf8Bytes(new PurgeRequest(subject), JSContext.Default.PurgeRequest);
        return (await CallAsync($"STREAM.PURGE.{Name(stream)}", request, cancellationToken)).Purged;
    }

    /// <summary>Makes a pull consumer as it should be, or changes it so.</summary>
    /// <exception cref="NatsJSApiException">Refused.</exception>
    public async ValueTask<NatsJSConsumer> CreateOrUpdateConsumerAsync(string stream, ConsumerConfig config, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(config);
        var name = config.Name ?? config.DurableName ?? throw new ArgumentException("A consumer has a name.", nameof(config));
        var request = JsonSerializer.SerializeToUtf8Bytes(new CreateConsumer(stream, config with { Name = name }), JSContext.Default.CreateConsumer);
        var subject = $"CONSUMER.CREATE.{Name(stream)}.{Name(name)}{(config.FilterSubject is null ? "" : "." + config.FilterSubject)}";
        return new(this, await CallConsumerAsync(subject, request, cancellationToken));
    }

    /// <summary>A consumer with its present state.</summary>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask<NatsJSConsumer> GetConsumerAsync(string stream, string consumer, CancellationToken cancellationToken = default) =>
        new(this, await CallConsumerAsync($"CONSUMER.INFO.{Name(stream)}.{Name(consumer)}", default, cancellationToken));

    /// <summary>Deletes a consumer.</summary>
    /// <exception cref="NatsJSApiException">There is none.</exception>
    public async ValueTask DeleteConsumerAsync(string stream, string consumer, CancellationToken cancellationToken = default) =>
        await CallAsync($"CONSUMER.DELETE.{Name(stream)}.{Name(consumer)}", default, cancellationToken);

    private static StreamInfo Info(ApiAnswer answer) =>
        answer is { Config: { } config, State: { } state } ? new(config, state, answer.Created) : throw new NatsException("The broker's answer describes no stream.");

    private static NatsHeaders? WithOpts(NatsHeaders? headers, NatsJSPubOpts? opts)
    {
        if (opts is null or { MsgId: null, ExpectedLastSequence: null, ExpectedStream: null })
        {
            return headers;
        }

        // The caller's headers stay the caller's: a repeat must not find the first attempt's.
        var all = new NatsHeaders();
        foreach (var (name, value) in headers ?? [])
        {
            all.Add(name, value);
        }

        if (opts.MsgId is not null)
        {
            all["Nats-Msg-Id"] = opts.MsgId;
        }

        if (opts.ExpectedLastSequence is { } sequence)
        {
            all["Nats-Expected-Last-Sequence"] = sequence.ToString();
        }

        if (opts.ExpectedStream is not null)
        {
            all["Nats-Expected-Stream"] = opts.ExpectedStream;
        }

        return all;
    }

    private static string Name(string name) =>
        !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAny(NotInNames) ? name : throw new ArgumentException("The name of a stream or consumer is one word.", nameof(name));

    private async ValueTask<NatsJSStream> PutStreamAsync(string verb, StreamConfig config, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(config);
        var request = JsonSerializer.SerializeToUtf8Bytes(config, JSContext.Default.StreamConfig);
        return new(this, Info(await CallAsync($"STREAM.{verb}.{Name(config.Name)}", request, cancellationToken)));
    }

    private async ValueTask<ApiAnswer> CallAsync(string subject, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var reply = await Connection.RequestAsync(Api + subject, request, cancellationToken: cancellationToken);
        var answer = Read(reply, JSContext.Default.ApiAnswer);
        return Check(answer, answer.Error);
    }

    private async ValueTask<ConsumerInfo> CallConsumerAsync(string subject, ReadOnlyMemory<byte> request, CancellationToken cancellationToken)
    {
        var reply = await Connection.RequestAsync(Api + subject, request, cancellationToken: cancellationToken);
        Check(reply, Read(reply, JSContext.Default.ConsumerAnswer).Error);
        return Read(reply, JSContext.Default.ConsumerInfo);
    }

    private static T Check<T>(T answer, ApiError? error) =>
        error is null ? answer : throw new NatsJSApiException(error.Code, error.ErrCode, error.Description ?? "");

    private static T Read<T>(NatsMsg reply, JsonTypeInfo<T> shape)
    {
        try
        {
            return JsonSerializer.Deserialize(reply.Data.Span, shape) ?? throw new NatsException("JetStream answered null.");
        }
        catch (JsonException e)
        {
            throw new NatsException("JetStream's answer cannot be read.", e);
        }
    }
}

/// <summary>A stream.</summary>
public sealed class NatsJSStream
{
    private readonly NatsJSContext context;

    internal NatsJSStream(NatsJSContext context, StreamInfo info) => (this.context, Info) = (context, info);

    /// <summary>As of the last look.</summary>
    public StreamInfo Info { get; private set; }

    /// <summary>Looks again.</summary>
    public async ValueTask<StreamInfo> RefreshAsync(CancellationToken cancellationToken = default) =>
        Info = (await context.GetStreamAsync(Info.Config.Name, cancellationToken)).Info;
}
