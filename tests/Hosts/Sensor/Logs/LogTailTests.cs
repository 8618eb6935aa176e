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
    public void A_file_that_comes_while_it_is_down_is_read_from_its_start()
    {
        File.WriteAllText(Log, "first\n");
        using var tail = new LogTail(Log, LogPosition.NoFile);
        tail.HasLostRest.ShouldBeFalse();
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
    public void A_file_emptied_and_grown_beyond_the_old_end_between_two_polls_is_read_from_its_start()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, "old one\n");
        Poll(tail).ShouldBe(["old one"]);
        Rewrite("new one\nnew two\nnew three\n");
        Poll(tail).ShouldBe(["new one", "new two", "new three"]);
    }

    [Fact]
    public void A_file_emptied_and_grown_to_the_very_same_length_is_read_from_its_start()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, "one\ntwo\n");
        Poll(tail).Count.ShouldBe(2);
        Rewrite("uno\ndue\n");
        File.SetLastWriteTimeUtc(Log, new DateTime(2030, 1, 1));
        Poll(tail).ShouldBe(["uno", "due"]);
    }

    [Fact]
    public void A_line_behind_NUL_bytes_is_read_however_many_there_are()
    {
        File.WriteAllText(Log, "");
        using var tail = new LogTail(Log, null);
        File.AppendAllText(Log, "a\n" + new string('\0', 5) + "b\n");
        Poll(tail).ShouldBe(["a", "b"]);

        // Emptied by somebody else, while the program that logs goes on where it was: the file has a hole.
        using (var stream = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(0);
            stream.Position = LogTail.MaxLineBytes * 3 + 17;
            stream.Write("c\nd\n"u8);
        }

        Poll(tail).ShouldBe(["c", "d"]);
    }

    [Theory]
    [InlineData("auth.log.1")]
    [InlineData("auth.log-20260309")]
    [InlineData("auth.log-2026-03-09")]
    [InlineData("auth.log.20260309")]
    [InlineData("auth-20260309.log")]
    public void A_rotation_of_any_name_while_it_was_down_is_caught_up(string rotated)
    {
        File.WriteAllText(Log, "");
        var position = StopAfter("a\n");
        File.AppendAllText(Log, "b\n");
        File.Move(Log, folder.At(rotated));
        File.WriteAllText(Log, "c\n");
        using var tail = new LogTail(Log, position);
        tail.HasLostRest.ShouldBeFalse();
        Poll(tail).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void Several_rotations_while_it_was_down_are_caught_up_in_order()
    {
        File.WriteAllText(Log, "");
        var position = StopAfter("a\n");
        File.AppendAllText(Log, "b\n");
        Rotate("auth.log-20260307", day: 7);
        File.WriteAllText(folder.At("auth.log-20260306"), "older\n");
        File.SetLastWriteTimeUtc(folder.At("auth.log-20260306"), new DateTime(2026, 3, 6));
        File.WriteAllText(Log, "c\n");
        Rotate("auth.log-20260308", day: 8);
        File.WriteAllText(Log, "d\n");
        using var tail = new LogTail(Log, position);
        Poll(tail).ShouldBe(["b", "c", "d"]);

        void Rotate(string to, int day)
        {
            File.Move(Log, folder.At(to));
            File.SetLastWriteTimeUtc(folder.At(to), new DateTime(2026, 3, day));
        }
    }

    [Fact]
    public void A_copy_made_before_the_file_was_emptied_while_it_was_down_is_caught_up()
    {
        File.WriteAllText(Log, "");
        var position = StopAfter("a line that is long enough to be told from others\n");
        File.AppendAllText(Log, "b\n");
        File.Copy(Log, folder.At("auth.log-20260309"));
        Rewrite("c\n");
        using var tail = new LogTail(Log, position);
        Poll(tail).ShouldBe(["b", "c"]);
    }

    [Fact]
    public void A_rest_that_is_nowhere_any_more_is_told()
    {
        File.WriteAllText(Log, "");
        var position = StopAfter("a\n");
        File.Move(Log, folder.At("auth.log.1.gz"));
        File.WriteAllText(Log, "c\n");
        using var tail = new LogTail(Log, position);
        tail.HasLostRest.ShouldBeTrue();
        Poll(tail).ShouldBe(["c"]);
    }

    [Theory]
    [InlineData("auth.log.1", true)]
    [InlineData("auth.log-20260309", true)]
    [InlineData("auth-20260309.log", true)]
    [InlineData("auth.log", false)]
    [InlineData("auth.log.gz", false)]
    [InlineData("auth.log.1.gz", false)]
    [InlineData("auth.log.old", false)]
    [InlineData("auth.login", false)]
    [InlineData("author.log", false)]
    public void Rotated_files_are_known_by_their_names(string file, bool isOne) => RotatedFiles.IsRotated(file, "auth.log").ShouldBe(isOne);

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

    /// <summary>Same inode, other content.</summary>
    private void Rewrite(string text)
    {
        using var stream = new FileStream(Log, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        stream.SetLength(0);
        stream.Write(Encoding.UTF8.GetBytes(text));
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
