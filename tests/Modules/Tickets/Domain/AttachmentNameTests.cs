using System.Globalization;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Holdfast.Modules.Tickets.Domain;

namespace Holdfast.Tests.Modules.Tickets.Domain;

public sealed class AttachmentNameTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf")]
    [InlineData("../../etc/passwd.txt", "passwd.txt")]
    [InlineData("C:\\Users\\ana\\log.txt", "log.txt")]
    [InlineData("invoice\u202Efdp.exe", "invoicefdp.exe")]
    [InlineData("a\r\nX-Header: b.txt", "aX-Header_ b.txt")]
    [InlineData("  .hidden. ", "hidden")]
    [InlineData("nul.txt", "_nul.txt")]
    [InlineData("con", "_con")]
    [InlineData("\u200B", "attachment")]
    [InlineData("..", "attachment")]
    [InlineData(null, "attachment")]
    [InlineData("informe añadido 😀.csv", "informe añadido 😀.csv")]
    public void A_name_is_bare_and_looks_like_what_it_is(string? given, string clean) => AttachmentName.Clean(given).ShouldBe(clean);

    [Fact]
    public void A_long_name_keeps_its_extension()
    {
        var clean = AttachmentName.Clean(new string('a', 400) + ".pcapng");
        clean.Length.ShouldBe(AttachmentName.MaxLength);
        clean.ShouldEndWith("a.pcapng");
    }

    [Fact]
    public void Whatever_is_given_comes_out_short_visible_and_settled()
    {
        var texts = Gen.Elements('a', '.', ' ', '/', '\\', '\u202E', '\u0301', '\0', '\uD83D', '\uDE00', '\u2028', ':', 'é').ListOf().Select(list => new string([.. list]))
            .SelectMany(text => Gen.Choose(0, 300).Select(times => text + new string('x', times) + text));
        Check.QuickThrowOnFailure(Prop.ForAll(texts.ToArbitrary(), text =>
        {
            var clean = AttachmentName.Clean(text);
            return clean.Length is > 0 and <= AttachmentName.MaxLength
                && !clean.Any(c => char.IsControl(c) || c is '/' or '\\' || char.GetUnicodeCategory(c) == UnicodeCategory.Format)
                && clean.EnumerateRunes().All(rune => rune != Rune.ReplacementChar)
                && AttachmentName.Clean(clean) == clean;
        }));
    }
}
