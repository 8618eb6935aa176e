using System.Text;
using Holdfast.Hosts.Sensor.Logs;

namespace Holdfast.Tests.Hosts.Sensor.Logs;

public sealed class LogTailTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly List<string> lines = [];

    private string Log => folder.At("auth.log");

    public void Dispose() => folder.Dispose();

    [Fact]
    public void The_first_time_reading_starts_at_the_end_and_takes_whole_lines_only()
    {
        File.WriteAllText(Log, "old\nhalf");
        using var tail = new LogTail(Log, null);
        Poll(tail).ShouldBeEmpty();
        File.AppendAllText(Log, " line\nnext\r\n\npart");
        Poll(tail).ShouldBe(["half line", "next"]);
        File.AppendAllText(Log, "ly\n");
        Poll(tail).ShouldBe(["partly"]);
    }

    [Fact]
    public void A_file_that_comes_later_is_read_from_its_start()
    {
        using var tail = new LogTail(Log, null);
        Poll(tail).ShouldBeEmpty();
        File.WriteAllText(Log, "first\n");
        Poll(tail).ShouldBe(["first"]);
    }

    [Fact]
    public void Rotation_loses_nothing()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, "a\n");
        Poll(tail).ShouldBe(["a"]);
        File.AppendAllText(Log, "b\n");
        File.Move(Log, Log + ".1");
        File.AppendAllText(Log + ".1", "c\n");
        Poll(tail).ShouldBe(["b", "c"]);
        File.WriteAllText(Log, "d\n");
        Poll(tail).ShouldBe(["d"]);
    }

    [Fact]
    public void A_file_that_is_emptied_in_place_is_read_from_its_start()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, "aaaa\nbbbb\n");
        Poll(tail).Count.ShouldBe(2);
        File.WriteAllText(Log, "c\n");
        Poll(tail).ShouldBe(["c"]);
    }

    [Fact]
    public void A_restart_goes_on_where_it_stopped()
    {
        File.WriteAllText(Log, "");
        var position = StopAfter("a\n");
        File.AppendAllText(Log, "b\n");
        using var tail = new LogTail(Log, position);
        Poll(tail).ShouldBe(["b"]);
    }

    [Fact]
    public void A_rotation_while_it_was_down_is_caught_up()
    {
        File.WriteAllText(Log, "");
        var position = StopAfter("a\n");
        File.AppendAllText(Log, "b\n");
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "c\n");
        using var tail = new LogTail(Log, position);
        Poll(tail).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void A_file_emptied_and_grown_again_while_it_was_down_is_read_from_its_start()
    {
        File.WriteAllText(Log, "");
        var position = StopAfter("a\n");
        File.WriteAllText(Log, "new one\nnew two\n");
        using var tail = new LogTail(Log, position);
        Poll(tail).ShouldBe(["new one", "new two"]);
    }

    [Fact]
    public void An_endless_line_is_cut_and_its_rest_skipped()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, new string('x', LogTail.MaxLineBytes * 2 + 100));
        Poll(tail);
        lines.Single().Length.ShouldBe(LogTail.MaxLineBytes);
        lines.Clear();
        File.AppendAllText(Log, "rest\nnext\n");
        Poll(tail).ShouldBe(["next"]);
    }

    [Fact]
    public void A_poll_is_bounded_and_says_that_there_is_more()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, string.Concat(Enumerable.Range(0, 10).Select(i => $"{i}\n")));
        tail.Poll(4, lines.Add).ShouldBeTrue();
        lines.ShouldBe(["0", "1", "2", "3"]);
        Poll(tail).Count.ShouldBe(10);
    }

    [Fact]
    public void Bytes_that_are_no_text_do_not_stop_it()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        using (var stream = new FileStream(Log, FileMode.Append))
        {
            stream.Write([0xff, 0xfe, 0x00, (byte)'\n', .. Encoding.UTF8.GetBytes("é\n")]);
        }

        Poll(tail)[1].ShouldBe("é");
    }

    private LogPosition? StopAfter(string text)
    {
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, text);
        Poll(tail);
        lines.Clear();
        return tail.Position;
    }

    private List<string> Poll(LogTail tail)
    {
        if (lines.Count > 0 && lines[0] != "0")
        {
            lines.Clear();
        }

        while (tail.Poll(1000, lines.Add))
        {
        }

        return [.. lines];
    }
}
