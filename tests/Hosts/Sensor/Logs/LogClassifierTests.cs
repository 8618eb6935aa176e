using Holdfast.Hosts.Sensor.Logs;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Hosts.Sensor.Logs;

public sealed class LogClassifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void An_event_carries_the_line_as_read()
    {
        const string line = "Mar  9 10:11:12 web1 sshd[811]: Failed password for root from 192.0.2.7 port 51122 ssh2";
        Classify("\0\0" + line)!.Value.Event.Raw.ShouldBe(line);
    }

    [Fact]
    public void An_attempt_that_PAM_refused_counts_once()
    {
        var repeats = new PamRepeats();
        Says("[7]: Failed keyboard-interactive/pam for bob from 192.0.2.7 port 9 ssh2").ShouldBeFalse();
        Says("[7]: error: PAM: Authentication failure for bob from 192.0.2.7").ShouldBeFalse();
        Says("[8]: Failed keyboard-interactive/pam for bob from 192.0.2.7 port 9 ssh2").ShouldBeFalse();
        Says("[7]: Failed keyboard-interactive/pam for bob from 192.0.2.7 port 9 ssh2").ShouldBeTrue();
        Says("[7]: Failed keyboard-interactive/pam for bob from 192.0.2.7 port 9 ssh2").ShouldBeFalse();

        // Nobody else can have an attempt left out.
        repeats.IsOne(SyslogLine.Parse("Mar  9 10:11:12 web1 other[9]: error: PAM: Authentication failure for bob from 192.0.2.7", "f", Now, TimeZoneInfo.Utc)).ShouldBeFalse();
        Says("[9]: Failed keyboard-interactive/pam for bob from 192.0.2.7 port 9 ssh2").ShouldBeFalse();

        bool Says(string text) => repeats.IsOne(SyslogLine.Parse("Mar  9 10:11:12 web1 sshd" + text, "f", Now, TimeZoneInfo.Utc));
    }

    [Theory]
    [InlineData("Mar 10 11:00:00 h p: m", "2026-03-10T11:00:00Z")]
    [InlineData("Mar  1 01:02:03 h p: m", "2026-03-01T01:02:03Z")]
    [InlineData("Dec 31 23:59:59 h p: m", "2025-12-31T23:59:59Z")]
    [InlineData("Feb 29 00:00:00 h p: m", "2024-02-29T00:00:00Z")]
    [InlineData("2026-03-09T10:11:12.5+02:00 h p: m", "2026-03-09T08:11:12.5Z")]
    [InlineData("Mar 9 10:11:60 h p: m", "2026-03-09T10:11:59Z")]
    [InlineData("2026-03-09T10:11:12 h p: m", "2026-03-09T10:11:12Z")]
    [InlineData("2026-02-30T10:11:12Z h p: m", "2026-03-10T12:00:00Z")]
    [InlineData("2026-03-09T10:11:12+99:00 h p: m", "2026-03-10T12:00:00Z")]
    [InlineData("no time at all", "2026-03-10T12:00:00Z")]
    [InlineData("Mar 45 99:99:99 h p: m", "2026-03-10T12:00:00Z")]
    public void Times_of_both_forms_are_read(string line, string at) =>
        SyslogLine.Parse(line, "f", Now, TimeZoneInfo.Utc).At.ShouldBe(DateTimeOffset.Parse(at));

    [Fact]
    public void Local_time_is_the_machines_own()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-5), null, null);
        SyslogLine.Parse("Mar  9 10:00:00 h p: m", "f", Now, zone).At.ShouldBe(new DateTimeOffset(2026, 3, 9, 15, 0, 0, TimeSpan.Zero));
        SyslogLine.Parse("2026-03-09T10:00:00 h p: m", "f", Now, zone).At.ShouldBe(new DateTimeOffset(2026, 3, 9, 15, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Text_that_travels_has_no_control_characters_and_no_halves()
    {
        LogText.Clean("a\0b\tc\u001b[31m\ud800", 100).ShouldBe("a\ufffdb c\ufffd[31m\ufffd");
        LogText.Clean("ab😀", 3).ShouldBe("ab");
        LogText.Clean("ab😀", 4).ShouldBe("ab😀");
    }

    private static (LogEvent Event, int Times)? Classify(string raw) => LogClassifier.Classify(SyslogLine.Parse(raw, "/var/log/auth.log", Now, TimeZoneInfo.Utc));
}
