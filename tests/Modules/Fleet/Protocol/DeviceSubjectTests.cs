using Holdfast.Modules.Fleet.Protocol;

namespace Holdfast.Tests.Modules.Fleet.Protocol;

public sealed class DeviceSubjectTests
{
    private const string Tenant = "0197a000-0000-7000-8000-0000000000aa";
    private const string Device = "0197a000-0000-7000-8000-0000000000bb";

    [Fact]
    public void Every_message_reads_back_as_it_was_written()
    {
        foreach (var message in Enum.GetValues<DeviceMessage>())
        {
            var subject = new DeviceSubject(Guid.Parse(Tenant), Guid.Parse(Device), message);
            subject.ToString().ShouldBe($"tenant.{Tenant}.device.{Device}.{DeviceSubject.TokenOf(message)}");
            DeviceSubject.TryParse(subject.ToString(), out var read).ShouldBeTrue();
            read.ShouldBe(subject);
            read.IsUpward.ShouldBe(DeviceSubject.Upward.Contains(message));
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("tenant.*.device.*.events")]
    [InlineData($"tenant.{Tenant}.device.{Device}.unknown")]
    [InlineData($"tenant.{Tenant}.device.{Device}.events.more")]
    [InlineData($"tenant.{Tenant}.device.{Device}.EVENTS")]
    [InlineData($"tenant.0197A000-0000-7000-8000-0000000000AA.device.{Device}.events")]
    [InlineData($"tenant.0197a0000000700080000000000000aa.device.{Device}.events")]
    [InlineData($" tenant.{Tenant}.device.{Device}.events")]
    [InlineData($"tenant.{Device}.device.>")]
    public void Any_other_spelling_is_refused(string? subject) => DeviceSubject.TryParse(subject, out _).ShouldBeFalse();
}
