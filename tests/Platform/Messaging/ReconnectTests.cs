using Holdfast.Platform.Messaging.JetStream;

namespace Holdfast.Tests.Platform.Messaging;

public sealed class ReconnectTests
{
    private static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_killed_broker_costs_nothing_that_is_repeated_and_everything_arrives_once()
    {
        await using var server = await NatsServer.StartAsync();
        await using var nats = new NatsConnection(new NatsOpts { Url = server.Url, RequestTimeout = TimeSpan.FromSeconds(2), PublishTimeoutOnDisconnected = TimeSpan.FromSeconds(20) });
        var js = new NatsJSContext(nats);
        await js.CreateOrUpdateStreamAsync(new StreamConfig("KILL", ["kill"]), Ct);
        var consumer = await js.CreateOrUpdateConsumerAsync("KILL", new ConsumerConfig("c"), Ct);
        var seen = new HashSet<int>();
        var consuming = Task.Run(async () =>
        {
            await foreach (var msg in consumer.ConsumeAsync(new() { MaxMsgs = 100, IdleHeartbeat = TimeSpan.FromSeconds(1), Expires = TimeSpan.FromSeconds(5) }, Ct))
            {
                seen.Add(int.Parse(Encoding.ASCII.GetString(msg.Data.Span)));
                await msg.AckAsync(cancellationToken: Ct);
                if (seen.Count == 3000)
                {
                    return;
                }
            }
        }, Ct);
        var publishing = Task.Run(async () =>
        {
            for (var i = 0; i < 3000; i++)
            {
                while (true)
                {
                    try
                    {
                        await js.PublishAsync("kill", Encoding.ASCII.GetBytes($"{i}"), new() { MsgId = $"{i}" }, cancellationToken: Ct);
                        break;
                    }
                    catch (NatsException)
                    {
                        // Not acknowledged: say it again, with the same id.
                    }
                }
            }
        }, Ct);
        for (var kills = 0; kills < 3; kills++)
        {
            var before = seen.Count;
            await Until.TrueAsync("messages flow", () => seen.Count >= before + 200);
            await server.KillAsync();
            await nats.WaitForStateAsync(NatsConnectionState.Reconnecting, Ct);
            await server.StartAgainAsync();
        }

        await Task.WhenAll(publishing, consuming).WaitAsync(TimeSpan.FromSeconds(60), Ct);
        (await js.GetStreamAsync("KILL", Ct)).Info.State.Messages.ShouldBe(3000);
    }

    [Fact]
    public async Task Subscriptions_come_back_with_the_broker()
    {
        await using var server = await NatsServer.StartAsync();
        await using var nats = new NatsConnection(new NatsOpts { Url = server.Url });
        await using var sub = await nats.SubscribeCoreAsync("back", cancellationToken: Ct);
        await server.KillAsync();
        await nats.WaitForStateAsync(NatsConnectionState.Reconnecting, Ct);
        await server.StartAgainAsync();
        await nats.PublishAsync("back", "again"u8.ToArray(), cancellationToken: Ct);
        (await sub.ReadAsync(Ct)).Data.Length.ShouldBe(5);
    }

    [Fact]
    public async Task A_request_in_flight_fails_when_the_link_is_lost_and_a_publish_fails_after_its_bound()
    {
        await using var server = await NatsServer.StartAsync();
        await using var nats = new NatsConnection(new NatsOpts { Url = server.Url, PublishTimeoutOnDisconnected = TimeSpan.Zero });
        await using var deaf = await nats.SubscribeCoreAsync("deaf", cancellationToken: Ct);
        var request = nats.RequestAsync("deaf", timeout: TimeSpan.FromMinutes(1), cancellationToken: Ct).AsTask();
        await nats.PingAsync(Ct);
        await server.KillAsync();
        await Should.ThrowAsync<NatsConnectionException>(() => request.WaitAsync(TimeSpan.FromSeconds(60), Ct));
        await Should.ThrowAsync<NatsConnectionException>(async () => await nats.PublishAsync("deaf", cancellationToken: Ct));
    }

    [Fact]
    public async Task A_second_server_takes_over()
    {
        await using var one = await NatsServer.StartAsync();
        await using var two = await NatsServer.StartAsync();
        await using var nats = new NatsConnection(new NatsOpts { Url = $"{one.Url},{two.Url}" });
        await nats.ConnectAsync(Ct);
        var first = nats.ServerInfo!.ServerId;
        var opened = new TaskCompletionSource();
        nats.ConnectionOpened += (_, _) => opened.TrySetResult();
        var loser = await IsAsync(one, first) ? one : two;
        await loser.KillAsync();
        await opened.Task.WaitAsync(TimeSpan.FromSeconds(60), Ct);
        nats.ServerInfo!.ServerId.ShouldNotBe(first);

        static async Task<bool> IsAsync(NatsServer server, string id)
        {
            await using var probe = new NatsConnection(new NatsOpts { Url = server.Url });
            await probe.ConnectAsync(Ct);
            return probe.ServerInfo!.ServerId == id;
        }
    }

    [Fact]
    public async Task A_connection_may_be_made_before_its_broker()
    {
        var port = NatsServer.FreePort();
        await using var nats = new NatsConnection(new NatsOpts { Url = $"nats://127.0.0.1:{port}", RetryOnInitialConnect = true });
        var failed = new TaskCompletionSource();
        nats.ReconnectFailed += (_, _) => failed.TrySetResult();
        var connecting = nats.ConnectAsync(Ct).AsTask();
        await failed.Task.WaitAsync(Ct);
        await using var server = await NatsServer.StartAsync((own, _) => $"listen: 127.0.0.1:{own}", port);
        await connecting.WaitAsync(TimeSpan.FromSeconds(60), Ct);
    }
}
