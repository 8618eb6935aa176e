using System.Net;
using System.Net.Sockets;
using Holdfast.Tests.Harness;

namespace Holdfast.Tests.System.Serving;

/// <summary>What an operator is told at a start.</summary>
public sealed class StartTests
{
    [Fact]
    public async Task A_taken_port_is_said_in_words_with_a_way_out()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        await using var start = await Serving(port, RunningProgram.Start);
        (await start.Program.Ended(TimeSpan.FromSeconds(60))).ShouldBe(1, start.Program.Text);
        start.Program.Text.ShouldContain($"holdfast: port {port} is taken by another program.");
        start.Program.Text.ShouldContain($"--port {port + 1}");
        start.Program.Text.ShouldNotContain("ObjectDisposedException", customMessage: start.Program.Text);
    }

    [Fact]
    public async Task A_person_at_a_terminal_reads_lines_and_hears_what_is_awaited()
    {
        var port = Installation.FreePort();
        await using var start = await Serving(port, RunningProgram.StartOnTerminal);
        await Eventually.Holds("a line", () => Task.FromResult(start.Program.Output.Any(l => l.Contains($"Listening on http://127.0.0.1:{port}", StringComparison.Ordinal))), TimeSpan.FromSeconds(60));
        start.Program.Output.First(l => l.Contains("Listening", StringComparison.Ordinal)).ShouldMatch(@"^\d\d:\d\d:\d\d Holdfast: Listening on http://");
        start.Program.Output.ShouldNotContain(l => l.StartsWith('{'));

        // Nothing answers where the broker should be.
        await Eventually.Holds("what it waits for", () => Task.FromResult(start.Program.Text.Contains("waiting for what it needs", StringComparison.Ordinal)), TimeSpan.FromSeconds(60));
        start.Program.Text.ShouldContain("\"name\":\"nats\",\"status\":\"away\"");
        start.Program.Text.ShouldNotContain("is ready");
        (await start.Program.Terminate(TimeSpan.FromSeconds(30))).Took.ShouldBeLessThan(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData("00:00:20", null)]
    [InlineData("00:00:03", "00:00:03")]
    [InlineData(null, "00:02:30")]
    public async Task A_lease_that_ends_before_the_call_it_covers_refuses_the_start(string? lease, string? call)
    {
        var settings = new Dictionary<string, string>();
        if (lease is not null)
        {
            settings["Holdfast__Actions__RunLease"] = lease;
        }

        if (call is not null)
        {
            settings["Holdfast__Integrations__CallTimeout"] = call;
        }

        var data = TestEngines.NewDirectory("lease");
        try
        {
            var (code, said) = await RunningProgram.Run("holdfast.dll", ["serve", "--data", data, "--port", "0"], settings);
            code.ShouldBe(2, said);
            said.ShouldBe(
                $"holdfast: a setting is wrong: Holdfast:Actions:RunLease ({lease ?? "00:02:00"}) has to be longer than Holdfast:Integrations:CallTimeout ({call ?? "00:00:20"}): "
                + "a run that waits for a slow product would be taken for lost while it is under way.");
            // Before anything was begun.
            Directory.EnumerateFileSystemEntries(data).ShouldBeEmpty();
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    private static async Task<Attempt> Serving(int port, Func<string, IEnumerable<string>, IReadOnlyDictionary<string, string>, RunningProgram> start)
    {
        var engines = await TestEngines.Start();
        var data = TestEngines.NewDirectory("start");
        var environment = new Dictionary<string, string> { ["DATABASE_URL"] = (await engines.NewDatabase()).Application, ["NATS_URL"] = $"nats://127.0.0.1:{Installation.FreePort()}" };
        return new Attempt(engines, data, start("holdfast.dll", ["serve", "--data", data, "--port", $"{port}"], environment));
    }

    private sealed record Attempt(TestEngines Engines, string Data, RunningProgram Program) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await Program.DisposeAsync();
            await Engines.DisposeAsync();
            Directory.Delete(Data, recursive: true);
        }
    }
}
