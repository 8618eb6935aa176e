using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Holdfast.Tests.Platform.Messaging;

public sealed class CoreTests(SharedServer server)
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    private NatsOpts Opts => new() { Url = server.Url };

    [Fact]
    public async Task A_published_message_reaches_every_subscription_that_matches()
    {
        await using var nats = new NatsConnection(Opts);
        await using var exact = await nats.SubscribeCoreAsync("core.a.b", cancellationToken: Ct);
        await using var wild = await nats.SubscribeCoreAsync("core.a.*", cancellationToken: Ct);
        await nats.PublishAsync("core.a.b", "hello"u8.ToArray(), replyTo: "answer.here", cancellationToken: Ct);
        foreach (var sub in new[] { exact, wild })
        {
            var msg = await sub.ReadAsync(Ct);
            (msg.Subject, msg.ReplyTo, Encoding.UTF8.GetString(msg.Data.Span)).ShouldBe(("core.a.b", "answer.here", "hello"));
            msg.Headers.ShouldBeNull();
        }
    }

    [Fact]
    public async Task A_queue_group_gets_each_message_once()
    {
        await using var nats = new NatsConnection(Opts);
        await using var one = await nats.SubscribeCoreAsync("core.queue", "workers", cancellationToken: Ct);
        await using var two = await nats.SubscribeCoreAsync("core.queue", "workers", cancellationToken: Ct);
        for (var i = 0; i < 100; i++)
        {
            await nats.PublishAsync("core.queue", cancellationToken: Ct);
        }

        await nats.PingAsync(Ct);
        Count(one).ShouldBe(100 - Count(two));

        static int Count(NatsSub sub)
        {
            var n = 0;
            while (sub.TryRead(out _))
            {
                n++;
            }

            return n;
        }
    }

    [Fact]
    public async Task Headers_travel_in_order_with_repeats_and_without_a_payload()
    {
        await using var nats = new NatsConnection(Opts);
        await using var sub = await nats.SubscribeCoreAsync("core.headers", cancellationToken: Ct);
        var headers = new NatsHeaders { ["traceparent"] = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01" };
        headers.Add("tag", "one");
        headers.Add("tag", "zwei ü");
        await nats.PublishAsync("core.headers", default, headers, cancellationToken: Ct);
        var msg = await sub.ReadAsync(Ct);
        msg.Headers.ShouldNotBeNull().Select(h => $"{h.Key}={h.Value}")
            .ShouldBe(["traceparent=00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01", "tag=one", "tag=zwei ü"]);
        msg.Data.Length.ShouldBe(0);
        msg.Headers["Traceparent"].ShouldBeNull();

        await nats.PublishAsync("core.headers", "again"u8.ToArray(), msg.Headers, cancellationToken: Ct);
        (await sub.ReadAsync(Ct)).Headers!["tag"].ShouldBe("one");
    }

    [Theory]
    [InlineData("a\r\nb", "v")]
    [InlineData("a:b", "v")]
    [InlineData("a b", "v")]
    [InlineData("a", "v\r\nPUB x 0")]
    public void A_header_that_would_end_its_line_is_refused(string name, string value) =>
        Should.Throw<ArgumentException>(() => new NatsHeaders().Add(name, value));

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a\r\nPUB b 0\r\n")]
    [InlineData("a\tb")]
    public async Task A_subject_that_would_end_its_word_is_refused(string subject)
    {
        await using var nats = new NatsConnection(Opts);
        await Should.ThrowAsync<ArgumentException>(async () => await nats.PublishAsync(subject, cancellationToken: Ct));
        await Should.ThrowAsync<ArgumentException>(async () => await nats.SubscribeCoreAsync(subject, cancellationToken: Ct));
    }

    [Fact]
    public async Task A_request_gets_its_own_answer_among_many()
    {
        await using var nats = new NatsConnection(Opts);
        await using var echo = await nats.SubscribeCoreAsync("core.echo", cancellationToken: Ct);
        var serving = Task.Run(async () =>
        {
            await foreach (var msg in echo.ReadAllAsync(Ct))
            {
                await msg.ReplyAsync(msg.Data, cancellationToken: Ct);
            }
        }, Ct);
        var answers = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async i =>
            int.Parse(Encoding.ASCII.GetString((await nats.RequestAsync("core.echo", Encoding.ASCII.GetBytes($"{i}"), cancellationToken: Ct)).Data.Span))));
        answers.ShouldBe(Enumerable.Range(0, 1000));
        await echo.UnsubscribeAsync();
        await serving;
    }

    [Fact]
    public async Task Answers_that_come_late_or_twice_reach_no_other_request()
    {
        await using var nats = new NatsConnection(Opts);
        await using var service = await nats.SubscribeCoreAsync("core.twice", cancellationToken: Ct);
        var serving = Task.Run(
            async () =>
            {
                await foreach (var request in service.ReadAllAsync(Ct))
                {
                    await request.ReplyAsync(request.Data, cancellationToken: Ct);
                    await request.ReplyAsync(request.Data, cancellationToken: Ct);
                }
            },
            Ct);
        var answered = 0;
        await Parallel.ForAsync(0, 4_000, new ParallelOptions { MaxDegreeOfParallelism = 64, CancellationToken = Ct }, async (i, ct) =>
        {
            using var impatient = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var asked = nats.RequestAsync("core.twice", Encoding.ASCII.GetBytes($"{i}"), cancellationToken: impatient.Token);
            if (i % 3 == 0)
            {
                await impatient.CancelAsync();
            }

            try
            {
                Encoding.ASCII.GetString((await asked).Data.Span).ShouldBe($"{i}");
                Interlocked.Increment(ref answered);
            }
            catch (OperationCanceledException) when (i % 3 == 0)
            {
                // Its slot is free for another request while its answers are still on their way.
            }
        });
        answered.ShouldBeGreaterThanOrEqualTo(2_666);
        await service.UnsubscribeAsync();
        await serving;
    }

    [Fact]
    public async Task More_requests_than_may_wait_are_refused_and_those_that_wait_stay()
    {
        await using var nats = new NatsConnection(Opts with { MaxPendingRequests = 100, RequestTimeout = TimeSpan.FromSeconds(30) });
        await using var service = await nats.SubscribeCoreAsync("core.many", cancellationToken: Ct);
        var asked = Enumerable.Range(0, 100).Select(i => nats.RequestAsync("core.many", Encoding.ASCII.GetBytes($"{i}"), cancellationToken: Ct).AsTask()).ToArray();
        await Should.ThrowAsync<NatsException>(async () => await nats.RequestAsync("core.many", cancellationToken: Ct));
        for (var i = 0; i < 100; i++)
        {
            var request = await service.ReadAsync(Ct);
            await request.ReplyAsync(request.Data, cancellationToken: Ct);
        }

        (await Task.WhenAll(asked)).Select(answer => Encoding.ASCII.GetString(answer.Data.Span)).ShouldBe(Enumerable.Range(0, 100).Select(i => $"{i}"));
    }

    [Fact]
    public async Task A_request_that_nobody_serves_is_told_at_once()
    {
        await using var nats = new NatsConnection(Opts);
        await Should.ThrowAsync<NatsNoRespondersException>(async () => await nats.RequestAsync("core.nobody", cancellationToken: Ct));
    }

    [Fact]
    public async Task A_request_that_is_not_answered_ends_in_time_or_when_cancelled()
    {
        await using var nats = new NatsConnection(Opts);
        await using var deaf = await nats.SubscribeCoreAsync("core.deaf", cancellationToken: Ct);
        await Should.ThrowAsync<NatsNoReplyException>(async () => await nats.RequestAsync("core.deaf", timeout: TimeSpan.FromMilliseconds(200), cancellationToken: Ct));
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        await Should.ThrowAsync<OperationCanceledException>(async () => await nats.RequestAsync("core.deaf", cancellationToken: soon.Token));
    }

    [Fact]
    public async Task A_payload_up_to_the_limit_arrives_and_one_above_is_refused_before_sending()
    {
        await using var nats = new NatsConnection(Opts);
        await using var sub = await nats.SubscribeCoreAsync("core.large", cancellationToken: Ct);
        var large = new byte[nats.ServerInfo!.MaxPayload];
        new Random(1).NextBytes(large);
        await nats.PublishAsync("core.large", large, cancellationToken: Ct);
        (await sub.ReadAsync(Ct)).Data.Span.SequenceEqual(large).ShouldBeTrue();

        var refusal = await Should.ThrowAsync<NatsPayloadTooLargeException>(async () => await nats.PublishAsync("core.large", new byte[large.Length + 1], cancellationToken: Ct));
        refusal.Limit.ShouldBe(large.Length);
        await nats.PingAsync(Ct);
    }

    [Fact]
    public async Task A_slow_reader_loses_the_newest_and_is_told_while_others_go_on()
    {
        await using var nats = new NatsConnection(Opts);
        var told = 0;
        nats.MessageDropped += (_, _) => Interlocked.Increment(ref told);
        await using var slow = await nats.SubscribeCoreAsync("core.slow", opts: new NatsSubOpts { PendingMessages = 10 }, cancellationToken: Ct);
        await using var heavy = await nats.SubscribeCoreAsync("core.slow", opts: new NatsSubOpts { PendingBytes = 250 }, cancellationToken: Ct);
        await using var quick = await nats.SubscribeCoreAsync("core.slow", cancellationToken: Ct);
        for (var i = 0; i < 1000; i++)
        {
            await nats.PublishAsync("core.slow", new byte[100], cancellationToken: Ct);
        }

        await nats.PingAsync(Ct);
        (slow.Dropped, heavy.Dropped, quick.Dropped, told).ShouldBe((990, 998, 0, 2));
        for (var i = 0; i < 10; i++)
        {
            await slow.ReadAsync(Ct);
        }

        await nats.PublishAsync("core.slow", "new"u8.ToArray(), cancellationToken: Ct);
        (await slow.ReadAsync(Ct)).Data.Length.ShouldBe(3);
    }

    [Fact]
    public async Task Publishers_wait_when_the_broker_does_not_read()
    {
        using var stuck = new TcpListener(IPAddress.Loopback, 0);
        stuck.Start();
        var serving = ServeHandshakeAsync(stuck);
        await using var nats = new NatsConnection(new NatsOpts { Url = $"nats://{stuck.LocalEndpoint}", MaxPendingBytes = 1024 * 1024 });
        await nats.ConnectAsync(Ct);
        using var socket = await serving;
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        var sent = 0L;
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (true)
            {
                await nats.PublishAsync("core.stuck", new byte[64 * 1024], cancellationToken: bound.Token);
                (sent += 64 * 1024).ShouldBeLessThan(64 * 1024 * 1024);
            }
        });
    }

    [Fact]
    public async Task A_broker_that_gives_no_sign_of_life_is_given_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var serving = ServeHandshakeAsync(silent);
        await using var nats = new NatsConnection(new NatsOpts { Url = $"nats://{silent.LocalEndpoint}", PingInterval = TimeSpan.FromMilliseconds(50) });
        var lost = new TaskCompletionSource<string>();
        nats.ConnectionDisconnected += (_, e) => lost.TrySetResult(e.Message);
        await nats.ConnectAsync(Ct);
        using var socket = await serving;
        (await lost.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct)).ShouldContain("no sign of life");
    }

    [Fact]
    public async Task Draining_loses_nothing_that_was_published_or_received()
    {
        await using var other = new NatsConnection(Opts);
        await using var seen = await other.SubscribeCoreAsync("core.drain.out", cancellationToken: Ct);
        var nats = new NatsConnection(Opts);
        var sub = await nats.SubscribeCoreAsync("core.drain.in", cancellationToken: Ct);
        await other.PingAsync(Ct);
        for (var i = 0; i < 500; i++)
        {
            await nats.PublishAsync("core.drain.in", cancellationToken: Ct);
            await nats.PublishAsync("core.drain.out", cancellationToken: Ct);
        }

        await nats.DrainAsync(Ct);
        (await sub.ReadAllAsync(Ct).CountAsync(Ct)).ShouldBe(500);
        for (var i = 0; i < 500; i++)
        {
            await seen.ReadAsync(Ct);
        }

        nats.ConnectionState.ShouldBe(NatsConnectionState.Closed);
        await Should.ThrowAsync<ObjectDisposedException>(async () => await nats.PublishAsync("core.drain.out", cancellationToken: Ct));
    }

    [Fact]
    public async Task Connecting_to_nothing_fails_soon_and_says_where()
    {
        await using var nats = new NatsConnection(new NatsOpts { Url = $"nats://127.0.0.1:{NatsServer.FreePort()}" });
        var began = Stopwatch.GetTimestamp();
        (await Should.ThrowAsync<NatsConnectionException>(async () => await nats.ConnectAsync(Ct))).Message.ShouldContain("127.0.0.1");
        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(5));
    }

    private static async Task<Socket> ServeHandshakeAsync(TcpListener listener)
    {
        var socket = await listener.AcceptSocketAsync(Ct);
        await socket.SendAsync("INFO {\"max_payload\":1048576,\"headers\":true}\r\n"u8.ToArray(), Ct);
        var text = "";
        var buffer = new byte[4096];
        while (!text.Contains("PING\r\n", StringComparison.Ordinal))
        {
            text += Encoding.ASCII.GetString(buffer, 0, await socket.ReceiveAsync(buffer, Ct));
        }

        await socket.SendAsync("PONG\r\n"u8.ToArray(), Ct);
        return socket;
    }
}
