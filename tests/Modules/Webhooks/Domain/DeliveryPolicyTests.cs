using Holdfast.Modules.Webhooks.Domain;

namespace Holdfast.Tests.Modules.Webhooks.Domain;

public sealed class DeliveryPolicyTests
{
    [Theory]
    [InlineData(1, 60)]
    [InlineData(2, 120)]
    [InlineData(3, 240)]
    [InlineData(10, 30720)]
    public void Pauses_double(int failures, int seconds) => new DeliveryPolicy(10, 10, 60).Delay(failures, 0).ShouldBe(TimeSpan.FromSeconds(seconds));

    [Fact]
    public void Jitter_lengthens_a_pause_by_up_to_a_fifth() => new DeliveryPolicy(10, 10, 60).Delay(1, 1).ShouldBe(TimeSpan.FromSeconds(72));

    [Theory]
    [InlineData(10)]
    [InlineData(1000)]
    [InlineData(int.MaxValue)]
    public void No_pause_is_longer_than_a_day(int failures) => new DeliveryPolicy(10, 10, 3600).Delay(failures, 1).ShouldBe(TimeSpan.FromHours(24));

    [Theory]
    [InlineData(-1, 10, 60, "maxRetries")]
    [InlineData(11, 10, 60, "maxRetries")]
    [InlineData(5, 0, 60, "timeoutSeconds")]
    [InlineData(5, 301, 60, "timeoutSeconds")]
    [InlineData(5, 10, 0, "retryDelaySeconds")]
    [InlineData(5, 10, 3601, "retryDelaySeconds")]
    public void Numbers_out_of_range_are_named(int retries, int timeout, int delay, string field) =>
        new DeliveryPolicy(retries, timeout, delay).Check()!.Fields!.Keys.ShouldBe([field]);

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(10, 300, 3600)]
    public void The_bounds_themselves_will_do(int retries, int timeout, int delay) => new DeliveryPolicy(retries, timeout, delay).Check().ShouldBeNull();
}
