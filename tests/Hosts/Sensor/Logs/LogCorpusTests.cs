namespace Holdfast.Tests.Hosts.Sensor.Logs;

public sealed class LogCorpusTests
{
    [Theory]
    [MemberData(nameof(LogCorpus.Read), MemberType = typeof(LogCorpus))]
    public void Every_line_tells_what_the_corpus_says(int number, string line, string told) =>
        LogCorpus.Tell(LogCorpus.Classify(line), told).ShouldBe(LogCorpus.Canonical(told), $"corpus.txt, line {number}");

    [Fact]
    public void The_corpus_is_large_and_no_line_is_in_it_twice()
    {
        var lines = LogCorpus.Read().Select(row => row.Data.Item2).ToList();
        lines.Count.ShouldBeGreaterThanOrEqualTo(150);
        lines.ShouldBeUnique();
    }
}
