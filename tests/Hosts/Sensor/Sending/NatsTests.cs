using Holdfast.Hosts.Sensor.Commands;

namespace Holdfast.Tests.Hosts.Sensor.Sending;

public sealed class NatsTests
{
    [Fact]
    public async Task Documents_go_through_the_broker_and_acks_empty_the_buffer()
    {
        await using var server = await SensorServer.StartAsync();
        await using var broker = await Broker.StartAsync(server);
        await using var sensor = new RunningSensor();
        server.Messaging = broker.Access(server, TimeSpan.FromHours(1));
        await sensor.EnrollAsync(server);
        server.Swallow = 1;
        sensor.Start();
        await Until.TrueAsync("the mark moves, over the lost one too", () => server.CommittedSeq >= 4);
        server.Posts.ShouldBe(0);
        sensor.Output.ToString().ShouldContain("Sending over NATS");
        (await sensor.StopAsync()).ShouldBe(ExitCode.Done);
        sensor.Output.ToString().ShouldContain("Stopped; ");
    }

    [Fact]
    public async Task Without_the_broker_https_is_used_and_the_broker_again_when_it_is_back()
    {
        await using var server = await SensorServer.StartAsync();
        await using var broker = await Broker.StartAsync(server);
        await using var sensor = new RunningSensor();
        server.Messaging = broker.Access(server, TimeSpan.FromHours(1));
        await sensor.EnrollAsync(server);
        await broker.KillAsync();
        sensor.Start();
        await Until.TrueAsync("HTTPS is used", () => server.Posts > 0);
        await broker.StartAgainAsync();
        await Until.TrueAsync("the broker is used again", () => broker.Taken > 2, 40);
        var committed = server.CommittedSeq;
        await Until.TrueAsync("the mark goes on", () => server.CommittedSeq > committed + 1);
        await broker.KillAsync();
        var posts = server.Posts;
        await Until.TrueAsync("HTTPS is used again", () => server.Posts > posts);
        await sensor.StopAsync();
    }

    [Fact]
    public async Task The_login_is_renewed_before_it_ends()
    {
        await using var server = await SensorServer.StartAsync();
        await using var broker = await Broker.StartAsync(server);
        await using var sensor = new RunningSensor();
        server.Messaging = broker.Access(server, TimeSpan.FromSeconds(6));
        await sensor.EnrollAsync(server);
        server.Messaging = broker.Access(server, TimeSpan.FromHours(1));
        sensor.Start();
        await Until.TrueAsync("a new login is asked for", () => server.Refreshes == 1);
        var taken = broker.Taken;
        await Until.TrueAsync("documents flow after it", () => broker.Taken > taken + 3);
        sensor.Output.ToString().ShouldContain("New log-in");
        sensor.Output.ToString().ShouldNotContain("eyJ");
        await sensor.StopAsync();
    }
}
