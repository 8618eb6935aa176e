using Holdfast.Platform.Messaging.JetStream;

namespace Holdfast.Tests.Platform.Messaging;

public sealed class JetStreamTests(SharedServer server)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_publish_is_acknowledged_with_its_sequence_and_a_repeat_is_recognised()
    {
        await using var nats = Connect();
        var js = new NatsJSContext(nats);
        await js.CreateOrUpdateStreamAsync(new StreamConfig("DEDUPE", ["dedupe.>"]), Ct);
        (await js.PublishAsync("dedupe.a", "1"u8.ToArray(), new() { MsgId = "one" }, cancellationToken: Ct)).ShouldBe(new PubAckResponse("DEDUPE", 1, false));
        (await js.PublishAsync("dedupe.a", "1"u8.ToArray(), new() { MsgId = "one" }, cancellationToken: Ct)).ShouldBe(new PubAckResponse("DEDUPE", 1, true));
        (await js.GetStreamAsync("DEDUPE", Ct)).Info.State.Messages.ShouldBe(1);
    }

    [Fact]
    public async Task An_acknowledgement_is_given_once()
    {
        await using var nats = Connect();
        var js = new NatsJSContext(nats);
        await js.CreateOrUpdateStreamAsync(new StreamConfig("ONCE", ["once"]), Ct);
        var future = await js.PublishConcurrentAsync("once", default, cancellationToken: Ct);
        (await future.GetResponseAsync(Ct)).Seq.ShouldBe(1UL);
        var next = await js.PublishConcurrentAsync("once", default, cancellationToken: Ct);
        await Should.ThrowAsync<InvalidOperationException>(async () => await future.GetResponseAsync(Ct));
        (await next.GetResponseAsync(Ct)).Seq.ShouldBe(2UL);
    }

    [Fact]
    public async Task Streams_are_made_changed_purged_and_deleted()
    {
        await using var nats = Connect();
        var js = new NatsJSContext(nats);
        var config = new StreamConfig("SHAPE", ["shape.>"]) { MaxAge = TimeSpan.FromHours(1), Storage = StreamConfigStorage.Memory, Discard = StreamConfigDiscard.New, MaxMsgs = 2 };
        (await js.CreateOrUpdateStreamAsync(config, Ct)).Info.Config.MaxAge.ShouldBe(TimeSpan.FromHours(1));
        var stream = await js.CreateOrUpdateStreamAsync(config with { MaxMsgs = 3 }, Ct);
        stream.Info.Config.ShouldSatisfyAllConditions(c => c.MaxMsgs.ShouldBe(3), c => c.Discard.ShouldBe(StreamConfigDiscard.New), c => c.Storage.ShouldBe(StreamConfigStorage.Memory));
        for (var i = 0; i < 3; i++)
        {
            await js.PublishAsync($"shape.{i}", default, cancellationToken: Ct);
        }

        (await Should.ThrowAsync<NatsJSApiException>(async () => await js.PublishAsync("shape.x", default, cancellationToken: Ct))).Description.ShouldContain("maximum messages");
        (await js.PurgeStreamAsync("SHAPE", "shape.1", Ct)).ShouldBe(1);
        (await stream.RefreshAsync(Ct)).State.Messages.ShouldBe(2);
        await js.DeleteStreamAsync("SHAPE", Ct);
        (await Should.ThrowAsync<NatsJSApiException>(async () => await js.GetStreamAsync("SHAPE", Ct))).ErrCode.ShouldBe(NatsJSErrors.StreamNotFound);
        await Should.ThrowAsync<NatsNoRespondersException>(async () => await js.PublishAsync("shape.1", default, new() { RetryAttempts = 0 }, cancellationToken: Ct));
    }

    [Fact]
    public async Task Ten_thousand_publishes_at_once_are_each_acknowledged()
    {
        await using var nats = Connect();
        var js = new NatsJSContext(nats);
        await js.CreateOrUpdateStreamAsync(new StreamConfig("MANY", ["many"]) { Storage = StreamConfigStorage.Memory }, Ct);
        var futures = new List<NatsJSPublishFuture>();
        for (var i = 0; i < 10_000; i++)
        {
            futures.Add(await js.PublishConcurrentAsync("many", new byte[64], cancellationToken: Ct));
        }

        var sequence = 0UL;
        foreach (var future in futures)
        {
            (await future.GetResponseAsync(Ct)).Seq.ShouldBe(++sequence);
        }
    }

    [Fact]
    public async Task A_fetch_takes_what_is_there_and_acknowledged_messages_do_not_come_again()
    {
        await using var nats = Connect();
        var (js, consumer) = await FilledAsync(nats, "FETCH", 25);
        (await consumer.FetchAsync(new() { MaxMsgs = 10 }, Ct).Select(async (NatsJSMsg m, CancellationToken c) =>
        {
            await m.AckAsync(cancellationToken: c);
            return m.Metadata.StreamSequence;
        }).ToListAsync(Ct)).ShouldBe(Enumerable.Range(1, 10).Select(i => (ulong)i));
        var rest = await consumer.FetchAsync(new() { MaxMsgs = 100, NoWait = true }, Ct).ToListAsync(Ct);
        rest.Count.ShouldBe(15);
        rest[^1].Metadata.ShouldSatisfyAllConditions(m => m.NumPending.ShouldBe(0UL), m => m.NumDelivered.ShouldBe(1UL), m => m.Consumer.ShouldBe("c"));
        foreach (var msg in rest)
        {
            await msg.AckAsync(confirmed: true, Ct);
        }

        (await consumer.RefreshAsync(Ct)).ShouldSatisfyAllConditions(i => i.NumAckPending.ShouldBe(0), i => i.AckFloor.StreamSeq.ShouldBe(25UL));
        (await consumer.FetchAsync(new() { NoWait = true }, Ct).CountAsync(Ct)).ShouldBe(0);
        (await consumer.NextAsync(TimeSpan.FromMilliseconds(100), Ct)).ShouldBeNull();
        await js.DeleteConsumerAsync("FETCH", "c", Ct);
        (await Should.ThrowAsync<NatsJSApiException>(async () => await consumer.NextAsync(TimeSpan.FromSeconds(1), Ct))).ErrCode.ShouldBe(NatsJSErrors.ConsumerNotFound);
        (await Should.ThrowAsync<NatsJSApiException>(async () => await consumer.ConsumeAsync(new() { IdleHeartbeat = TimeSpan.FromMilliseconds(200) }, Ct).AnyAsync(Ct)))
            .ErrCode.ShouldBe(NatsJSErrors.ConsumerNotFound);
        (await Should.ThrowAsync<NatsJSApiException>(async () => await js.GetConsumerAsync("FETCH", "c", Ct))).ErrCode.ShouldBe(NatsJSErrors.ConsumerNotFound);
    }

    [Fact]
    public async Task A_refused_message_comes_again_after_its_pause_and_a_terminated_one_never()
    {
        await using var nats = Connect();
        var (_, consumer) = await FilledAsync(nats, "NAK", 2);
        var both = await consumer.FetchAsync(new() { MaxMsgs = 2 }, Ct).ToListAsync(Ct);
        await both[0].AckProgressAsync(Ct);
        await both[0].NakAsync(TimeSpan.FromMilliseconds(300), Ct);
        await both[1].AckTerminateAsync(Ct);
        (await consumer.NextAsync(TimeSpan.FromMilliseconds(100), Ct)).ShouldBeNull();
        var again = (await consumer.NextAsync(TimeSpan.FromSeconds(5), Ct)).ShouldNotBeNull();
        again.Metadata.ShouldSatisfyAllConditions(m => m.StreamSequence.ShouldBe(1UL), m => m.NumDelivered.ShouldBe(2UL));
        await again.NakAsync(cancellationToken: Ct);
        (await consumer.NextAsync(TimeSpan.FromSeconds(5), Ct)).ShouldNotBeNull().Metadata.NumDelivered.ShouldBe(3UL);
    }

    [Fact]
    public async Task A_fetch_keeps_to_its_bytes()
    {
        await using var nats = Connect();
        var (_, consumer) = await FilledAsync(nats, "BYTES", 10, size: 1000);
        (await consumer.FetchAsync(new() { MaxMsgs = 10, MaxBytes = 3500, Expires = TimeSpan.FromSeconds(5) }, Ct).CountAsync(Ct)).ShouldBeInRange(2, 3);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5000L)]
    public async Task Consuming_asks_for_more_by_itself_and_goes_on_when_messages_come_later(long? maxBytes)
    {
        await using var nats = Connect();
        var stream = $"CONSUME{maxBytes}";
        var (js, consumer) = await FilledAsync(nats, stream, 500);
        var seen = 0;
        await foreach (var msg in consumer.ConsumeAsync(new() { MaxMsgs = 20, MaxBytes = maxBytes, Expires = TimeSpan.FromSeconds(1), IdleHeartbeat = TimeSpan.FromMilliseconds(300) }, Ct))
        {
            await msg.AckAsync(cancellationToken: Ct);
            if (++seen == 500)
            {
                // Beyond the present pull's end, so that it takes another.
                _ = Task.Run(async () =>
                {
                    await Task.Delay(1500, Ct);
                    await js.PublishAsync(stream.ToLowerInvariant(), default, cancellationToken: Ct);
                }, Ct);
            }

            if (seen == 501)
            {
                break;
            }
        }

        seen.ShouldBe(501);
    }

    private static async Task<(NatsJSContext, NatsJSConsumer)> FilledAsync(NatsConnection nats, string stream, int count, int size = 10)
    {
        var js = new NatsJSContext(nats);
        await js.CreateOrUpdateStreamAsync(new StreamConfig(stream, [stream.ToLowerInvariant()]), Ct);
        for (var i = 0; i < count; i++)
        {
            await js.PublishAsync(stream.ToLowerInvariant(), new byte[size], cancellationToken: Ct);
        }

        return (js, await js.CreateOrUpdateConsumerAsync(stream, new ConsumerConfig("c"), Ct));
    }

    private NatsConnection Connect() => new(new NatsOpts { Url = server.Url });
}
