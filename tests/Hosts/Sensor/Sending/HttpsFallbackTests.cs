using Holdfast.Hosts.Sensor.Commands;
using Holdfast.Hosts.Sensor.Sending;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Hosts.Sensor.Sending;

public sealed class HttpsFallbackTests
{
    private const string Attack = "Mar  9 10:11:12 web1 sshd[811]: Failed password for root from 192.0.2.7 port 51122 ssh2\n";

    [Fact]
    public async Task Once_sends_one_of_each_from_this_machine_and_empties_the_buffer()
    {
        await using var server = await SensorServer.StartAsync();
        await using var sensor = new RunningSensor();
        (await sensor.EnrollAsync(server)).ShouldBe(ExitCode.Done, sensor.Errors.ToString());
        sensor.Start(once: true);
        (await sensor.EndAsync()).ShouldBe(ExitCode.Done, sensor.Output.ToString());
        server.Stored.Values.Select(d => d.Message).Distinct().Order().ShouldBe([DeviceMessage.Heartbeat, DeviceMessage.Inventory, DeviceMessage.Metrics]);
        server.CommittedSeq.ShouldBe(3);

        using var status = new StringWriter();
        StatusCommand.Run(sensor.Data, asJson: true, status, TextWriter.Null).ShouldBe(ExitCode.Done);
        status.ToString().ShouldContain("\"committedSeq\":\"3\"");
    }

    [Fact]
    public async Task Lines_become_events_and_an_outage_loses_none()
    {
        await using var server = await SensorServer.StartAsync();
        await using var sensor = new RunningSensor();
        await sensor.EnrollAsync(server);
        server.Failure = (503, "unavailable");
        sensor.Start();
        await Until.TrueAsync("the outage is told of", () => sensor.Output.ToString().Contains("cannot be used", StringComparison.Ordinal));
        await File.AppendAllTextAsync(sensor.LogFile, Attack + Attack, TestContext.Current.CancellationToken);
        await Until.TrueAsync("heartbeats wait", () => sensor.Output.ToString().Contains("Next try", StringComparison.Ordinal));
        server.Failure = null;
        await Until.TrueAsync("the events arrive", () => Events(server) == 2);
        (await sensor.StopAsync()).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task What_was_lost_before_the_commit_is_sent_again()
    {
        await using var server = await SensorServer.StartAsync();
        await using var sensor = new RunningSensor();
        await sensor.EnrollAsync(server);
        server.Swallow = 1;
        sensor.Start();
        await Until.TrueAsync("the mark moves over the resent one", () => server.CommittedSeq >= 3);
        server.Stored.Values.Select(d => d.Seq).Order().Take(3).ShouldBe([1, 2, 3]);
        sensor.Output.ToString().ShouldContain("sent again");
        await sensor.StopAsync();
    }

    [Fact]
    public async Task A_document_that_is_refused_for_good_does_not_stop_the_others()
    {
        await using var server = await SensorServer.StartAsync();
        await using var sensor = new RunningSensor();
        await sensor.EnrollAsync(server);
        server.Refused.Add(2);
        sensor.Start();
        await Until.TrueAsync("later ones are committed", () => server.CommittedSeq > 3);
        server.Stored.Values.ShouldNotContain(d => d.Seq == 2);
        await Until.TrueAsync("the drop is reported", () => server.Stored.Values.OfType<HeartbeatDocument>().Any(h => h.DroppedDocuments == 1));
        await sensor.StopAsync();
    }

    [Fact]
    public async Task A_removed_device_stops_and_stays_stopped()
    {
        await using var server = await SensorServer.StartAsync();
        await using var sensor = new RunningSensor();
        await sensor.EnrollAsync(server);
        server.Failure = (410, SensorProblemCodes.Removed);
        sensor.Start();
        (await sensor.EndAsync()).ShouldBe(ExitCode.Refused);
        sensor.Start();
        (await sensor.EndAsync()).ShouldBe(ExitCode.Refused);
        server.Failure = null;
        (await sensor.EnrollAsync(server)).ShouldBe(ExitCode.Done);
    }

    [Fact]
    public async Task Exit_codes_tell_why()
    {
        await using var server = await SensorServer.StartAsync();
        await using var sensor = new RunningSensor();
        sensor.Start();
        (await sensor.EndAsync()).ShouldBe(ExitCode.NotEnrolled);
        (await sensor.EnrollAsync(server, "wrong")).ShouldBe(ExitCode.Refused);
        File.Exists(sensor.Data.KeyFile).ShouldBeFalse();
        (await sensor.EnrollAsync(server)).ShouldBe(ExitCode.Done);
        (await sensor.EnrollAsync(server)).ShouldBe(ExitCode.Usage);
        server.Failure = (403, "forbidden");
        sensor.Start(once: true);
        (await sensor.EndAsync()).ShouldBe(ExitCode.Refused);
        var gone = server.Address.ToString();
        await server.DisposeAsync();
        (await EnrollCommand.RunAsync(sensor.Data, gone, "t", null, true, sensor.Output, sensor.Errors, TimeProvider.System, CancellationToken.None)).ShouldBe(ExitCode.Unreachable);
        (await EnrollCommand.RunAsync(sensor.Data, "http://example.com", "t", null, true, sensor.Output, sensor.Errors, TimeProvider.System, CancellationToken.None)).ShouldBe(ExitCode.Usage);
    }

    [Fact]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public async Task Secrets_are_for_this_account_only_and_in_no_log()
    {
        await using var server = await SensorServer.StartAsync();
        await using var sensor = new RunningSensor();
        await sensor.EnrollAsync(server);
        File.GetUnixFileMode(sensor.Data.KeyFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.GetUnixFileMode(sensor.Data.IdentityFile).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        sensor.Start(once: true);
        await sensor.EndAsync();
        (sensor.Output.ToString() + sensor.Errors).ShouldNotContain(SensorServer.Token);
        (sensor.Output.ToString() + sensor.Errors).ShouldNotContain("eyJ");
    }

    [Theory]
    [InlineData("https://holdfast.example", true)]
    [InlineData("http://127.0.0.1:5000", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("http://[::1]:5000", true)]
    [InlineData("http://holdfast.example", false)]
    [InlineData("http://127.0.0.1.example", false)]
    [InlineData("https://user:secret@holdfast.example", false)]
    [InlineData("ftp://holdfast.example", false)]
    public void Only_https_leaves_the_machine(string address, bool allowed) => SensorApi.IsAllowed(new Uri(address)).ShouldBe(allowed);

    private static int Events(SensorServer server) =>
        server.Stored.Values.OfType<EventsDocument>().SelectMany(d => d.Events).Count(e => e.Kind == LogEventKind.SshLoginFailed && e.Address == "192.0.2.7");
}
