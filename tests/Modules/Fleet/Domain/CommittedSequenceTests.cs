using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Fleet.Domain;

namespace Holdfast.Tests.Modules.Fleet.Domain;

public class CommittedSequenceTests
{
    [Fact]
    public void It_moves_over_a_chain_in_any_order() => CommittedSequence.Advance(0, [(2, 3), (0, 1), (1, 2)]).ShouldBe(3);

    [Fact]
    public void It_stops_at_a_gap() => CommittedSequence.Advance(0, [(0, 1), (2, 3)]).ShouldBe(1);

    [Fact]
    public void What_comes_again_after_the_gap_is_closed_moves_it_on() => CommittedSequence.Advance(1, [(1, 2), (2, 3)]).ShouldBe(3);

    [Fact]
    public void It_passes_what_the_sensor_dropped() => CommittedSequence.Advance(3, [(3, 9)]).ShouldBe(9);

    [Fact]
    public void It_never_goes_back() => CommittedSequence.Advance(9, [(0, 1), (1, 2)]).ShouldBe(9);

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(5, 5)]
    [InlineData(6, 5)]
    public void A_chain_that_contradicts_itself_moves_nothing(long prev, long seq) => CommittedSequence.Advance(4, [(prev, seq)]).ShouldBe(4);

    [Fact]
    public void Whatever_is_lost_and_sent_again_it_ends_at_the_last() => Check.QuickThrowOnFailure(Prop.ForAll(
        Gen.Choose(1, 30).SelectMany(n => Gen.Shuffle(Enumerable.Range(1, n).ToArray())).ToArbitrary(),
        Gen.Choose(0, 29).ToArbitrary(),
        (order, lost) =>
        {
            (long, long)[] sent = [.. order.Select(s => ((long)s - 1, (long)s))];
            var first = CommittedSequence.Advance(0, sent.Where((_, i) => i != lost % sent.Length));
            return first < order.Length && CommittedSequence.Advance(first, sent) == order.Length;
        }));
}
