using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Holdfast.Modules.Tickets.Scanning;

namespace Holdfast.Tests.Modules.Tickets.Scanning;

/// <summary>Against ClamAV's own daemon, which knows one signature: that of the test string that every scanner finds.</summary>
public sealed class ClamdScannerTests
{
    [Fact]
    public async Task The_daemon_finds_what_it_knows_and_calls_clean_what_it_looked_through()
    {
        await using var daemon = await ClamdDaemon.Start();
        var scanner = daemon.Scanner();

        (await scanner.Scan(new MemoryStream("Nothing to see."u8.ToArray()), TestContext.Current.CancellationToken)).ShouldBe(new ScanOutcome(ScanVerdict.Clean, ""));
        (await scanner.Scan(new MemoryStream(RandomNumberGenerator.GetBytes(700_000)), TestContext.Current.CancellationToken)).Verdict.ShouldBe(ScanVerdict.Clean);
        (await scanner.Scan(new MemoryStream(), TestContext.Current.CancellationToken)).Verdict.ShouldBe(ScanVerdict.Clean);
        var found = await scanner.Scan(new MemoryStream(ClamdDaemon.TestString), TestContext.Current.CancellationToken);
        (found.Verdict, found.Again).ShouldBe((ScanVerdict.Infected, false));
        found.Detail.ShouldContain("Holdfast.Test");
    }

    [Fact]
    public async Task What_is_larger_than_the_daemon_takes_is_never_clean()
    {
        await using var daemon = await ClamdDaemon.Start();
        (await daemon.Scanner().Scan(new MemoryStream(new byte[3_000_000]), TestContext.Current.CancellationToken)).Verdict.ShouldBe(ScanVerdict.Failed);
    }

    [Fact]
    public async Task With_no_daemon_there_the_outcome_is_failed_and_may_be_asked_again()
    {
        var outcome = await new ClamdScanner(new UnixDomainSocketEndPoint("/nonexistent/clamd.sock"), TimeSpan.FromSeconds(5), TimeProvider.System).Scan(new MemoryStream([1]), TestContext.Current.CancellationToken);
        (outcome.Verdict, outcome.Again).ShouldBe((ScanVerdict.Failed, true));
    }

    [Theory]
    [InlineData("stream: OK", false, true)]
    [InlineData("", false, true)]
    [InlineData("stream: OK and more\0", false, true)]
    [InlineData("OK\0", false, true)]
    [InlineData("stream:  FOUND\0", false, true)]
    [InlineData("Can't allocate memory ERROR\0", false, true)]
    [InlineData("INSTREAM size limit exceeded. ERROR\0", false, false)]
    [InlineData("stream: OK\0", true, false)]
    public async Task Only_the_whole_word_is_clean(string answer, bool clean, bool again)
    {
        var outcome = await Ask(async peer =>
        {
            await Drain(peer);
            await peer.SendAsync(Encoding.ASCII.GetBytes(answer));
        });
        (outcome.Verdict == ScanVerdict.Clean, outcome.Again).ShouldBe((clean, again));
    }

    [Fact]
    public async Task An_answer_without_end_is_cut() =>
        (await Ask(async peer =>
        {
            await Drain(peer);
            await peer.SendAsync(Encoding.ASCII.GetBytes(new string('a', 5000)));
        })).Verdict.ShouldBe(ScanVerdict.Failed);

    [Fact]
    public async Task A_daemon_that_never_answers_is_left_in_time()
    {
        var release = new TaskCompletionSource();
        var outcome = await Ask(_ => release.Task, TimeSpan.FromMilliseconds(300), () => release.SetResult());
        (outcome.Verdict, outcome.Again, outcome.Detail).ShouldBe((ScanVerdict.Failed, true, "The scanner did not answer in time."));
    }

    private static async Task<ScanOutcome> Ask(Func<Socket, Task> answer, TimeSpan? limit = null, Action? after = null)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = Task.Run(async () =>
        {
            using var peer = await listener.AcceptSocketAsync();
            await answer(peer);
        });
        var outcome = await new ClamdScanner(listener.LocalEndpoint, limit ?? TimeSpan.FromSeconds(20), TimeProvider.System).Scan(new MemoryStream(new byte[1000]), TestContext.Current.CancellationToken);
        after?.Invoke();
        await serving;
        return outcome;
    }

    // All of one content of a single chunk, to its end.
    private static async Task Drain(Socket peer)
    {
        var left = "zINSTREAM\0".Length + 4 + 1000 + 4;
        var buffer = new byte[4096];
        while (left > 0 && await peer.ReceiveAsync(buffer) is > 0 and var read)
        {
            left -= read;
        }
    }
}
