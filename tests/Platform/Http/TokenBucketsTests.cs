using Holdfast.Platform.Http;

namespace Holdfast.Tests.Platform.Http;

public sealed class TokenBucketsTests
{
    private readonly Clock clock = new();

    [Fact]
    public void A_burst_passes_and_the_next_request_is_told_how_long_to_wait()
    {
        var buckets = new TokenBuckets<string>(3, 2, clock);
        Enumerable.Range(0, 3).Select(_ => buckets.Take("a")).ShouldBe([new(true, 2, default), new(true, 1, default), new(true, 0, default)]);
        buckets.Take("a").ShouldBe(new(false, 0, TimeSpan.FromSeconds(0.5)));
    }

    [Fact]
    public void Tokens_come_back_at_the_rate_and_never_above_the_burst()
    {
        var buckets = new TokenBuckets<string>(3, 2, clock);
        buckets.Take("a");
        buckets.Take("a");
        buckets.Take("a");
        clock.Now += TimeSpan.FromSeconds(0.5);
        buckets.Take("a").Taken.ShouldBeTrue();
        buckets.Take("a").Taken.ShouldBeFalse();
        clock.Now += TimeSpan.FromHours(1);
        buckets.Take("a").Left.ShouldBe(2);
    }

    [Fact]
    public void One_key_does_not_spend_another_keys_tokens()
    {
        var buckets = new TokenBuckets<string>(1, 1, clock);
        buckets.Take("a").Taken.ShouldBeTrue();
        buckets.Take("b").Taken.ShouldBeTrue();
        buckets.Take("a").Taken.ShouldBeFalse();
    }

    [Fact]
    public void Full_buckets_are_dropped_and_spent_ones_are_kept()
    {
        var buckets = new TokenBuckets<int>(1, 1, clock);
        for (var key = 0; key < 1000; key++)
        {
            buckets.Take(key);
        }

        clock.Now += TimeSpan.FromSeconds(2);
        for (var key = 1000; key < 1024; key++)
        {
            buckets.Take(key);
        }

        buckets.Count.ShouldBeLessThan(30);
        buckets.Take(1022).Taken.ShouldBeFalse();
    }

    [Fact]
    public void What_was_taken_is_said_once()
    {
        var buckets = new TokenBuckets<string>(3, 1, clock);
        buckets.Take("a");
        buckets.Take("a");
        buckets.Take("b");
        buckets.Spent().ShouldBe([new("a", 2), new("b", 1)], ignoreOrder: true);
        buckets.Spent().ShouldBeEmpty();
        buckets.Take("a");
        buckets.Take("a").Taken.ShouldBeFalse();
        buckets.Spent().ShouldBe([new("a", 1)]);
    }

    [Fact]
    public void What_was_spent_elsewhere_is_owed_up_to_a_burst()
    {
        var buckets = new TokenBuckets<string>(3, 1, clock);
        buckets.Charge("a", 5);
        buckets.Take("a").ShouldBe(new(false, 0, TimeSpan.FromSeconds(3)));
        buckets.Charge("a", 100);
        clock.Now += TimeSpan.FromSeconds(3.5);
        buckets.Take("a").Taken.ShouldBeFalse();
        clock.Now += TimeSpan.FromSeconds(0.5);
        buckets.Take("a").Taken.ShouldBeTrue();
        buckets.Spent().ShouldBe([new("a", 1)]);
    }

    [Fact]
    public async Task Many_at_once_take_exactly_the_burst()
    {
        var buckets = new TokenBuckets<string>(1000, 1, clock);
        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Enumerable.Range(0, 500).Count(_ => buckets.Take("a").Taken))));
        taken.Sum().ShouldBe(1000);
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long GetTimestamp() => Now.Ticks;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;
    }
}
