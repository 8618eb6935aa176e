using Holdfast.Modules.Webhooks.Domain;

namespace Holdfast.Tests.Modules.Webhooks.Domain;

public sealed class VerdictTests
{
    private static readonly DeliveryPolicy Policy = new(2, 10, 60);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(299)]
    public void Two_hundreds_succeed(int status) => Of(status).ShouldBe(new Verdict(DeliveryStatus.Succeeded, null, null, false));

    [Theory]
    [InlineData(null)]
    [InlineData(100)]
    [InlineData(301)]
    [InlineData(307)]
    [InlineData(400)]
    [InlineData(404)]
    [InlineData(500)]
    [InlineData(503)]
    public void Everything_else_fails_and_is_tried_again(int? status) => Of(status).ShouldBe(new Verdict(DeliveryStatus.Failed, Minute, null, false));

    [Fact]
    public void The_last_failure_leads_to_the_dead_letter_queue()
    {
        Of(500, earlierTries: 1).ShouldBe(new Verdict(DeliveryStatus.Failed, Minute * 2, null, false));
        Of(500, earlierTries: 2).ShouldBe(new Verdict(DeliveryStatus.Dead, null, null, false));
        Verdict.Of(null, null, new DeliveryPolicy(0, 10, 60), 0, 0).Status.ShouldBe(DeliveryStatus.Dead);
    }

    [Fact]
    public void Gone_is_gone() => Of(410).ShouldBe(new Verdict(DeliveryStatus.Dead, null, null, true));

    [Theory]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(504)]
    public void An_overloaded_endpoint_is_left_alone(int status) => Of(status).SlowDown.ShouldBe(Minute);

    [Fact]
    public void Retry_after_is_obeyed_when_it_is_longer_than_our_own_pause()
    {
        Of(503, TimeSpan.FromHours(1)).ShouldBe(new Verdict(DeliveryStatus.Failed, TimeSpan.FromHours(1), TimeSpan.FromHours(1), false));
        Of(503, TimeSpan.FromSeconds(1)).ShouldBe(new Verdict(DeliveryStatus.Failed, Minute, Minute, false));
        Of(429, TimeSpan.FromHours(1), earlierTries: 2).ShouldBe(new Verdict(DeliveryStatus.Dead, null, TimeSpan.FromHours(1), false));
    }

    [Theory]
    [InlineData(-100)]
    [InlineData(100_000_000)]
    public void Nonsense_in_retry_after_is_cut_to_a_day(int seconds)
    {
        var verdict = Of(503, TimeSpan.FromSeconds(seconds));
        verdict.RetryIn!.Value.ShouldBeInRange(Minute, TimeSpan.FromDays(1));
        verdict.SlowDown!.Value.ShouldBeInRange(Minute, TimeSpan.FromDays(1));
    }

    private static Verdict Of(int? status, TimeSpan? retryAfter = null, int earlierTries = 0) => Verdict.Of(status, retryAfter, Policy, earlierTries, 0);
}
