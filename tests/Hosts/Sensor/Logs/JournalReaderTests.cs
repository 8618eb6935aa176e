using Holdfast.Hosts.Sensor;
using Holdfast.Hosts.Sensor.Logs;
using Microsoft.Extensions.Logging;

namespace Holdfast.Tests.Hosts.Sensor.Logs;

/// <summary>Against a journalctl that a script plays: it has entries of two boots, and knows a cursor by its last number.</summary>
public sealed class JournalReaderTests : IDisposable
{
    private static readonly DateTimeOffset Began = new(2026, 3, 10, 10, 0, 0, TimeSpan.Zero);
    private readonly TemporaryFolder folder = new();
    private readonly StringWriter log = new();
    private readonly List<string> read = [];
    private string? cursor;

    public void Dispose()
    {
        folder.Dispose();
        log.Dispose();
    }

    [Fact]
    public async Task The_first_time_reading_starts_at_the_end_and_the_place_is_kept_at_once()
    {
        Journal(3);
        await CatchUp(null, null);
        read.ShouldBeEmpty();
        cursor.ShouldBe("c3");
    }

    [Fact]
    public async Task What_was_logged_before_the_machine_restarted_is_read_before_anything_is_followed()
    {
        Journal(4);
        await Run("c1", 4);
        read.ShouldBe(["entry 2", "entry 3", "entry 4", "followed"]);
        Calls().ShouldBe(["--after-cursor=c1", "--follow --lines=all --after-cursor=c4"]);
        log.ToString().ShouldNotContain("journal");
    }

    [Fact]
    public async Task A_refused_cursor_is_told_and_reading_goes_on_at_its_time()
    {
        Journal(3);
        await CatchUp("nonsense", Began.AddSeconds(2).AddTicks(15));
        read.ShouldBe(["entry 2", "entry 3"]);
        cursor.ShouldBe("c3");
        Calls()[1].ShouldBe("--since=@1773136802.000001");
        log.ToString().ShouldContain("error: journalctl refuses the place where reading stopped (Failed to seek to cursor: Invalid argument)");
    }

    [Fact]
    public async Task A_refused_cursor_behind_which_nothing_was_logged_is_refused_once()
    {
        Journal(3);
        await CatchUp("nonsense", Began.AddSeconds(99));
        read.ShouldBeEmpty();
        cursor.ShouldBe("c3");
        Calls().ShouldBe(["--after-cursor=nonsense", "--since=@1773136899.000000", "--lines=1"]);
    }

    [Fact]
    public async Task A_refused_cursor_of_no_known_time_is_told_and_reading_goes_on_at_the_end()
    {
        Journal(3);
        await CatchUp("nonsense", null);
        read.ShouldBeEmpty();
        cursor.ShouldBe("c3");
        log.ToString().ShouldContain("what was logged since the sensor last ran is not read");
    }

    [Fact]
    public async Task A_journal_that_cannot_be_read_at_all_is_told_and_the_place_is_kept()
    {
        folder.WriteProgram("journalctl", "#!/bin/sh\necho 'No journal files were opened due to insufficient permissions.' >&2\nexit 1\n");
        (await CatchUp("c1", Began)).ShouldBeFalse();
        cursor.ShouldBeNull();
        log.ToString().ShouldContain("warning: The journal cannot be read: No journal files were opened due to insufficient permissions.");
    }

    [Fact]
    public void Entries_are_read_and_bytes_are_text()
    {
        var entry = JournalReader.Parse(
            "{\"__CURSOR\":\"s=1;i=2\",\"__REALTIME_TIMESTAMP\":\"1773136800000000\",\"PRIORITY\":\"6\",\"_PID\":\"42\",\"_UID\":\"0\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":[70,111,255,111]}", Began).ShouldNotBeNull();
        var line = entry.Line.ShouldNotBeNull();
        (entry.Cursor, line.Program, line.Pid, line.Priority, line.Message).ShouldBe(("s=1;i=2", "sshd", 42, 6, "Fo\ufffdo"));
        (entry.At, line.At).ShouldBe((Began, Began));
        JournalReader.Parse("{\"__CURSOR\":1}", Began).ShouldBeNull();
        JournalReader.Parse("{", Began).ShouldBeNull();
        JournalReader.Parse("[]", Began).ShouldBeNull();
        JournalReader.Parse("{\"__CURSOR\":\"c\",\"__REALTIME_TIMESTAMP\":\"9223372036854775807\"}", Began)!.Value.At.ShouldBe(Began);
    }

    /// <summary>Entry n has cursor cn and was logged n seconds after ten; following tells one more.</summary>
    private void Journal(int count) => folder.WriteProgram("journalctl", $$"""
        #!/bin/sh
        shift 4
        echo "$*" >> '{{folder.At("calls")}}'
        tell() { printf '{"__CURSOR":"c%s","__REALTIME_TIMESTAMP":"17731368%02d000000","SYSLOG_IDENTIFIER":"app","MESSAGE":"%s"}\n' "$1" "$1" "$2"; }
        from() { n=$1; while [ "$n" -le {{count}} ]; do tell "$n" "entry $n"; n=$((n + 1)); done; }
        case "$*" in
          --follow*) tell {{count + 1}} followed; exec sleep 30 ;;
          --lines=1) from {{count}} ;;
          --since=@1773136899*) ;;
          --since=*) from 2 ;;
          --after-cursor=c*) from $((${1#--after-cursor=c} + 1)) ;;
          *) echo 'Failed to seek to cursor: Invalid argument' >&2; exit 1 ;;
        esac
        """);

    private string[] Calls() => File.ReadAllLines(folder.At("calls"));

    private JournalReader Reader(string? from, DateTimeOffset? at)
    {
        var loggers = new LineLoggerFactory(log, isTerminal: true, LogLevel.Debug, TimeProvider.System);
        return new(folder.At("journalctl"), from, at, TimeProvider.System, loggers.CreateLogger("Journal"));
    }

    private async Task<bool> CatchUp(string? from, DateTimeOffset? at)
    {
        var reader = Reader(from, at);
        var succeeded = await reader.CatchUpAsync(TestContext.Current.CancellationToken);
        Drain(reader);
        return succeeded;
    }

    private async Task Run(string from, int entries)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var reader = Reader(from, Began);
        var running = reader.RunAsync(stop.Token);
        await Until.TrueAsync("the journal is read and followed", () =>
        {
            Drain(reader);
            return read.Count == entries;
        });
        await stop.CancelAsync();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Drain(JournalReader reader)
    {
        while (reader.TryRead(out var entry))
        {
            cursor = entry.Cursor;
            if (entry.Line is { } line)
            {
                read.Add(line.Message);
            }
        }
    }
}
