using Holdfast.Hosts.Sensor;

namespace Holdfast.Tests.Hosts.Sensor;

public sealed class WorkingSetTests
{
    [Theory]
    [InlineData("7f0000001000-7f0000003000 r-xp 00001000 08:01 1234 /usr/lib/x86_64-linux-gnu/libc.so.6", 0x7f0000001000, 0x2000)]
    [InlineData("7f0000001000-7f0000002000 r--s 00000000 08:01 9 /opt/a folder/holdfast-sensor", 0x7f0000001000, 0x1000)]
    public void What_a_file_can_give_back_is_let_go(string line, long start, long length) => WorkingSet.FileMapping(line).ShouldBe(((nint)start, (nint)length));

    [Theory]
    [InlineData("7f0000001000-7f0000003000 rw-p 00001000 08:01 1234 /usr/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("7f0000001000-7f0000003000 r-xp 00000000 00:00 0 [vdso]")]
    [InlineData("7f0000001000-7f0000003000 r-xp 00000000 00:00 0 ")]
    [InlineData("7f0000001000-7f0000003000 ---p 00000000 08:01 1234 /usr/lib/x86_64-linux-gnu/libc.so.6")]
    [InlineData("")]
    public void What_would_be_lost_is_kept(string line) => WorkingSet.FileMapping(line).ShouldBeNull();

    [Fact]
    public void The_program_runs_on_with_less()
    {
        var before = Environment.WorkingSet;
        WorkingSet.Trim();
        Environment.WorkingSet.ShouldBeLessThan(before);
    }
}
