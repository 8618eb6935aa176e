using Holdfast.Hosts.Sensor.Logs;
using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Hosts.Sensor.Logs;

public sealed class LogClassifierTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("sshd[811]: Failed password for root from 192.0.2.7 port 51122 ssh2", LogEventKind.SshLoginFailed, "root", "192.0.2.7")]
    [InlineData("sshd[811]: Failed password for invalid user admin from 2001:db8::7 port 51122 ssh2", LogEventKind.SshLoginFailed, "admin", "2001:db8::7")]
    [InlineData("sshd-session[811]: Failed publickey for bob from 192.0.2.7 port 22 ssh2: RSA SHA256:abc", LogEventKind.SshLoginFailed, "bob", "192.0.2.7")]
    [InlineData("sshd[811]: Failed keyboard-interactive/pam for bob from 192.0.2.7 port 22 ssh2", LogEventKind.SshLoginFailed, "bob", "192.0.2.7")]
    [InlineData("sshd[811]: error: maximum authentication attempts exceeded for root from 192.0.2.7 port 22 ssh2 [preauth]", LogEventKind.SshLoginFailed, "root", "192.0.2.7")]
    [InlineData("sshd[811]: Failed password for invalid user x from 203.0.113.1 port 1 ssh2 from 192.0.2.7 port 22 ssh2", LogEventKind.SshLoginFailed, "x from 203.0.113.1 port 1 ssh2", "192.0.2.7")]
    [InlineData("sshd[811]: Invalid user oracle from 192.0.2.7 port 4242", LogEventKind.SshInvalidUser, "oracle", "192.0.2.7")]
    [InlineData("sshd[811]: Invalid user  from 192.0.2.7 port 4242", LogEventKind.SshInvalidUser, null, "192.0.2.7")]
    [InlineData("sshd[811]: Accepted publickey for deploy from 198.51.100.2 port 40022 ssh2: ED25519 SHA256:xyz", LogEventKind.SshLoginSucceeded, "deploy", "198.51.100.2")]
    [InlineData("sshd[811]: Accepted password for bob from ::1 port 40022 ssh2", LogEventKind.SshLoginSucceeded, "bob", "::1")]
    [InlineData("sudo:      bob : TTY=pts/0 ; PWD=/home/bob ; USER=root ; COMMAND=/usr/bin/apt update", LogEventKind.SudoCommand, "bob", null)]
    [InlineData("sudo:      eve : user NOT in sudoers ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", LogEventKind.SudoDenied, "eve", null)]
    [InlineData("sudo:      eve : 3 incorrect password attempts ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", LogEventKind.SudoDenied, "eve", null)]
    [InlineData("sudo:      eve : command not allowed ; TTY=pts/1 ; PWD=/ ; USER=root ; COMMAND=/bin/sh", LogEventKind.SudoDenied, "eve", null)]
    [InlineData("useradd[90]: new user: name=eve, UID=1001, GID=1001, home=/home/eve, shell=/bin/bash, from=/dev/pts/0", LogEventKind.UserAdded, "eve", null)]
    [InlineData("userdel[90]: delete user 'eve'", LogEventKind.UserRemoved, "eve", null)]
    [InlineData("groupadd[90]: new group: name=ops, GID=1002", LogEventKind.GroupChanged, null, null)]
    [InlineData("usermod[90]: add 'eve' to group 'sudo'", LogEventKind.GroupChanged, "eve", null)]
    [InlineData("gpasswd[90]: user eve added by root to group sudo", LogEventKind.GroupChanged, "eve", null)]
    [InlineData("systemd[1]: nginx.service: Failed with result 'exit-code'.", LogEventKind.ServiceFailed, null, null)]
    [InlineData("kernel: [ 123.456789] Out of memory: Killed process 4711 (mysqld) total-vm:1kB, anon-rss:1kB", LogEventKind.OutOfMemory, null, null)]
    [InlineData("kernel: Memory cgroup out of memory: Killed process 4711 (java) total-vm:1kB", LogEventKind.OutOfMemory, null, null)]
    [InlineData("systemd-oomd[400]: Killed /user.slice/app.scope due to memory pressure", LogEventKind.OutOfMemory, null, null)]
    [InlineData("kernel: [99.1] blk_update_request: I/O error, dev sda, sector 1234 op 0x0:(READ)", LogEventKind.DiskError, null, null)]
    [InlineData("kernel: EXT4-fs error (device sda1): ext4_find_entry:1455: inode #2: comm ls: reading directory lblock 0", LogEventKind.DiskError, null, null)]
    [InlineData("kernel: ata1.00: failed command: READ FPDMA QUEUED", LogEventKind.DiskError, null, null)]
    [InlineData("smartd[77]: Device: /dev/sda [SAT], 8 Currently unreadable (pending) sectors", LogEventKind.DiskError, null, null)]
    public void Real_lines_are_told_apart(string line, LogEventKind kind, string? user, string? address)
    {
        var (known, times) = Classify("Mar  9 10:11:12 web1 " + line).ShouldNotBeNull();
        (known.Kind, known.User, known.Address, times).ShouldBe((kind, user, address, 1));
        known.Raw.ShouldEndWith(line);
        known.At.ShouldBe(new DateTimeOffset(2026, 3, 9, 10, 11, 12, TimeSpan.Zero));
    }

    [Theory]
    [InlineData("sshd[811]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.7  user=root")]
    [InlineData("sshd[811]: Failed none for invalid user admin from 192.0.2.7 port 51122 ssh2")]
    [InlineData("sshd[811]: Connection closed by authenticating user root 192.0.2.7 port 51122 [preauth]")]
    [InlineData("sudo: pam_unix(sudo:session): session opened for user root(uid=0) by bob(uid=1000)")]
    [InlineData("useradd[90]: failed adding user 'eve', data deleted")]
    [InlineData("usermod[90]: add 'eve' to shadow group 'sudo'")]
    [InlineData("systemd[1]: Started nginx.service - A high performance web server.")]
    [InlineData("kernel: [1.0] oom-kill:constraint=CONSTRAINT_NONE,nodemask=(null),task=mysqld,pid=4711")]
    [InlineData("myapp: Failed password for root from 192.0.2.7 port 51122 ssh2")]
    [InlineData("<30>cron[1]: (root) CMD (true)")]
    public void Lines_that_tell_nothing_are_not_sent(string line) => Classify("Mar  9 10:11:12 web1 " + line).ShouldBeNull();

    [Fact]
    public void A_repeated_message_counts_as_often_as_it_says_within_a_bound()
    {
        Classify("Mar  9 10:11:12 web1 sshd[8]: message repeated 3 times: [ Failed password for root from 192.0.2.7 port 1 ssh2]")!.Value.Times.ShouldBe(3);
        var many = Classify("Mar  9 10:11:12 web1 sshd[8]: message repeated 999999 times: [ Failed password for root from 192.0.2.7 port 1 ssh2]")!.Value;
        many.Times.ShouldBe(100);
        many.Event.Address.ShouldBe("192.0.2.7");
    }

    [Fact]
    public void Anything_else_is_sent_from_priority_error_on()
    {
        Classify("<27>Mar  9 10:11:12 web1 app[5]: it broke")!.Value.Event.Kind.ShouldBe(LogEventKind.Other);
        Classify("<28>Mar  9 10:11:12 web1 app[5]: it may break").ShouldBeNull();
        Classify("Mar  9 10:11:12 web1 app[5]: error: who knows").ShouldBeNull();
    }

    [Fact]
    public void The_killed_process_is_the_one_of_an_out_of_memory_event() =>
        Classify("Mar  9 10:11:12 web1 kernel: Out of memory: Killed process 4711 (mysqld) total-vm:1kB")!.Value.Event.Pid.ShouldBe(4711);

    [Theory]
    [InlineData("Mar 10 11:00:00 h p: m", "2026-03-10T11:00:00Z")]
    [InlineData("Mar  1 01:02:03 h p: m", "2026-03-01T01:02:03Z")]
    [InlineData("Dec 31 23:59:59 h p: m", "2025-12-31T23:59:59Z")]
    [InlineData("Feb 29 00:00:00 h p: m", "2024-02-29T00:00:00Z")]
    [InlineData("2026-03-09T10:11:12.5+02:00 h p: m", "2026-03-09T08:11:12.5Z")]
    [InlineData("no time at all", "2026-03-10T12:00:00Z")]
    [InlineData("Mar 45 99:99:99 h p: m", "2026-03-10T12:00:00Z")]
    public void Times_of_both_forms_are_read(string line, string at) =>
        SyslogLine.Parse(line, "f", Now, TimeZoneInfo.Utc).At.ShouldBe(DateTimeOffset.Parse(at));

    [Fact]
    public void Local_time_is_the_machines_own()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("test", TimeSpan.FromHours(-5), null, null);
        SyslogLine.Parse("Mar  9 10:00:00 h p: m", "f", Now, zone).At.ShouldBe(new DateTimeOffset(2026, 3, 9, 15, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Journal_entries_are_read_and_bytes_are_text()
    {
        var entry = JournalReader.Parse(
            "{\"__CURSOR\":\"s=1;i=2\",\"__REALTIME_TIMESTAMP\":\"1773136800000000\",\"PRIORITY\":\"6\",\"_PID\":\"42\",\"SYSLOG_IDENTIFIER\":\"sshd\",\"MESSAGE\":[70,111,255,111]}", Now).ShouldNotBeNull();
        (entry.Cursor, entry.Line.Program, entry.Line.Pid, entry.Line.Priority, entry.Line.Message).ShouldBe(("s=1;i=2", "sshd", 42, 6, "Fo\ufffdo"));
        entry.Line.At.ShouldBe(new DateTimeOffset(2026, 3, 10, 10, 0, 0, TimeSpan.Zero));
        JournalReader.Parse("{\"__CURSOR\":1}", Now).ShouldBeNull();
        JournalReader.Parse("{", Now).ShouldBeNull();
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
