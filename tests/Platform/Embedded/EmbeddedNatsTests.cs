using System.Diagnostics;
using System.Net.Sockets;
using Holdfast.Platform.Embedded;
using Holdfast.Platform.Kernel;

namespace Holdfast.Tests.Platform.Embedded;

public sealed class EmbeddedNatsTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public async Task A_started_server_greets_on_loopback_with_jetstream_and_stops_within_two_seconds()
    {
        int port;
        var began = Stopwatch.GetTimestamp();
        var nats = (await Start()).Value;
        await using (nats)
        {
            TestContext.Current.SendDiagnosticMessage($"start {Stopwatch.GetElapsedTime(began).TotalMilliseconds:0} ms");
            port = nats.Port;
            nats.Url.ShouldBe($"nats://127.0.0.1:{port}");
            nats.State.Status.ShouldBe(EngineStatus.Running);
            var greeting = await Greeting(port);
            greeting.ShouldContain("\"jetstream\":true");
            greeting.ShouldContain("\"host\":\"127.0.0.1\"");
            Directory.Exists(Path.Combine(scratch.Path, "jetstream")).ShouldBeTrue();
            File.GetUnixFileMode(Path.Combine(scratch.Path, "nats.conf")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
            began = Stopwatch.GetTimestamp();
        }

        Stopwatch.GetElapsedTime(began).ShouldBeLessThan(TimeSpan.FromSeconds(2));
        nats.State.Status.ShouldBe(EngineStatus.Stopped);
        Scratch.ProcessesIn(scratch.Path).ShouldBeEmpty();
        await using var again = (await Start()).Value;
        again.Port.ShouldBe(port);
    }

    [Fact]
    public async Task A_killed_server_is_seen_and_comes_back_on_the_same_port()
    {
        await using var nats = (await Start()).Value;
        var killed = nats.ProcessId!.Value;

        Process.GetProcessById(killed).Kill();

        await Scratch.Until("a restart", () => nats is { Restarts: 1, State.Status: EngineStatus.Running });
        nats.ProcessId!.Value.ShouldNotBe(killed);
        (await Greeting(nats.Port)).ShouldStartWith("INFO ");
        scratch.Said().ShouldContain("NATS ended unexpectedly (signal 9)");
    }

    [Fact]
    public async Task A_held_directory_is_a_clear_problem()
    {
        await using var nats = (await Start()).Value;

        (await Start()).Problem!.Code.ShouldBe("embedded.directory_taken");
    }

    [Fact]
    public async Task A_configuration_that_is_refused_is_reported_in_the_servers_own_words()
    {
        var problem = (await Start((_, _) => "no_such_option: true")).Problem!;

        problem.Code.ShouldBe("embedded.start_failed");
        problem.Detail.ShouldContain("no_such_option");
    }

    private Task<Result<EmbeddedNats>> Start(Func<int, string, string>? config = null) => EmbeddedNats.Start(
        new EmbeddedNatsOptions { Directory = scratch.Path },
        config ?? ((_, store) => $"jetstream {{ store_dir: \"{store}\" }}"),
        scratch,
        TimeProvider.System,
        Scratch.Ct);

    private static async Task<string> Greeting(int port)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync("127.0.0.1", port, Scratch.Ct);
        using var reader = new StreamReader(socket.GetStream());
        return (await reader.ReadLineAsync(Scratch.Ct))!;
    }
}
