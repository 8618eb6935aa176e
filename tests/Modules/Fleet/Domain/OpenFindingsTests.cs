using Holdfast.Modules.Fleet.Contracts;
using Holdfast.Modules.Fleet.Domain;
using Holdfast.Platform.Data;

namespace Holdfast.Tests.Modules.Fleet.Domain;

public class OpenFindingsTests
{
    [Theory]
    [InlineData(null, 0, 0, 0, 0, null)]
    [InlineData(100, 0, 0, 0, 0, "GOOD")]
    [InlineData(85, 0, 0, 0, 0, "GOOD")]
    [InlineData(84, 0, 0, 0, 0, "FAIR")]
    [InlineData(60, 0, 0, 0, 0, "FAIR")]
    [InlineData(59, 0, 0, 0, 0, "POOR")]
    [InlineData(1, 0, 0, 0, 9, "POOR")]
    [InlineData(98, 0, 2, 0, 0, "POOR")]
    [InlineData(98, 0, 0, 1, 0, "FAIR")]
    [InlineData(98, 0, 0, 0, 5, "GOOD")]
    [InlineData(40, 0, 0, 1, 0, "POOR")]
    [InlineData(100, 1, 0, 0, 0, "CRITICAL")]
    [InlineData(null, 0, 0, 1, 0, "FAIR")]
    [InlineData(null, 0, 0, 0, 1, "GOOD")]
    public void The_word_follows_the_worse_of_score_and_findings(int? score, int critical, int high, int medium, int low, string? standing)
    {
        var open = new OpenFindings(critical, high, medium, low);
        (open.With(score) is { } word ? EnumText.Of(word) : null).ShouldBe(standing);
        open.Total.ShouldBe(critical + high + medium + low);
    }

    [Fact]
    public void The_worst_is_the_worst_that_there_is()
    {
        new OpenFindings(0, 0, 0, 0).Worst.ShouldBeNull();
        new OpenFindings(0, 0, 0, 1).Worst.ShouldBe(FindingSeverity.Low);
        new OpenFindings(0, 0, 2, 1).Worst.ShouldBe(FindingSeverity.Medium);
        new OpenFindings(0, 1, 2, 0).Worst.ShouldBe(FindingSeverity.High);
        new OpenFindings(3, 1, 0, 0).Worst.ShouldBe(FindingSeverity.Critical);
    }
}
