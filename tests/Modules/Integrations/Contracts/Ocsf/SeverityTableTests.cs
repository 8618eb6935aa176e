using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Integrations.Contracts.Ocsf;

namespace Holdfast.Tests.Modules.Integrations.Contracts.Ocsf;

public sealed class SeverityTableTests
{
    private static readonly SeverityTable Numbers = SeverityTable.Numbers((12, SeverityId.High), (0, SeverityId.Informational), (15, SeverityId.Critical), (4, SeverityId.Low));

    [Theory]
    [InlineData("critical", SeverityId.Critical)]
    [InlineData(" HIGH ", SeverityId.High)]
    [InlineData("Warning", SeverityId.Medium)]
    [InlineData("moderate", SeverityId.Medium)]
    [InlineData("info", SeverityId.Informational)]
    [InlineData("catastrophic", SeverityId.Unknown)]
    [InlineData("4", SeverityId.Unknown)]
    [InlineData("", SeverityId.Unknown)]
    [InlineData(null, SeverityId.Unknown)]
    public void A_word_means_what_the_table_says_and_another_is_unknown(string? word, SeverityId severity) => SeverityTable.Usual.Of(word).ShouldBe(severity);

    [Theory]
    [InlineData("0", SeverityId.Informational)]
    [InlineData("3.9", SeverityId.Informational)]
    [InlineData("4", SeverityId.Low)]
    [InlineData("12", SeverityId.High)]
    [InlineData("15", SeverityId.Critical)]
    [InlineData("9999", SeverityId.Critical)]
    [InlineData("-1", SeverityId.Unknown)]
    [InlineData("high", SeverityId.Unknown)]
    public void A_number_holds_up_to_the_next_step(string number, SeverityId severity) => Numbers.Of(number).ShouldBe(severity);

    [Fact]
    public void Nothing_throws() => Check.QuickThrowOnFailure(Prop.ForAll(Texts.Any("0123456789.-,higclow "), text => Enum.IsDefined(Numbers.Of(text)) && Enum.IsDefined(SeverityTable.Usual.Of(text))));
}
